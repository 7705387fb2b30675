"""Reads the source as the house rules see it: files, functions, calls."""

import ast
import functools
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "styrhjul" / "web" / "templates"
Function = ast.FunctionDef | ast.AsyncFunctionDef


@functools.cache
def committed() -> tuple[Path, ...]:
    """Return the files that git keeps or would keep; every file of the source folders where there is no git."""
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    asked = subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=False)
    if asked.returncode == 0:
        found = [ROOT / name for name in asked.stdout.split("\0") if name]
    else:
        found = [path for folder in ("styrhjul", "tests", "bench", "docs") for path in (ROOT / folder).rglob("*")]
    return tuple(sorted(path for path in found if path.is_file()))


def python_files(*folders: str) -> list[Path]:
    """Return our Python files, migrations left out, below ``folders`` or everywhere."""
    below = [ROOT / folder for folder in folders] or [ROOT]
    return [
        path
        for path in committed()
        if path.suffix == ".py" and "migrations" not in path.parts and any(path.is_relative_to(b) for b in below)
    ]


@functools.cache
def tree(path: Path) -> ast.Module:
    """Return the parsed file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def functions(path: Path) -> Iterator[Function]:
    """Yield every function and method of the file, those inside others too."""
    for node in ast.walk(tree(path)):
        if isinstance(node, Function):
            yield node


def method_calls(path: Path) -> Iterator[tuple[int, str, str]]:
    """Yield line, receiver and name of every call of the form ``receiver.name(...)``."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node.lineno, ast.unparse(node.func.value), node.func.attr


def called_names(function: Function) -> Iterator[str]:
    """Yield the last word of everything that the function calls."""
    for node in ast.walk(function):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func).split(".")[-1]


def where(path: Path, line: int = 0) -> str:
    """Return ``folder/file.py:line`` for a message."""
    return f"{path.relative_to(ROOT)}:{line}" if line else str(path.relative_to(ROOT))


def templates() -> list[str]:
    """Return the names of all page templates, such as ``goals/list.html``."""
    return sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html"))
