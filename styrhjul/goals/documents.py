"""Builds the content tree of a plan: what is read, printed, and frozen when the plan is adopted (F-5, P-1, P-3)."""

import datetime
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Q

from styrhjul.documents.content import (
    Block,
    BulletList,
    Column,
    Document,
    Markdown,
    Note,
    Number,
    Paragraph,
    Row,
    Section,
    Table,
    from_data,
    to_data,
)
from styrhjul.documents.numbers import format_number
from styrhjul.documents.words import long_date, paragraph_of
from styrhjul.goals import rules
from styrhjul.goals.models import Activity, GoalMeasure, GoalVersion, Plan, number
from styrhjul.goals.terms import Level, Sex, TargetKind
from styrhjul.governance.documents import DRAFT, PROPOSAL
from styrhjul.governance.models import FrozenVersion
from styrhjul.organisation.clock import today
from styrhjul.organisation.models import Unit, running


class Money(NamedTuple):
    """What an administration has to use in the year: where the amounts come from, and area and net cost in kronor."""

    source: str
    rows: Sequence[tuple[str, int]]


NO_MONEY = Money("", ())

_purses: list[Callable[[int, Collection[int]], Money]] = []


def register_money(purse: Callable[[int, Collection[int]], Money]) -> None:
    """Let the folder that knows the budgets tell what bodies have in a year: ``purse(year, body ids)`` (P-1)."""
    if purse not in _purses:
        _purses.append(purse)


def money_of(plan: Plan) -> Money:
    """Return the money of the bodies that the plan's administration serves, as the budget has it (P-1)."""
    served = list(plan.unit.ties.filter(running(plan.day)).values_list("body_id", flat=True))
    return next((purse(plan.year, served) for purse in _purses), NO_MONEY) if served else NO_MONEY


def goals_in(plan: Plan) -> list[tuple[GoalVersion, int | None]]:
    """Return what the goals that the plan is to meet say in its year, with the unit that answers for each (P-7)."""
    answering = dict(plan.planned_goals.values_list("goal_id", "responsible_id"))
    versions = GoalVersion.objects.in_year(plan.year).decided().filter(goal__in=answering)
    latest = {version.goal_id: version for version in versions.select_related("goal", "body")}
    return [(latest[goal_id], unit_id) for goal_id, unit_id in answering.items() if goal_id in latest]


def build(plan: Plan) -> Document:
    """Return the plan as it stands now (P-1, P-3).

    An operational plan is public when it is adopted: it names units, and no person but its head (T-2).
    """
    names = {unit.pk: unit.name_on(plan.day) for unit in Unit.objects.placed(plan.day)}
    chapters = (
        ("Inriktning och förutsättningar", "inriktning",
         [*_text("Årets inriktning", plan.focus, "aret"), *_conditions(plan), *_resources(plan)]),
        ("Mål", "malen", _goals(plan, names)),
        ("Aktiviteter och fastställande", "genomforande", [_activities(plan, names), *_standing(plan)]),
    )  # fmt: skip
    return Document(
        title=f"{plan.kind_label} {plan.year}",
        author=settings.MUNICIPALITY_NAME,
        date=today().isoformat(),
        standing=standing_of(plan),
        blocks=(
            *([Note("Planen är ett exempel.")] if plan.is_example else []),
            *(Section(title, tuple(blocks), anchor) for title, anchor, blocks in chapters if blocks),
        ),
        subtitle=plan.unit.name_on(plan.day),
    )


def standing_of(plan: Plan) -> str:
    """Return how far the plan has come, in words."""
    if plan.state != "adopted" or plan.adopted_on is None:
        if plan.state in rules.UNFINISHED:
            return f"{DRAFT}, inte fastställd"
        return f"{PROPOSAL}, inte fastställd: {plan.state_label.lower()}"
    return f"Fastställd {plan.adopted_on}" + (f" av {plan.adopted_by}" if plan.adopted_by else "")


def frozen_content(plan: Plan, _previous: Mapping[str, Any] | None) -> Mapping[str, Any]:
    """Return what is frozen when the plan is handed in and when it is adopted: the whole document (F-5)."""
    return to_data(build(plan))


def document_of(plan: Plan) -> Document:
    """Return the plan to read: an adopted one as it was adopted, others as they stand (F-5)."""
    frozen = frozen_of(plan)
    document = from_data(frozen.content) if frozen else build(plan)
    assert isinstance(document, Document)
    return document


def frozen_of(plan: Plan) -> FrozenVersion | None:
    """Return the version that was adopted, None before that."""
    return FrozenVersion.objects.of(plan).filter(step__in=["adopt", "load"]).last()


def _text(title: str, text: str, anchor: str) -> list[Block]:
    return [Section(title, (Markdown(text),), anchor)] if text.strip() else []


def _goals(plan: Plan, names: Mapping[int, str]) -> list[Block]:
    """Return the goals to be met and the plan's own, each with its text, who answers for it, and its targets."""
    planned = goals_in(plan)
    own = [(version, None) for version in plan.goal_versions.select_related("goal")]
    targets = _targets([version.pk for version, _ in (*planned, *own)], plan.year)
    blocks: list[Block] = []
    for title, listed, anchor in (("Mål som planen ska uppfylla", planned, "mal"), ("Egna mål", own, "egna")):
        inner = tuple(_goal(version, names.get(unit or 0, ""), targets.get(version.pk, ())) for version, unit in listed)
        blocks += [Section(title, inner, anchor)] if inner else []
    return blocks


