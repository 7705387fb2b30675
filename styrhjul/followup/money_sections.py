"""Money in the content trees: a committee's areas, the municipality's, projects, remedies, remedy plans (F-1, F-2)."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from django.conf import settings

from styrhjul.budget.models import AppropriationArea
from styrhjul.budget.volumes import volumes_of
from styrhjul.documents.content import (
    Block,
    Column,
    Deviation,
    Document,
    Markdown,
    Note,
    Number,
    Paragraph,
    Row,
    Section,
    Table,
)
from styrhjul.documents.words import MONTHS, long_date
from styrhjul.followup import rules
from styrhjul.followup.completeness import missing_in
from styrhjul.followup.forecasts import (
    MoneyRow,
    Period,
    ProjectRow,
    forecasts_in,
    owes_remedies,
    period_of,
    projects_in,
    sum_of,
)
from styrhjul.followup.models import AreaForecast, Part, Remedy, RemedyPlan, Report
from styrhjul.followup.terms import PartKind
from styrhjul.goals.models import Outcome
from styrhjul.governance.documents import frozen, read, standing_of
from styrhjul.governance.models import GovernanceModel
from styrhjul.organisation.clock import today

IN_TKR = "Tusental kronor. Plus är bättre än budget."
ROUNDED = "Beloppen är avrundade till tusental kronor; därför kan summan skilja sig från raderna."


def tkr(amount: int | None) -> Number:
    """Return kronor as a number in thousands, exact to the krona; it is rounded only when it is shown."""
    return Number(None if amount is None else amount / 1000)


def deviation_tkr(amount: int | None) -> Number:
    """Return a deviation in kronor as a number in thousands with its sign: plus is better (domain, section 1)."""
    return Deviation(None if amount is None else amount / 1000)


def committee_money(report: Report, parts: Sequence[Part]) -> list[Block]:
    """Return the committee's money as a section of its report; nothing without areas (F-1, B-6)."""
    about = [part for part in parts if part.kind == PartKind.MONEY and part.area]
    if not about:
        return []
    period = period_of(report.round)
    forecasts = forecasts_in([report])
    rows = [period.row(part.area, forecasts.get(part.area.pk)) for part in about if part.area]
    said = tuple(Section(part.area.name, (Markdown(part.text),)) for part in about if part.area and part.text)
    blocks: list[Block] = []
    if not all(one.is_empty for one in rows):
        blocks = [_areas("Driftbudget", rows, sum_of("Summa", rows), period), Note(_note(rows, period))]
    blocks += volume_blocks(period.year, [part.area.pk for part in about if part.area])
    blocks += [*_projects(period, [report.body_id] if report.body_id else []), *said, *_remedies_of(report, rows)]
    return [Section("Ekonomi", tuple(blocks), "ekonomi")] if blocks else []


def municipal_money(report: Report, parts: Sequence[Part], decided: Sequence[Report]) -> list[Block]:
    """Return every committee's money, and what lies outside the committees, summed (F-1, B-2).

    A committee that has not decided has no forecast here (F-4).
    """
    areas = list(AppropriationArea.objects.in_year(report.round.year).select_related("body"))
    if not areas:
        return []
    period = period_of(report.round)
    forecasts = forecasts_in([report, *decided])
    of: dict[str, list[MoneyRow]] = {}
    for area in areas:
        group = area.body.name_on(report.as_of) if area.kind == "committee" else "Utanför nämnderna"
        of.setdefault(group, []).append(period.row(area, forecasts.get(area.pk)))
    rows: list[Row] = []
    columns = _columns(period)
    for group, some in sorted(of.items(), key=lambda pair: pair[0] == "Utanför nämnderna"):
        rows.append(Row((group, *("" for _ in columns[1:])), "group"))
        rows += [_row(one, period) for one in some]
        if len(some) > 1:
            rows.append(_row(sum_of(f"Summa {group[:1].lower()}{group[1:]}", some), period, "sum"))
    every = [one for some in of.values() for one in some]
    if all(one.is_empty for one in every):
        return []
    rows.append(_row(sum_of("Hela kommunen", every), period, "sum"))
    table = Table(f"Driftbudget, tkr, {_span(period)}", columns, tuple(rows))
    said = tuple(Section(part.area.name, (Markdown(part.text),)) for part in parts if part.area and part.text)
    blocks = (table, Note(_note(every, period)), *_projects(period, [area.body_id for area in areas]), *said)
    return [Section("Ekonomi", blocks, "ekonomi")]


