"""Five years in summary: what the annual report opens its management report with (L-8)."""

from collections.abc import Mapping

from styrhjul.budget.figures import figures_of, last_period
from styrhjul.budget.models import AppropriationArea, Budget
from styrhjul.documents.content import Block, Column, Deviation, Number, Row, Table
from styrhjul.followup.accounts import RESULT, total
from styrhjul.followup.models import Accounts, Assessment, Report
from styrhjul.followup.soundness import REACHED
from styrhjul.followup.terms import AccountsColumn, RoundKind
from styrhjul.goals.terms import Level

#: How many years the summary holds, the report's own the last.
YEARS = 5

DECEMBER = 12

DEVIATION = "Avvikelse från budget"


def five_years(report: Report) -> list[Block]:
    """Return the table of the report's year and the four before it; years and rows without any figure are left out."""
    last = report.round.year
    years = list(range(last - YEARS + 1, last + 1))
    money = {year: _money(year) for year in years}
    taxes = {year: budget.tax_rate for year in years if (budget := Budget.objects.adopted_for(year)) is not None}
    shares, results = _attained(years), _results(years)
    known = [year for year in years if money[year] or taxes.get(year) is not None or year in shares or year in results]
    if not known:
        return []
    rows: list[tuple[str, Mapping[int, float | None], int, str]] = [
        ("Nämndernas nettokostnad enligt budget", {year: money[year].get("budget") for year in known}, 0, "tkr"),
        ("Nämndernas nettokostnad, utfall", {year: money[year].get("actual") for year in known}, 0, "tkr"),
        (DEVIATION, {year: money[year].get("deviation") for year in known}, 0, "tkr"),
        ("Årets resultat", results, 0, "tkr"),
        ("Skattesats", {year: None if taxes.get(year) is None else float(taxes[year] or 0) for year in known}, 2, "kr"),
        ("Nämndsmål som är uppnådda eller i huvudsak uppnådda", shares, 0, "%"),
    ]
    shown = [
        Row((name, *(_kind(name)(values.get(year), decimals, unit) for year in known)))
        for name, values, decimals, unit in rows
        if any(values.get(year) is not None for year in known)
    ]
    columns = (Column("Fem år i sammandrag"), *(Column(str(year), "number") for year in known))
    return [Table("Fem år i sammandrag", columns, tuple(shown))]


def _kind(name: str) -> type[Number]:
    return Deviation if name == DEVIATION else Number


def _money(year: int) -> dict[str, float]:
    """Return the committees' current budget, actual and deviation of the year, in tkr; empty where there is none.

    A year that is not booked to its end has no actual yet.
    """
    committees = set(AppropriationArea.objects.in_year(year).of_committees().values_list("pk", flat=True))
    figures = [one for area, one in figures_of(year, DECEMBER).items() if area in committees]
    budget, actual = sum(one.current for one in figures), sum(one.period_actual for one in figures)
    if not actual or last_period(year) < DECEMBER:
        return {"budget": budget / 1000} if budget else {}
    return {"budget": budget / 1000, "actual": actual / 1000, "deviation": (budget - actual) / 1000}


def _results(years: list[int]) -> dict[int, float | None]:
    """Return each year's result in tkr by the annual reports' financial statements, else by what the next compares."""
    listed = Accounts.objects.filter(report__body=None, report__round__kind=RoundKind.ANNUAL)
    found: dict[int, float | None] = {}
    for accounts in listed.filter(report__round__year__in=years).select_related("report__round"):
        year, amounts = accounts.report.round.year, accounts.amounts()
        if set(RESULT) & set(amounts[AccountsColumn.BEFORE]) and year - 1 in years:
            found.setdefault(year - 1, total(RESULT, amounts[AccountsColumn.BEFORE]) / 1000)
        if set(RESULT) & set(amounts[AccountsColumn.ACTUAL]):
            found[year] = total(RESULT, amounts[AccountsColumn.ACTUAL]) / 1000
    return found


def _attained(years: list[int]) -> dict[int, float | None]:
    """Return the share of the committees' goals judged attained or mainly so in each annual report, in percent."""
    rows = Assessment.objects.filter(
        round__kind=RoundKind.ANNUAL, round__year__in=years, goal__level=Level.COMMITTEE, receiver=None,
        decided_on__isnull=False,
    ).values_list("round__year", "value")  # fmt: skip
    judged: dict[int, list[bool]] = {}
    for year, value in rows:
        judged.setdefault(year, []).append(value in REACHED)
    return {year: 100 * sum(values) / len(values) for year, values in judged.items()}
