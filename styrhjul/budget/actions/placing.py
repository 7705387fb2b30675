"""How rows of the ledger find their report line, area, service area and project: the mapping is data (B-2)."""

from collections.abc import Sequence

from django.db import connection

from styrhjul.budget.models import AccountRule, Batch, LedgerRow, PlaceRule, Project
from styrhjul.budget.terms import ReportLine

SET_LINES = """
update budget_ledgerrow as row set line = known.line
from (select unnest(%(accounts)s::text[]) as account, unnest(%(lines)s::text[]) as line) as known
where row.account = known.account and row.line <> known.line and (%(batch)s::bigint is null or row.batch_id = %(batch)s)
"""

SET_PLACES = """
update budget_ledgerrow as row set area_id = known.area, service_id = known.service
from (select unnest(%(responsibilities)s::text[]) as responsibility, unnest(%(codes)s::text[]) as code,
             unnest(%(areas)s::bigint[]) as area, unnest(%(services)s::bigint[]) as service) as known
where row.responsibility = known.responsibility and row.activity_code = known.code
  and (row.area_id is distinct from known.area or row.service_id is distinct from known.service)
  and (%(batch)s::bigint is null or row.batch_id = %(batch)s)
"""

SET_PROJECTS = """
update budget_ledgerrow as row set project_id = project.id, area_id = coalesce(row.area_id, project.area_id)
from budget_project project
where project.code <> '' and row.project_code = project.code and row.line = %(investment)s
  and (%(batch)s::bigint is null or row.batch_id = %(batch)s)
"""


def line_of(account: str, accounts: dict[str, str]) -> str:
    """Return the report line of the account by its longest known beginning, empty when none is known."""
    for length in range(len(account), 0, -1):
        if account[:length] in accounts:
            return accounts[account[:length]]
    return ""


def place_of(
    responsibility: str, code: str, places: Sequence[tuple[str, str, int, int | None]]
) -> tuple[int | None, int | None]:
    """Return area and service area by the most telling rule: the longest activity code, then responsibility (B-2)."""
    fitting = [rule for rule in places if responsibility.startswith(rule[0]) and code.startswith(rule[1])]
    if not fitting:
        return None, None
    best = max(fitting, key=lambda rule: (len(rule[1]), len(rule[0])))
    return best[2], best[3]


def map_rows(batch: Batch | None = None) -> None:
    """Give the rows their report line, area, service area and project by the mapping as it is now; of all batches
    when none is given.
    """
    rows = LedgerRow.objects.filter(batch=batch) if batch else LedgerRow.objects.all()
    accounts = dict(AccountRule.objects.values_list("prefix", "line"))
    places = list(PlaceRule.objects.values_list("responsibility", "activity_code", "area", "service"))
    known = list(rows.order_by().values_list("account", flat=True).distinct())
    codings = list(rows.order_by().values_list("responsibility", "activity_code").distinct())
    found = [place_of(responsibility, code, places) for responsibility, code in codings]
    of = {"batch": batch.pk if batch else None}
    with connection.cursor() as cursor:
        cursor.execute(SET_LINES, {"accounts": known, "lines": [line_of(one, accounts) for one in known], **of})
        cursor.execute(
            SET_PLACES,
            {
                "responsibilities": [one for one, _ in codings],
                "codes": [one for _, one in codings],
                "areas": [area for area, _ in found],
                "services": [service for _, service in found],
                **of,
            },
        )
        cursor.execute(SET_PROJECTS, {"investment": ReportLine.INVESTMENT, **of})


class Placing:
    """The mapping as it is now, for rows on their way in: each account and coding string is looked up once."""

    def __init__(self) -> None:
        self._accounts = dict(AccountRule.objects.values_list("prefix", "line"))
        self._places = list(PlaceRule.objects.values_list("responsibility", "activity_code", "area", "service"))
        self._projects = {
            code: (pk, area) for code, pk, area in Project.objects.exclude(code="").values_list("code", "pk", "area")
        }
        self._lines: dict[str, str] = {}
        self._found: dict[tuple[str, str], tuple[int | None, int | None]] = {}

    def of(
        self, account: str, responsibility: str, activity_code: str, project_code: str
    ) -> tuple[str, int | None, int | None, int | None]:
        """Return the report line, area, service area and project of a coding string."""
        line = self._lines.get(account)
        if line is None:
            line = self._lines[account] = line_of(account, self._accounts)
        coding = responsibility, activity_code
        place = self._found.get(coding)
        if place is None:
            place = self._found[coding] = place_of(*coding, self._places)
        if line == ReportLine.INVESTMENT and project_code in self._projects:
            project, area = self._projects[project_code]
            return line, area if place[0] is None else place[0], place[1], project
        return line, *place, None
