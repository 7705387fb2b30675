"""What auditors ask (KL 12:1–2), each question with its evidence and gaps, as tables for page and file alike (L-7)."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from django.urls import reverse

from styrhjul.budget.figures import last_period
from styrhjul.budget.models import AppropriationArea
from styrhjul.control.figures import tallies
from styrhjul.control.models import ControlFollowup, ControlPlan
from styrhjul.documents.content import Column, Deviation, Number, Row, Table
from styrhjul.documents.words import MONTHS, cell_text, long_date
from styrhjul.followup.auditing import AUDITED
from styrhjul.followup.figures import series_of
from styrhjul.followup.forecasts import year_so_far
from styrhjul.followup.models import Assessment, AuditStatement, Part, RemedyPlan, Report, Round, SoundManagement
from styrhjul.followup.terms import RoundKind
from styrhjul.goals.models import GoalVersion
from styrhjul.goals.terms import Level
from styrhjul.governance.rules import ModelSettings
from styrhjul.organisation.clock import today
from styrhjul.organisation.models import Person
from styrhjul.web.findings import owners_of, readable_by
from styrhjul.web.year_facts import Signal, YearFacts, signals_of


class Question(NamedTuple):
    """A question that the auditors answer: its address, its words and the section of the law."""

    slug: str
    title: str
    law: str


QUESTIONS = (
    Question("mal", "Är resultaten förenliga med fullmäktiges mål?", "Kommunallagen 12 kap. 2 §"),
    Question("verksamhet", "Sköts verksamheten ändamålsenligt och ekonomiskt?", "Kommunallagen 12 kap. 1 §"),
    Question("intern-kontroll", "Är den interna kontrollen tillräcklig?", "Kommunallagen 12 kap. 1 §"),
    Question("rakenskaper", "Är räkenskaperna rättvisande?", "Kommunallagen 12 kap. 1 §"),
)

#: Under which question the signals of a rule stand: by the rule itself, else by its letter, else the second.
BY_RULE: Mapping[str, str] = {
    "F-7": "mal", "F-10": "rakenskaper", "L-5": "intern-kontroll", "X-9": "verksamhet", "X-11": "verksamhet",
    "G": "mal", "M": "mal", "X": "mal", "C": "intern-kontroll", "B": "rakenskaper", "L": "rakenskaper",
}  # fmt: skip

#: The council's goals and those that it adopts for the committees, which the auditors hold the results against (L-7).
LEVELS = (Level.OVERALL, Level.FINANCIAL, Level.DIRECTED, Level.COMMITTEE)


class Gap(NamedTuple):
    """What is missing or departs from a rule: about what, in words, where it is read, and the body that owes it.

    With a day it is awaited until then, and is not yet missing.
    """

    rule: str
    about: str
    message: str
    address: str
    owner: str = ""
    awaited: datetime.date | None = None

    def __str__(self) -> str:
        owner = f" ({self.owner})" if self.owner else ""
        awaited = f" Väntas senast {long_date(self.awaited)}." if self.awaited else ""
        return f"{self.rule} {self.about}{owner}: {self.message}{awaited}"


class Line(NamedTuple):
    """A row of evidence: the address of what it is about, empty where there is none, and its cells."""

    address: str
    row: Row


class Evidence(NamedTuple):
    """A question with its tables, each with the addresses of its rows, and its gaps."""

    question: Question
    tables: list[tuple[Table, list[str]]]
    gaps: list[Gap]

    @property
    def missing(self) -> list[Gap]:
        """What ought to be there by now."""
        return [one for one in self.gaps if one.awaited is None]

    @property
    def awaited(self) -> list[Gap]:
        """What is not yet due, the soonest first."""
        return sorted((one for one in self.gaps if one.awaited), key=lambda one: one.awaited or today())


def evidence_of(question: Question, year: int, facts: YearFacts, reader: Person) -> Evidence:
    """Return what is decided and handed in of the year that bears on the question (L-7, O-8)."""
    makers = {"mal": _goals, "verksamhet": _service, "intern-kontroll": _control, "rakenskaper": _accounts}
    tables, own = makers[question.slug](year, facts, reader)
    signals = [one for one in readable_by(reader, signals_of(year)) if slug_of(one.rule) == question.slug]
    owners = owners_of(signals)
    return Evidence(question, tables, [*own, *(_gap(one, owners, facts) for one in signals)])


def slug_of(rule: str) -> str:
    """Return the question that signals of the rule belong to."""
    return BY_RULE.get(rule) or BY_RULE.get(rule.partition("-")[0], "verksamhet")


def _gap(signal: Signal, owners: Mapping[tuple[str, int], int], facts: YearFacts) -> Gap:
    """Return the signal as a gap: the way to mend it is not the auditors', so they only read about it."""
    owner = "" if signal.kind == "Body" else facts.bodies.get(owners.get((signal.kind, signal.thing_id), 0), "")
    return Gap(signal.rule, signal.thing, signal.message, signal.address.partition("#")[0], owner)