def _goal(version: GoalVersion, answering: str, targets: Iterable[Row]) -> Section:
    lead = Level(version.level).label + (f", ansvar: {answering}" if answering else "")
    blocks: list[Block] = [Paragraph(f"{lead}."), *([Paragraph(version.text)] if version.text else [])]
    rows = tuple(targets)
    if rows:
        blocks.append(Table("Mått och målvärden", (Column("Mått"), Column("Målvärde", "number")), rows))
    return Section(version.heading, tuple(blocks), f"mal-{version.goal_id}")


def _targets(versions: Collection[int], year: int) -> dict[int, list[Row]]:
    """Return a row for each measure with its target of the year for the whole, by version; two queries (M-2)."""
    found: dict[int, list[Row]] = {}
    ties = GoalMeasure.objects.filter(version__in=versions).select_related("measure").prefetch_related("targets")
    for tie in ties:
        whole = [
            one.value for one in tie.targets.all()
            if one.year == year and one.kind == TargetKind.LEVEL and one.sex == Sex.TOTAL and one.body_id is None
        ]  # fmt: skip
        aim = Number(number(whole[0]) if whole else None, tie.measure.decimals, tie.measure.unit_label)
        found.setdefault(tie.version_id, []).append(Row((tie.measure.name, aim)))
    return found


def _conditions(plan: Plan) -> list[Block]:
    """Return national goals, changed laws and other conditions (G-9, P-1)."""
    rows = tuple(Row((one.get_kind_display(), one.what, one.meaning or "–")) for one in plan.demands.all())
    columns = (Column("Slag"), Column("Vad"), Column("Vad det betyder"))
    blocks: list[Block] = [Table("Nationella mål och ändrade lagar", columns, rows)] if rows else []
    blocks += [Markdown(plan.conditions)] if plan.conditions.strip() else []
    return [Section("Nationella mål, lagar och andra förutsättningar", tuple(blocks), "forutsattningar")] * bool(blocks)


def _resources(plan: Plan) -> list[Block]:
    """Return the resources at hand: the text, the staff, and the money as the budget has it (P-1)."""
    money = money_of(plan)
    blocks: list[Block] = [Markdown(plan.resources)] if plan.resources.strip() else []
    if plan.staff is not None:
        blocks.append(Paragraph(f"Personal: {format_number(plan.staff, 1)} årsarbetare."))
    if money.rows:
        rows = [Row((name, Number(net / 1000))) for name, net in money.rows]
        if len(rows) > 1:
            rows.append(Row(("Summa", Number(sum(net for _, net in money.rows) / 1000)), "sum"))
        columns = (Column("Verksamhet"), Column("Nettokostnad, tkr", "number"))
        blocks += [Table("Pengar", columns, tuple(rows)), Note(money.source)]
    return [Section("Resurser", tuple(blocks), "resurser")] if blocks else []


def _activities(plan: Plan, names: Mapping[int, str]) -> Section:
    listed = list(plan.activities.select_related("responsible", "commission__decision__meeting"))
    goals = {one.goal_id for one in listed if one.goal_id}
    versions = GoalVersion.objects.in_year(plan.year).filter(Q(goal__in=goals)) if goals else GoalVersion.objects.none()
    headings = dict(versions.decided().values_list("goal_id", "heading")) | dict(
        plan.goal_versions.values_list("goal_id", "heading")
    )
    columns = (Column("Vad"), Column("Uppdragsgivare"), Column("Ansvar"), Column("Klar senast"))

    def row(one: Activity) -> Row:
        order = one.commission
        ordered = order.what if order and (order.is_public or plan.needs_endorsement) else ""  # T-2
        ground = headings.get(one.goal_id or 0, "") or ordered or one.mandate_text or one.get_mandate_display()
        due = long_date(one.due_on) if one.due_on else "–"
        return Row((one.what, ground, _responsible(one, plan, names), due))

    rows = tuple(row(one) for one in listed)
    inner: Block = Table("Aktiviteter", columns, rows) if rows else Paragraph("Planen har inga aktiviteter.")
    return Section("Aktiviteter", (inner,), "aktiviteter")


def _responsible(one: Activity, plan: Plan, names: Mapping[int, str]) -> str:
    """Return who answers for the activity: a unit in an operational plan, in the others a person first (P-2, T-2)."""
    if not (one.responsible_id or one.responsible_unit_id):
        return "–"
    unit = names.get(one.responsible_unit_id or 0, "")
    person = one.responsible.name if one.responsible and plan.needs_endorsement else ""
    return person or unit or names.get(plan.acting_unit_id, "–")


def _standing(plan: Plan) -> list[Block]:
    """Return who has been heard, who has endorsed, and who has adopted the plan (D-6)."""
    said: list[str] = []
    if not plan.needs_endorsement:
        for hearing in plan.hearings.select_related("body"):
            paragraph = paragraph_of(hearing.paragraph, " ")
            remarks = f": {hearing.remarks}" if hearing.remarks else "."
            body = hearing.body.name_on(hearing.heard_on)
            said.append(f"{body} hördes {long_date(hearing.heard_on)}{paragraph}{remarks}")
    for word, day, person in (
        ("Godkänd", plan.endorsed_on, plan.endorsed_by), ("Fastställd", plan.adopted_on, plan.adopted_by),
    ):  # fmt: skip
        said += [_dated(word, day, str(person or ""))] if day else []
    return [Section("Hörande och fastställande", (BulletList(tuple(said)),), "faststallande")] if said else []


def _dated(word: str, day: datetime.date, person: str) -> str:
    return f"{word} {long_date(day)}" + (f" av {person}." if person else ".")