def _span(period: Period) -> str:
    return f"januari–{MONTHS[period.last_month - 1]} {period.year}"


def _columns(period: Period) -> tuple[Column, ...]:
    """Return the columns of the areas' table; when the year is over the outcome stands where the forecast did."""
    month = f"jan–{MONTHS[period.last_month - 1][:3]}"
    if period.is_annual:
        names = ("Budget", "Aktuell budget", f"Utfall {period.year}", "Avvikelse")
        return (Column("KF-verksamhet"), *(Column(name, "number") for name in names))
    return (
        Column("KF-verksamhet"),
        Column("Budget", "number"),
        Column("Aktuell budget", "number"),
        Column(f"Budget {month}", "number"),
        Column(f"Utfall {month}", "number"),
        Column("Prognos helår", "number"),
        Column("Avvikelse helår", "number"),
    )


def _row(row: MoneyRow, period: Period, kind: Literal["body", "sum"] = "body") -> Row:
    expected = (row.period_budget, row.period_actual, row.forecast)
    known = (row.original, row.current, *((row.period_actual,) if period.is_annual else expected))
    deviation = row.year_deviation if period.is_annual else row.deviation
    return Row((row.name, *(tkr(amount) for amount in known), deviation_tkr(deviation)), kind)


def _areas(caption: str, rows: Sequence[MoneyRow], total: MoneyRow, period: Period) -> Table:
    lines = [*(_row(one, period) for one in rows), _row(total, period, "sum")]
    return Table(f"{caption}, tkr, {_span(period)}", _columns(period), tuple(lines))


def _note(rows: Sequence[MoneyRow], period: Period) -> str:
    """Return what the table says of itself: the sign, the rounding, and what is not known."""
    exact = all(amount is None or amount % 1000 == 0 for row in rows for amount in row if isinstance(amount, int))
    told = [IN_TKR] if exact else [IN_TKR, ROUNDED]
    lacking = [row.name for row in rows if row.forecast is None and not period.is_annual]
    if lacking:
        told.append(f"Prognos saknas för {', '.join(lacking)}; därför saknas också summan.")
    return " ".join(told)


def _projects(period: Period, bodies: Sequence[int]) -> list[Block]:
    rows = projects_in(period.year, period.last_month, bodies)
    if not rows:
        return []
    columns = (
        Column("Projekt"),
        Column("Totalbudget", "number"),
        Column(f"Budget {period.year}", "number"),
        Column(f"Utfall {period.year}", "number"),
        Column("Utfall sedan start", "number"),
    )
    total = ProjectRow("Summa", *(sum(amounts) for amounts in zip(*(row[1:] for row in rows), strict=True)))
    lines = [Row((row.name, *(tkr(amount) for amount in row[1:]))) for row in rows]
    lines.append(Row((total.name, *(tkr(amount) for amount in total[1:])), "sum"))
    return [Table(f"Investeringar per projekt, tkr, {_span(period)}", columns, tuple(lines))]


def volume_blocks(year: int, areas: Sequence[int]) -> list[Block]:
    """Return what the areas gave for their money, in volumes and kronor for each unit; nothing without any (B-6)."""
    fewest = GovernanceModel.objects.settings_for(year).fewest_persons
    rows = volumes_of(year, areas, Outcome.objects.all(), fewest)
    if not rows:
        return []
    columns = (
        Column("Verksamhet och volym"),
        Column(f"Budgeterad volym {year}", "number"),
        Column(f"Volym {year}", "number"),
        Column(f"Volym {year - 1}", "number"),
        Column(f"Styckkostnad budget {year}", "number"),
        Column(f"Styckkostnad {year}", "number"),
        Column(f"Styckkostnad {year - 1}", "number"),
    )
    lines = [
        Row(
            (
                f"{one.place}: {one.measure}",
                *(Number(volume, one.decimals) for volume in (one.budgeted, one.actual, one.before)),
                *(Number(cost) for cost in (one.cost_budgeted, one.cost_actual, one.cost_before)),
            )
        )
        for one in rows
    ]
    table = Table(f"Volym och styckkostnad {year}", columns, tuple(lines))
    return [table, Note("Styckkostnaden är nettokostnaden i kronor delad med volymen, när hela året är bokfört.")]


