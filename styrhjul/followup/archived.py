"""What the archive package of the municipality's decided report holds besides: the auditors' statements (F-10, L-7)."""

import mimetypes

from django.utils.text import slugify

from styrhjul.followup.auditing import is_audited
from styrhjul.followup.models import AuditStatement, Report
from styrhjul.followup.terms import Verdict
from styrhjul.governance.archive import File, canonical
from styrhjul.governance.models import FrozenVersion

#: The step by which the council decides; what the auditors say comes between the board's step and this one (F-10).
COUNCILS = "adopt"

FOLDER = "revision"


def statements_in(report: Report, version: FrozenVersion) -> list[File]:
    """Return the auditors' statements as files, each with its data, for the version that the council decided (L-10)."""
    if version.step != COUNCILS or not is_audited(report.round.kind, is_whole=report.body_id is None):
        return []
    return [
        file
        for number, one in enumerate(report.statements.order_by("given_on", "id"), 1)
        for file in _files(report, one, number)
    ]


def _files(report: Report, statement: AuditStatement, number: int) -> list[File]:
    """Return the statement's text and file, and what is known of it."""
    files = []
    if statement.text:
        files.append(File(f"{FOLDER}/{number}-utlatande.md", "text/markdown", "revision", statement.text.encode()))
    if statement.name:
        files.append(File(_name_of(statement, number), statement.media_type, "revision", bytes(statement.content)))
    told = {
        "handling": "Revisorernas utlåtande",
        "om": str(report),
        "lamnat": statement.given_on.isoformat(),
        "lamnat_av": "Kommunens revisorer",
        "filer": [file.name for file in files],
        "forslag_om_ansvarsfrihet": _recommended(report),
    }
    return [*files, File(f"{FOLDER}/{number}-uppgifter.json", "application/json", "revision", canonical(told))]


def _name_of(statement: AuditStatement, number: int) -> str:
    """Return the file's name in plain letters, with an ending that its type may have."""
    stem, dot, ending = statement.name.rpartition(".")
    ending = f".{slugify(ending)}" if dot else mimetypes.guess_extension(statement.media_type) or ""
    return f"{FOLDER}/{number}-{slugify(stem if dot else statement.name) or 'utlatande'}{ending}"


def _recommended(report: Report) -> list[dict[str, str]]:
    """Return what the auditors recommended for each body, with their ground; empty for the interim report."""
    rows = report.discharges.exclude(recommended="").select_related("body")
    return [
        {
            "organ": one.body.name_on(report.as_of),
            "forslag": str(Verdict(one.recommended).label),
            "skal": one.ground,
        }
        for one in rows
    ]
