"""Builds the content trees of internal control: the plan, its follow-up, the board's compilation (C-1, C-2, F-5)."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings

from styrhjul.control import rules
from styrhjul.control.figures import Tally, grounds_of, tallies
from styrhjul.control.models import Control, ControlFollowup, ControlPlan, ControlPolicy, ControlResult, Risk
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
    renamed,
)
from styrhjul.documents.words import long_date, paragraph_of
from styrhjul.governance.documents import frozen, read, standing_of
from styrhjul.governance.models import FrozenVersion, GovernanceModel
from styrhjul.governance.rules import ModelSettings
from styrhjul.organisation.clock import today
from styrhjul.organisation.models import Body, Unit

EXAMPLE = Note("Exempel: texten är påhittad.")


def risks_of(plan: ControlPlan) -> list[Risk]:
    """Return the plan's risks in order, with their controls read."""
    return list(plan.risks.prefetch_related("controls"))


def plan_document(plan: ControlPlan) -> Document:
    """Return the plan's content as it stands now: what it rests on, the matrix, risks and controls (C-1, C-3)."""
    model = GovernanceModel.objects.settings_for(plan.year)
    risks = risks_of(plan)
    said: list[Block] = [EXAMPLE] if plan.is_example else []
    said += [Section("Så arbetar nämnden", (Markdown(plan.text),), "arbete")] if plan.text else []
    said += _policies(plan.year)
    blocks: list[Block] = [Section("Utgångspunkter", tuple(said), "utgangspunkter")] if said else []
    if risks:
        blocks.append(Section("Risker", (*_matrix(risks, model), _list(plan, risks, model)), "risker"))
    blocks.append(_controls(plan, risks))
    return _document(plan, f"Plan för intern kontroll {plan.year}", plan.body, blocks)


def _document(thing: Any, title: str, body: Body | None, blocks: Sequence[Block]) -> Document:
    named = body.name_on(_day(thing.year)) if body else "Hela kommunen"
    return Document(
        title=title,
        author=settings.MUNICIPALITY_NAME,
        date=today().isoformat(),
        standing=standing_of(thing),
        blocks=tuple(blocks),
        subtitle=named,
    )


def _day(year: int) -> datetime.date:
    """Return the day whose names of bodies and units the year's documents use (O-5)."""
    return datetime.date(year, 7, 1)


def _policies(year: int) -> list[Block]:
    listed = list(ControlPolicy.objects.in_year(year))
    if not listed:
        return []
    return [Section("Det som planen vilar på", (BulletList(tuple(_policy(one) for one in listed)),), "grund")]


def _policy(one: ControlPolicy) -> str:
    decided = f", beslutat {long_date(one.decided_on)}" if one.decided_on else ""
    return f"{one.get_kind_display()}: {one.name}{decided}{paragraph_of(one.paragraph, ' ')}"


def _matrix(risks: Sequence[Risk], model: ModelSettings) -> tuple[Block, ...]:
    """Return the matrix as a table of words: the value and level of each cell, and the numbers of its risks (C-3)."""
    at: dict[tuple[int, int], list[str]] = {}
    for number, risk in enumerate(risks, 1):
        at.setdefault((risk.likelihood, risk.consequence), []).append(str(number))

    def cell(likelihood: int, consequence: int) -> str:
        product = likelihood * consequence
        found = ", ".join(at.get((likelihood, consequence), ()))
        return f"{product} {rules.level_of(product, model).label.lower()}{f': risk {found}' if found else ''}"

    steps = range(1, len(model.consequence_scale) + 1)
    rows = tuple(
        Row((f"{likelihood} {word}", *(cell(likelihood, step) for step in steps)))
        for likelihood, (word, _) in reversed(list(enumerate(model.likelihood_scale, 1)))
    )
    columns = (
        Column("Sannolikhet"),
        *(Column(f"{step} {word}") for step, (word, _) in enumerate(model.consequence_scale, 1)),
    )
    scales = [
        f"{name} {step}, {word.lower()}: {meaning}."
        for name, scale in (("Sannolikhet", model.likelihood_scale), ("Konsekvens", model.consequence_scale))
        for step, (word, meaning) in enumerate(scale, 1)
    ]
    levels = [f"{one.label} risk, från {one.least}: {one.meaning}." for one in rules.levels_of(model)]
    return (
        Section("Riskmatris", (Table("Sannolikhet och konsekvens, med riskernas nummer", columns, rows),), "matris"),
        Section("Så läses matrisen", (BulletList((*scales, *levels)),)),
    )


