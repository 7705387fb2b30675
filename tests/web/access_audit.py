"""The rows of the archive and of the auditors' reading room in the table of access (L-7, L-10)."""

from tests.web.access_people import NOBODY, Row, inside, public

AUDIT = [
    public("archive_package", "package of public"),
    inside("archive_package", "package of public budget"),  # its wording holds goals with ways of their own
    *(Row("archive_package", f"package of {name}", NOBODY, NOBODY, 404) for name in ("handed", "unapproved")),
]