Found = tuple[list[tuple[Table, list[str]]], list[Gap]]


def _table(caption: str, columns: Sequence[str], lines: Sequence[Line], numbers: int = 0) -> tuple[Table, list[str]]:
    """Return a table whose last ``numbers`` columns hold numbers, with the address of each row."""
    text = len(columns) - numbers
    heads = tuple(Column(name, "number" if at >= text else "text") for at, name in enumerate(columns))
    return Table(caption, heads, tuple(line.row for line in lines)), [line.address for line in lines]


def latest_round(year: int) -> Round | None:
    """Return the year's annual round, before it is opened the interim one, None before either."""
    opened = Round.objects.filter(year=year, opened_on__isnull=False, kind__in=[RoundKind.INTERIM, RoundKind.ANNUAL])
    return opened.order_by("-opens_on").first()


def _goals(year: int, facts: YearFacts, reader: Person) -> Found:
    """Each goal with what the measures speak for, what bodies have judged, outcomes and analysis (F-6 to F-8, X-3)."""
    round_ = latest_round(year)
    versions = list(
        GoalVersion.objects.in_year(year).decided().filter(goal__level__in=LEVELS).select_related("goal", "body")
    )
    versions.sort(key=lambda one: (LEVELS.index(Level(one.level)), one.body_id or 0, one.rank, one.pk))
    judged = Assessment.objects.visible_to(reader).filter(round=round_, decided_on__isnull=False)
    by_goal: dict[int, list[Assessment]] = {}
    for one in judged.order_by("body__rank", "pk"):
        by_goal.setdefault(one.goal_id, []).append(one)
    parts = Part.objects.filter(report__in=Report.objects.visible_to(reader), report__round=round_).exclude(text="")
    analysed = set(parts.filter(version__isnull=False).values_list("version__goal", flat=True))
    measured = series_of(versions, year, round_)
    lines, gaps = [], []
    for version in versions:
        some = by_goal.get(version.goal_id, [])
        series = measured[version.pk]
        known = sum(year in one.values for one in series)
        lines.append(_goal_line(version, some, (known, len(series)), version.goal_id in analysed, facts))
        if round_ is not None and (version.level != Level.OVERALL or round_.kind == RoundKind.ANNUAL):
            lacks = _lacking(bool(some), known, len(series), version.goal_id in analysed, version.level)
            gaps += [_goal_gap(version, round_, rule, what, facts) for rule, what in lacks]
    columns = ("Mål", "Nivå", "Organ", "Måtten talar för", "Bedömning", "Oenighet", "Mått med utfall", "Analys")
    caption = f"Målen och bedömningarna, {round_.name.lower()}" if round_ else f"Målen {year}"
    return [_table(caption, columns, lines), *_sound(round_, facts.settings)], gaps


def _goal_gap(version: GoalVersion, round_: Round, rule: str, what: str, facts: YearFacts) -> Gap:
    """Return what the goal lacks; until its body has treated the report it is awaited, not missing (F-4)."""
    due = round_.committees_by if version.level == Level.COMMITTEE else round_.council_by
    address = reverse("goal_year", args=[version.goal_id, round_.year])
    owner = facts.bodies.get(version.body_id or 0, "")
    return Gap(rule, version.heading, f"{what}.", address, owner, due if today() <= due else None)