def _remedies_of(report: Report, rows: Sequence[MoneyRow]) -> list[Block]:
    """Return the remedies of the report, and how much of the deficit they cover (F-2, X-7)."""
    remedies = list(report.remedies.select_related("area"))
    if not remedies and not owes_remedies(report):
        return []
    deficit = -sum(row.deviation or 0 for row in rows)
    blocks = remedy_blocks(remedies, deficit)
    return [Section("Åtgärder mot underskottet", tuple(blocks), "atgarder")]


def remedy_blocks(remedies: Sequence[Remedy], deficit: int) -> list[Block]:
    """Return the remedies as a table with their sum, and how much of the deficit in kronor they cover (F-2, X-7)."""
    if not remedies:
        return [Note("Inga åtgärder är beskrivna.")]
    columns = (
        Column("Åtgärd"),
        Column("KF-verksamhet"),
        Column("Ansvarig"),
        Column("Klar senast"),
        Column("Uppföljning"),
        Column("Effekt, tkr", "number"),
    )
    effect = sum(one.effect for one in remedies)
    rows = [
        Row((one.what, one.area.name if one.area else "Hela nämnden", one.responsible, long_date(one.due_on),
             one.follow_up or "–", tkr(one.effect)))
        for one in remedies
    ]  # fmt: skip
    total = Row(("Summa", "", "", "", "", tkr(effect)), "sum")
    return [Paragraph(rules.coverage(effect, deficit)), Table("Åtgärder", columns, (*rows, total))]


def plan_document(plan: RemedyPlan) -> Document:
    """Return the remedy plan's content as it stands now: updated forecast, remedies, and what has happened (F-2)."""
    return Document(
        title=f"Uppdaterad prognos och åtgärdsplan per {long_date(plan.as_of)}",
        author=settings.MUNICIPALITY_NAME,
        date=today().isoformat(),
        standing=standing_of(plan),
        blocks=tuple(_plan_blocks(plan)),
        subtitle=plan.body.name_on(plan.as_of),
    )


def _plan_blocks(plan: RemedyPlan) -> list[Block]:
    forecasts = list(plan.forecasts.select_related("area"))
    before = dict(AreaForecast.objects.filter(report=plan.report, plan=None).values_list("area", "net_cost"))
    deficit = -sum(one.deviation for one in forecasts)
    blocks: list[Block] = [Markdown(plan.text)] if plan.text else []
    if forecasts:
        lines = [
            Row(
                (
                    one.area.name,
                    *map(tkr, (one.budget, before.get(one.area_id), one.net_cost)),
                    deviation_tkr(one.deviation),
                )
            )
            for one in forecasts
        ]
        sums = (
            sum(one.budget for one in forecasts),
            sum(before.values()),
            sum(one.net_cost for one in forecasts),
        )
        columns = (
            Column("KF-verksamhet"),
            Column("Aktuell budget", "number"),
            Column("Prognos i rapporten", "number"),
            Column("Uppdaterad prognos", "number"),
            Column("Avvikelse helår", "number"),
        )
        total = Row(("Summa", *(tkr(amount) for amount in sums), deviation_tkr(-deficit)), "sum")
        table = Table("Uppdaterad prognos, tkr", columns, (*lines, total))
        blocks.append(Section("Uppdaterad prognos", (table, Note(f"{IN_TKR} {ROUNDED}")), "prognos"))
    held = deficit if forecasts else plan.deficit
    remedies = remedy_blocks(list(plan.remedies.select_related("area")), held)
    return [*blocks, Section("Åtgärder", tuple(remedies), "atgarder")]


def frozen_plan(plan: RemedyPlan, previous: Mapping[str, Any] | None) -> Mapping[str, Any]:
    """Return what is frozen at a step: the tree when handed in, after that the same with what was decided (F-5)."""
    return frozen(plan, previous, lambda: plan_document(plan))


def document_of_plan(plan: RemedyPlan) -> Document:
    """Return the plan to read: the frozen version from the day it is handed in, before that as it stands (F-5)."""
    return read(plan, lambda: plan_document(plan))


def lacking_lines(report: Report) -> tuple[str, ...]:
    """Return what the report lacks, a line for each (X-4)."""
    return tuple(f"{one.heading}: {one.what}." for one in missing_in(report))
