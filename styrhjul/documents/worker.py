"""The render process's own side: jobs on standard input, documents on standard output.

A job is a line with a length and JSON of that length; an answer is a line of JSON (error or not,
sizes of the results, memory in use) and the results. It ends when its input does.
"""

import json
import signal
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

import typst

from styrhjul.documents.finish import finish

FONTS = Path(__file__).with_name("fonts")
DENSITY = 144.0  # picture points to the inch: twice the drawing's size


def main() -> None:
    """Answer jobs until the input ends. Ctrl-C is for the server, which then closes the input."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])
    with tempfile.TemporaryDirectory() as root:
        while line := sys.stdin.buffer.readline():
            job = json.loads(sys.stdin.buffer.read(int(line)))
            try:
                _send(sys.stdout.buffer, _made(job, fonts, root))
            except typst.TypstError as error:
                _send(sys.stdout.buffer, [], f"{error.message} {' '.join(error.hints)}".strip())


def _made(job: dict[str, Any], fonts: typst.Fonts, root: str) -> list[bytes]:
    """Return the job's results; typst may read nothing but the files of the job."""
    common: dict[str, Any] = {
        "input": {name: text.encode() for name, text in job["files"].items()},
        "root": root,
        "font_paths": fonts,
        "ignore_system_fonts": True,
    }
    if job["kind"] == "png":
        made = typst.compile(**common, format="png", ppi=DENSITY)
        return made if isinstance(made, list) else [made]
    moment = datetime.fromisoformat(job["date"]).replace(tzinfo=UTC)
    pdf = typst.compile(**common, format="pdf", pdf_standards=["a-2a", "ua-1"], timestamp=moment)
    return [finish(pdf, job["row_headers"])]


def _send(target: BinaryIO, results: list[bytes], error: str = "") -> None:
    head: dict[str, Any] = {"sizes": [len(result) for result in results], "memory": _memory()}
    if error:
        head["error"] = error
    target.write(json.dumps(head).encode() + b"\n")
    target.writelines(results)
    target.flush()


def _memory() -> int:
    """Return the bytes of memory in use; 0 where the system does not tell."""
    status = Path("/proc/self/statm")
    return int(status.read_text().split()[1]) * 4096 if status.exists() else 0


if __name__ == "__main__":
    main()