def _list(plan: ControlPlan, risks: Sequence[Risk], model: ModelSettings) -> Section:
    grounds = grounds_of(risks, plan.year)
    rows = tuple(
        Row(
            (
                f"{number}. {risk.what}", risk.get_kind_display(), grounds[risk.pk] or "–",
                f"{risk.likelihood} × {risk.consequence} = {risk.product}, "
                f"{rules.level_of(risk.product, model).label.lower()}",
            )
        )
        for number, risk in enumerate(risks, 1)
    )  # fmt: skip
    columns = (Column("Risk"), Column("Slag"), Column("Mål eller process"), Column("Värde"))
    return Section("Alla risker", (Table("Risker med sannolikhet × konsekvens", columns, rows),), "lista")


def _controls(plan: ControlPlan, risks: Sequence[Risk]) -> Section:
    """Return a section for each risk with its controls (C-1)."""
    units = _unit_names(plan.year)
    columns = (
        Column("Vad kontrolleras"), Column("Hur"), Column("Hur ofta"), Column("Ansvarig"), Column("Rapporteras till"),
    )  # fmt: skip
    sections: list[Block] = []
    for number, risk in enumerate(risks, 1):
        rows = tuple(
            Row((one.what, one.how, one.get_frequency_display(), _responsible(one, units), one.reported_to or "–"))
            for one in risk.controls.all()
        )
        said: list[Block] = [Markdown(risk.description)] if risk.description else []
        said.append(Table("Kontroller", columns, rows) if rows else Paragraph("Ingen kontroll är vald."))
        sections.append(Section(f"{number}. {risk.what}", tuple(said), f"risk-{number}"))
    return Section("Kontroller", tuple(sections) or (Paragraph("Planen har inga risker än."),), "kontroller")


def _unit_names(year: int) -> dict[int, str]:
    return {unit.pk: unit.name_on(_day(year)) for unit in Unit.objects.placed(_day(year))}


def _responsible(one: Control, units: Mapping[int, str]) -> str:
    return ", ".join(word for word in (one.position, units.get(one.unit_id or 0, "")) if word) or "–"


def followup_document(followup: ControlFollowup) -> Document:
    """Return the follow-up's content as it stands now; without a body the board's compilation (C-2)."""
    if followup.plan is None or followup.body is None:
        return _compilation(followup)
    results = ControlResult.objects.filter(control__risk__plan=followup.plan).prefetch_related("remedies")
    listed = list(results.select_related("control").order_by("control", "period"))
    blocks = [*_said(followup), _results(followup.plan, listed)]
    return _document(followup, f"Uppföljning av intern kontroll {followup.year}", followup.body, blocks)


def _said(followup: ControlFollowup) -> list[Block]:
    """Return the judgement in the law's words, and the summary (KL 6:6)."""
    said: list[Block] = [EXAMPLE] if followup.is_example else []
    if followup.assessment:
        said.append(Paragraph(f"Bedömning av den interna kontrollen: {followup.get_assessment_display().lower()}."))
    said += [Markdown(followup.summary)] if followup.summary else []
    return [Section("Sammanfattning", tuple(said) or (Paragraph("Sammanfattningen är inte skriven än."),), "samman")]


def _results(plan: ControlPlan, listed: Sequence[ControlResult]) -> Section:
    """Return a row for each control: its risk, how many times it was made, the deviations; and these with remedies."""
    of: dict[int, list[ControlResult]] = {}
    for one in listed:
        of.setdefault(one.control_id, []).append(one)
    rows = []
    for number, risk in enumerate(risks_of(plan), 1):
        for control in risk.controls.all():
            made = of.get(control.pk, [])
            found = sum(result.has_deviation for result in made)
            latest = made[-1].result if made else "Inget resultat"
            times = f"{len(made)} av {rules.TIMES[control.frequency]}"
            rows.append(Row((control.what, f"{number}. {risk.what}", times, Number(found), latest)))
    columns = (
        Column("Kontroll"), Column("Risk"), Column("Gjord"), Column("Avvikelser", "number"),
        Column("Senaste resultat"),
    )  # fmt: skip
    inner: Block = Table("Kontrollerna under året", columns, tuple(rows)) if rows else Paragraph("Inga kontroller.")
    return Section("Resultat", (inner, _deviations(listed)), "resultat")