def _goal_line(
    version: GoalVersion, judged: Sequence[Assessment], measures: tuple[int, int], is_analysed: bool, facts: YearFacts
) -> Line:
    label = facts.settings.label
    values = {one.value for one in judged}
    told = "; ".join(
        f"{facts.bodies.get(one.body_id or 0, '')}{' (sin del)' if one.receiver_id else ''}: {label(one.value).lower()}"
        for one in judged
    )
    departs = [one.departure for one in judged if one.departure]
    differs = ["Organen bedömer olika."] if len(values) > 1 else []
    proposed = next((label(one.proposed) for one in judged if one.proposed), "–")
    known, of = measures
    cells = (
        version.heading, Level(version.level).label, facts.bodies.get(version.body_id or 0, ""), proposed,
        told or "inte bedömt", " ".join(dict.fromkeys([*differs, *departs])) or "–", f"{known} av {of}",
        "finns" if is_analysed else "saknas",
    )  # fmt: skip
    return Line(reverse("goal_version", args=[version.pk]), Row(cells))


def _lacking(is_judged: bool, known: int, of: int, is_analysed: bool, level: str) -> list[tuple[str, str]]:
    """Return what a goal lacks that the auditors need, with the rule."""
    lacks = [] if is_judged else [("F-8", "Inget organ har beslutat en bedömning av målet")]
    if level != Level.OVERALL and known < of:
        lacks.append(("M-2", f"{of - known} av {of} mått saknar utfall för året"))
    if is_judged and not is_analysed:
        lacks.append(("M-5", "Målet är bedömt men analysen saknas"))
    return lacks


def _sound(round_: Round | None, settings: ModelSettings) -> list[tuple[Table, list[str]]]:
    """Return the judgements of sound financial management with their ground (F-7)."""
    found = SoundManagement.objects.filter(round=round_, decided_on__isnull=False).select_related("body", "round")
    words = {value: label for value, label, _ in settings.sound_scale}
    lines = [
        Line("", Row((str(one.body), words.get(one.proposed, "–"), words.get(one.value, one.value), one.reason)))
        for one in found.order_by("body__rank")
    ]
    columns = ("Organ", "Målen talar för", "Bedömning", "Grund")
    return [_table("God ekonomisk hushållning", columns, lines)] if lines else []


def _service(year: int, facts: YearFacts, reader: Person) -> Found:
    """The money of each area, every report with its day, and the remedy plans (B-6, F-2, F-4)."""
    period = year_so_far(year)
    rows = [period.row(area, None) for area in AppropriationArea.objects.in_year(year).select_related("body")]
    money = [
        Line("", Row((one.name, facts.bodies.get(one.body_id, ""), *(
            Number(None if amount is None else amount / 1000)
            for amount in (one.current, one.period_budget, one.period_actual)
        ), Deviation(None if one.period_deviation is None else one.period_deviation / 1000))))
        for one in rows
    ]  # fmt: skip
    columns = ("Verksamhet", "Organ", "Budget", "Budget för perioden", "Utfall", "Avvikelse")
    caption = f"Pengarna till och med {MONTHS[period.last_month - 1]} {year}, tkr"
    readable = set(Report.objects.visible_to(reader).filter(round__year=year).values_list("pk", flat=True))
    reports = Report.objects.filter(round__year=year, round__opened_on__isnull=False).select_related("round", "body")
    listed = [_report_line(one, one.pk in readable, facts) for one in reports.order_by("round__opens_on", "body__rank")]
    plans = RemedyPlan.objects.visible_to(reader).filter(report__round__year=year)
    owed = [
        Line(reverse("remedy_plan", args=[one.pk]), Row((
            facts.bodies.get(one.body_id, ""), one.report.round.name, one.state_label, long_date(one.due_on),
            Number(one.deficit / 1000),
        )))
        for one in plans.select_related("body", "report__round")
    ]  # fmt: skip
    tables = [_table(caption, columns, money, 4)] if money else []
    tables.append(_table("Rapporterna", ("Rapport", "Organ", "Läge", "Skulle vara klar"), listed))
    if owed:
        heads = ("Organ", "Uppföljning", "Läge", "Senast", "Underskott, tkr")
        tables.append(_table("Åtgärdsplaner", heads, owed, 1))
    return tables, []


