"""The demonstration's financial statements: the result as it is booked, all else composed: «exempel» (L-8)."""

from typing import NamedTuple

from django.db.models import Sum

from styrhjul.budget.models import Actual
from styrhjul.budget.terms import AreaKind, ReportLine
from styrhjul.followup import accounts as rules
from styrhjul.followup import actions
from styrhjul.followup.accounts_figures import booked
from styrhjul.followup.models import AreaForecast, Report
from styrhjul.followup.terms import AccountsColumn as Column
from styrhjul.followup.terms import AccountsLine as Line
from styrhjul.followup.terms import RoundKind
from styrhjul.integrations.demonstration.money import TKR
from styrhjul.organisation.models import Person

#: The year whose end the statements begin with, in tkr.
BEGINS = 2023
OPENING = {
    Line.LAND: 1_610_000, Line.EQUIPMENT: 118_000, Line.FINANCIAL_ASSETS: 92_000, Line.STOCK: 14_000,
    Line.RECEIVABLES: 161_000, Line.PLACEMENTS: 240_000, Line.CASH: 163_000, Line.RESERVE: 78_000,
    Line.OTHER_EQUITY: 1_562_000, Line.PENSIONS: 96_000, Line.OTHER_PROVISIONS: 32_000, Line.LONG_DEBT: 330_000,
    Line.SHORT_DEBT: 300_000, Line.PENSIONS_OUTSIDE: 322_000,
}  # fmt: skip

#: What changes by the year besides, in tkr: claims, short debts, provisions for pensions, pensions outside.
CHANGES = {Line.RECEIVABLES: 3_200, Line.SHORT_DEBT: 5_400, Line.PENSIONS: 2_600, Line.PENSIONS_OUTSIDE: -12_000}

#: The least that is kept in the bank, and how large loans are, in tkr.
LEAST_CASH, LOAN = 60_000, 25_000

#: How much of investments and depreciation is of equipment, in percent.
EQUIPMENT_SHARE = 15


class Stand(NamedTuple):
    """A column of the statements in kronor: the period's lines, and those of its last day."""

    period: dict[str, int]
    day: dict[str, int]

    @property
    def whole(self) -> dict[str, int]:
        """Both."""
        return self.period | self.day


def _invested(year: int, last_month: int) -> int:
    rows = Actual.objects.up_to(year, last_month).filter(line=ReportLine.INVESTMENT)
    return round(rows.aggregate(sum=Sum("amount"))["sum"] or 0, -3)


def _stand(year: int, last_month: int) -> Stand:
    """Return the statements after the months of the year, so that they agree (L-8)."""
    if year == BEGINS:
        return Stand({}, {line.value: amount * TKR for line, amount in OPENING.items()})
    before = _stand(year - 1, 12)
    opening = rules.at_the_turn(before.whole)
    income, spent = booked(year, last_month), _invested(year, last_month)
    changed = {line: amount * TKR * last_month // 12 // TKR * TKR for line, amount in CHANGES.items()}
    written_off = income[Line.DEPRECIATION]
    flow = {
        Line.NOT_CASH.value: written_off + changed[Line.PENSIONS],
        Line.RECEIVABLES_CHANGE.value: -changed[Line.RECEIVABLES],
        Line.SHORT_DEBT_CHANGE.value: changed[Line.SHORT_DEBT],
        Line.INVESTED.value: spent,
        Line.OPENING_CASH.value: opening[Line.CASH],
    }
    cash = opening[Line.CASH] + rules.total(rules.CASH_CHANGE, income | flow)
    loans = max(0, -((cash - LEAST_CASH * TKR) // (LOAN * TKR))) * LOAN * TKR
    of_equipment = (spent - written_off) * EQUIPMENT_SHARE // 100 // TKR * TKR
    day = opening | {line.value: opening[line] + amount for line, amount in changed.items()}
    day |= {
        Line.LAND.value: opening[Line.LAND] + spent - written_off - of_equipment,
        Line.EQUIPMENT.value: opening[Line.EQUIPMENT] + of_equipment,
        Line.CASH.value: cash + loans,
        Line.LONG_DEBT.value: opening[Line.LONG_DEBT] + loans,
    }
    return Stand(income | flow | ({Line.NEW_LOANS.value: loans} if loans else {}), day)


def _forecast(report: Report) -> dict[str, int]:
    """Return the forecast of the whole year: net costs as the committees expect, all else by the months so far."""
    round_ = report.round
    so_far = booked(round_.year, round_.last_month)
    year = {line: amount * 12 // round_.last_month // TKR * TKR for line, amount in so_far.items()}
    areas = AreaForecast.objects.filter(report__round=round_, plan=None).exclude(area__kind=AreaKind.FINANCE)
    expected = round(areas.aggregate(sum=Sum("net_cost"))["sum"] or 0, -3)
    if expected:
        year[Line.COST] = expected + year[Line.REVENUE] - year[Line.DEPRECIATION]
    return year


def write(report: Report, by: Person) -> None:
    """Write the statements of the municipality's interim or annual report, with notes, before it is handed in (L-8)."""
    round_ = report.round
    if not actions.can_write_accounts(by, report):
        return
    now = _stand(round_.year, round_.last_month)
    if round_.kind == RoundKind.ANNUAL:
        columns = {Column.ACTUAL: now.whole, Column.BEFORE: _stand(round_.year - 1, 12).whole}
    else:
        turn = rules.at_the_turn(_stand(round_.year - 1, 12).whole)
        compared = booked(round_.year - 1, round_.last_month) | turn
        columns = {Column.ACTUAL: now.whole, Column.BEFORE: compared, Column.FORECAST: _forecast(report)}
    typed = [(line.value, of.value) for _, line, cells in rules.cells_of(round_.kind) for of in cells]
    figures = {(line, of): columns[Column(of)].get(line) for line, of in typed}
    actions.write_accounts(by=by, report=report, edition=0, figures=figures, is_example=True)
    for line, title, text in NOTES if round_.kind == RoundKind.ANNUAL else NOTES[:1]:
        actions.write_note(by=by, report=report, line=line, title=title, text=f"Exempel. {text}")


#: What the notes say: line, heading, text.
NOTES = (
    (
        "", "Redovisningsprinciper",
        "Räkenskaperna följer lagen (2018:597) om kommunal bokföring och redovisning och rekommendationerna från Rådet "
        "för kommunal redovisning. Belopp i tusental kronor.",
    ),
    (
        Line.DEPRECIATION, "Avskrivningar",
        "Anläggningar skrivs av linjärt över den tid som de väntas användas. Mark och konst skrivs inte av.\n\n"
        "| Slag | År |\n| --- | ---: |\n| Byggnader, efter delarnas livslängd | 10–60 |\n| Gator och vägar | 15–50 |\n"
        "| Maskiner och inventarier | 3–15 |",
    ),
    (
        Line.TAXES, "Skatteintäkter",
        "Skatteintäkterna är årets preliminära skatt och den slutavräkning som prognosen för skatteunderlaget ger.",
    ),
    (
        Line.LAND, "Mark, byggnader och tekniska anläggningar",
        "Årets investeringar är främst skolor, förskolor och gator. De redovisas projekt för projekt under Ekonomi.",
    ),
    (
        Line.PENSIONS_OUTSIDE, "Pensionsförpliktelser",
        "Pensioner som tjänades in till och med 1997 står utanför balansräkningen, enligt blandmodellen.",
    ),
)  # fmt: skip