def _deviations(listed: Sequence[ControlResult]) -> Section:
    """Return each deviation with its remedies (C-2)."""
    columns = (Column("Åtgärd"), Column("Ansvarig"), Column("Klar senast"), Column("Klar"))
    sections = []
    for one in (result for result in listed if result.has_deviation):
        rows = tuple(
            Row((
                f"{remedy.what}{f': {remedy.outcome}' if remedy.outcome else ''}", remedy.responsible,
                long_date(remedy.due_on), long_date(remedy.done_on) if remedy.done_on else "Inte klar",
            ))
            for remedy in one.remedies.all()
        )  # fmt: skip
        said: list[Block] = [Paragraph(one.deviation)]
        said.append(Table("Åtgärder", columns, rows) if rows else Paragraph("Ingen åtgärd är beslutad."))
        sections.append(Section(f"{one.control.what}, {one.period_name.lower()}", tuple(said)))
    inner: tuple[Block, ...] = tuple(sections) or (Paragraph("Kontrollerna visade inga avvikelser."),)
    return Section("Avvikelser och åtgärder", inner, "avvikelser")


def _compilation(followup: ControlFollowup) -> Document:
    """Return the board's compilation: all bodies in a table, and a chapter for each (C-2, L-5)."""
    on, year = _day(followup.year), followup.year
    plans = {plan.body_id: plan for plan in ControlPlan.objects.filter(year=year, state="adopted")}
    numbers = tallies(plans.values(), GovernanceModel.objects.settings_for(year), today())
    decided = {one.body_id: one for one in ControlFollowup.objects.decided(year)}
    bodies = list(Body.objects.existing(on).committees().named(on))
    rows = []
    for body in bodies:
        plan, one = plans.get(body.pk), decided.get(body.pk)
        said = one.get_assessment_display() if one else "Ej inlämnad" if plan else "Ingen plan"
        rows.append(Row((body.name_on(on), said, *_numbers(numbers[plan.pk] if plan else Tally()))))
    columns = (
        Column("Nämnd"), Column("Bedömning"), Column("Risker", "number"), Column("Höga", "number"),
        Column("Kontroller", "number"), Column("Resultat", "number"), Column("Avvikelser", "number"),
        Column("Åtgärder kvar", "number"),
    )  # fmt: skip
    table = Section("Alla nämnder", (Table(f"Intern kontroll {year}", columns, tuple(rows)),), "alla")
    chapters = [_chapter(body.name_on(on), body.pk, decided.get(body.pk)) for body in bodies]
    blocks = [*_said(followup), table, *chapters]
    return _document(followup, f"Sammanställning av intern kontroll {year}", None, blocks)


def _numbers(one: Tally) -> tuple[Number, ...]:
    counted = (one.risks, one.high, one.controls, one.reported, one.deviations, one.open_remedies)
    return tuple(Number(number) for number in counted)


def _chapter(name: str, body_id: int, followup: ControlFollowup | None) -> Section:
    """Return a body's chapter: the follow-up that it decided, word for word, or that there is none (F-5)."""
    version = FrozenVersion.objects.of(followup).last() if followup else None
    if version is None:
        return Section(name, (Note("Nämnden har inte beslutat någon uppföljning."),), f"n{body_id}")
    document = from_data(version.content)
    blocks = tuple(renamed(block, f"n{body_id}") for block in document.blocks)
    return Section(name, (Note(document.standing), *blocks), f"n{body_id}")


def frozen_plan(plan: ControlPlan, previous: Mapping[str, Any] | None) -> Mapping[str, Any]:
    """Return what is frozen of the plan at a step (F-5)."""
    return frozen(plan, previous, lambda: plan_document(plan))


def frozen_followup(followup: ControlFollowup, previous: Mapping[str, Any] | None) -> Mapping[str, Any]:
    """Return what is frozen of the follow-up at a step (F-5)."""
    return frozen(followup, previous, lambda: followup_document(followup))


def document_of(thing: ControlPlan | ControlFollowup) -> Document:
    """Return the plan or follow-up to read: frozen from the day it is handed in, before that as it stands (F-5)."""
    if isinstance(thing, ControlPlan):
        return read(thing, lambda: plan_document(thing))
    return read(thing, lambda: followup_document(thing))