def _report_line(report: Report, may_read: bool, facts: YearFacts) -> Line:
    name = facts.bodies.get(report.body_id or 0, "Hela kommunen")
    day = report.round.committees_by if report.body_id else report.round.council_by
    state = "Ej inlämnad" if report.is_late else report.state_label
    address = reverse("report", args=[report.pk]) if may_read else ""
    return Line(address, Row((report.round.name, name, state, long_date(day))))


def _control(year: int, facts: YearFacts, reader: Person) -> Found:
    """Each body's plan in numbers, its follow-up and its own judgement (C-1, C-2)."""
    plans = list(ControlPlan.objects.visible_to(reader).filter(year=year).order_by("body__rank"))
    numbers = tallies(plans, facts.settings, today())
    followups = {
        one.plan_id: one for one in ControlFollowup.objects.visible_to(reader).filter(year=year, plan__isnull=False)
    }
    lines, gaps = [], []
    for plan in plans:
        tally, name = numbers[plan.pk], facts.bodies.get(plan.body_id, "")
        followup = followups.get(plan.pk)
        judged = followup.get_assessment_display() if followup and followup.assessment else "inte uppföljd"
        counted = (tally.risks, tally.high, tally.controls, tally.asked, tally.reported, tally.deviations, tally.bare)
        address = reverse("control_plan", args=[plan.pk])
        lines.append(Line(address, Row((name, plan.state_label, judged, *(Number(one) for one in counted)))))
        if tally.asked > tally.reported:
            told = f"{tally.asked - tally.reported} av {tally.asked} resultat av kontroller är inte lämnade."
            gaps.append(Gap("C-2", name, told, address))
    heads = (
        "Organ", "Plan", "Egen bedömning", "Risker", "Höga", "Kontroller", "Resultat skulle lämnas", "Resultat lämnade",
        "Avvikelser", "Utan åtgärd",
    )  # fmt: skip
    return [_table(f"Intern kontroll {year}", heads, lines, 7)], gaps


def _accounts(year: int, _facts: YearFacts, reader: Person) -> Found:
    """The municipality's reports with the auditors' own statements, and how far the accounts are read in (F-10)."""
    reports = Report.objects.visible_to(reader).filter(round__year=year, body=None).select_related("round")
    given = set(AuditStatement.objects.filter(report__in=reports).values_list("report", flat=True))
    lines = [
        Line(reverse("report", args=[one.pk]), Row((one.round.name, one.state_label, *_heard(one, one.pk in given))))
        for one in reports.order_by("round__opens_on")
    ]
    booked = last_period(year)
    told = f"till och med {MONTHS[min(booked, 12) - 1]}" if booked else "inga månader"
    ledger = [Line(reverse("economy", args=[year]), Row(("Bokföringen är inläst", told)))]
    gaps = []
    if booked < 12 and datetime.date(year, 12, 31) < today():
        told = "Alla årets månader är inte inlästa."
        gaps.append(Gap("B-6", f"Bokföringen {year}", told, ledger[0].address))
    heads = ("Rapport", "Läge", "Behandlas av fullmäktige", "Revisorernas utlåtande")
    return [_table("Kommunens rapporter", heads, lines), _table("Underlag", ("Underlag", "Läge"), ledger)], gaps


def _heard(report: Report, is_given: bool) -> tuple[str, str]:
    """Return when the council treats the report, and whether the auditors have spoken (F-1, F-10)."""
    if report.round.kind not in AUDITED:
        return "kommunstyrelsen beslutar", "krävs inte"
    return long_date(report.round.council_by), "lämnat" if is_given else "saknas"


def shown(tables: Iterable[tuple[Table, list[str]]]) -> list[tuple[Table, list[tuple[str, tuple[str, ...]]]]]:
    """Return the tables with each row's address and the texts of its cells, for the page."""
    return [
        (table, [(address, tuple(cell_text(cell) for cell in row.cells)) for address, row in zip(
            addresses, table.rows, strict=True)])
        for table, addresses in tables
    ]  # fmt: skip
