"""Verbs of measures: describe them, and report, correct and import outcomes (M-1 to M-7)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction

from styrhjul.goals.models import (
    ComparisonGroup,
    ComparisonMember,
    ComparisonValue,
    Measure,
    MeasureDefinition,
    MeasureStep,
    Outcome,
)
from styrhjul.goals.terms import Origin, Period, Sex
from styrhjul.governance.actions import require
from styrhjul.governance.workflow import Refused
from styrhjul.organisation.actions import record
from styrhjul.organisation.clock import now
from styrhjul.organisation.models import Body, Person, Unit


@dataclass(frozen=True)
class Reading:
    """One value to report: the period it is for, the sex and unit where given, and the number or the words (M-2)."""

    year: int
    value: Decimal | None = None
    period: str = Period.YEAR
    number: int = 1
    sex: str = Sex.TOTAL
    unit: Unit | None = None
    words: str = ""
    persons: int | None = None
    is_preliminary: bool = False


def can_report(user: Person | None, measure: Measure) -> bool:
    """Tell whether the user reports outcomes of the measure (M-3); None is the software itself."""
    return user is None or Measure.objects.reported_by(user).filter(pk=measure.pk).exists()


def can_describe(user: Person | None, body: Body | None, unit: Unit | None) -> bool:
    """Tell whether the user may make or change a measure of the body or unit (O-6)."""
    if user is None or user.rights.has("controller"):
        return True
    if body is not None:
        return body.pk in user.rights.drafts_for
    return unit is not None and unit.pk in user.units_led


@transaction.atomic
def describe_measure(
    *,
    by: Person | None,
    name: str,
    body: Body | None = None,
    unit: Unit | None = None,
    definition: str = "",
    from_year: int | None = None,
    steps: Sequence[tuple[str, str]] = (),
    **fields: Any,
) -> Measure:
    """Return a new measure with its definition and, for a qualitative one, its ordered steps (M-1, M-3)."""
    require(can_describe(by, body, unit), "Du kan inte lägga upp mått åt det organet eller den enheten.")
    measure = Measure.objects.create(name=name, body=body, unit=unit, **fields)
    if definition:
        MeasureDefinition.objects.create(measure=measure, from_year=from_year or now().year, text=definition)
    MeasureStep.objects.bulk_create(
        MeasureStep(measure=measure, number=number, label=label, description=description)
        for number, (label, description) in enumerate(steps, start=1)
    )
    record(by=by, verb="describe", on=measure, sentence=f"Lade upp måttet {name}.")
    return measure


@transaction.atomic
def redefine_measure(*, by: Person | None, measure: Measure, from_year: int, text: str) -> MeasureDefinition:
    """Return the measure's definition from a year; the earlier one stays for the earlier years (M-3).

    The latest definition may be written anew for its own first year, with the text before in the log. Raises Refused
    without a text, from a year before that, and for somebody who does not describe the measure (O-6).
    """
    require(can_describe(by, measure.body, measure.unit), "Du kan inte ändra måttets definition.")
    if not text.strip():
        raise Refused("Skriv vad som räknas och hur.", "M-3", {"text": "Skriv vad som räknas och hur."})
    latest = measure.definitions.last()
    if latest is not None and from_year < latest.from_year:
        told = f"Måttet har redan en definition från {latest.from_year}. En ny gäller från samma år eller senare."
        raise Refused(told, "M-3", {"from_year": told})
    before = {"text": latest.text} if latest is not None and latest.from_year == from_year else {}
    made, _ = MeasureDefinition.objects.update_or_create(
        measure=measure, from_year=from_year, defaults={"text": text.strip()}
    )
    record(by=by, verb="redefine", on=measure, sentence=f"Ny definition från {from_year}.", before=before)
    return made


def _key(value: Outcome | Reading) -> tuple[str, int, int, str, int | None]:
    """Return what the value is a value of, within its measure."""
    unit_id = value.unit_id if isinstance(value, Outcome) else value.unit.pk if value.unit else None
    return (value.period, value.year, value.number, value.sex, unit_id)


def _same(outcome: Outcome, reading: Reading) -> bool:
    return (
        outcome.value == reading.value
        and outcome.words == reading.words
        and outcome.persons == reading.persons
        and outcome.is_preliminary == reading.is_preliminary
    )


def _check_step(measure: Measure, reading: Reading) -> None:
    """Refuse a value outside the scale of a qualitative measure (M-1)."""
    if measure.nature != "qualitative" or reading.value is None:
        return
    highest = measure.steps.count()
    if reading.value != int(reading.value) or not 1 <= reading.value <= highest:
        raise Refused(
            f"Måttet har {highest} steg. Ange steget med ett heltal från 1 till {highest}.",
            "M-1",
            {"value": f"Ett heltal från 1 till {highest}."},
        )


def too_many_decimals(measure: Measure, value: Decimal | None) -> str:
    """Return what to say of a value with more decimals than the measure is given with, empty when it fits (M-1)."""
    if value is None or value == round(value, measure.decimals):
        return ""
    if measure.decimals == 0:
        return "Måttet anges i heltal. Avrunda utfallet till ett heltal."
    unit = "decimal" if measure.decimals == 1 else "decimaler"
    return f"Måttet anges med {measure.decimals} {unit}. Avrunda utfallet till högst {measure.decimals} {unit}."


def _check_decimals(measure: Measure, reading: Reading) -> None:
    message = too_many_decimals(measure, reading.value)
    if message:
        raise Refused(message, "M-1", {"value": message})


def _row(measure: Measure, reading: Reading, by: Person | None, **origin: str) -> Outcome:
    """Return the reading as a row to add; nothing is ever changed (M-6)."""
    return Outcome(
        measure=measure, period=reading.period, year=reading.year, number=reading.number, sex=reading.sex,
        unit=reading.unit, value=reading.value, words=reading.words, persons=reading.persons,
        is_preliminary=reading.is_preliminary, by_id=by.pk if by else None, by_name=by.name if by else "Styrhjul",
        at=now(), **origin,
    )  # fmt: skip


def _check_correction(earlier: Outcome, reading: Reading, reason: str) -> None:
    """Refuse a correction without a reason (M-6).

    A preliminary value that becomes final needs none, nor an outcome in place of what the budget counted on.
    """
    gives_way = earlier.origin == Origin.BUDGET or (earlier.is_preliminary and not reading.is_preliminary)
    if not gives_way and not reason.strip():
        raise Refused(
            f"Det finns redan ett utfall för {reading.year}. Skriv varför det ska rättas.",
            "M-6",
            {"reason": "Skriv varför utfallet rättas."},
        )


@transaction.atomic
def report_outcomes(
    *,
    by: Person | None,
    measure: Measure,
    readings: Sequence[Reading],
    origin: str = Origin.TYPED,
    source: str = "",
    reason: str = "",
) -> list[Outcome]:
    """Return the new rows of outcomes, one for each reading that says something new (M-2, M-3).

    A reading of a period that already has another value is a correction: it asks for a reason, and the earlier value
    stays in the history (M-6). Raises Refused for somebody who does not report the measure, and for a value with more
    decimals than the measure has.
    """
    require(can_report(by, measure), "Du rapporterar inte det här måttet.", "M-3")
    known = {_key(o): o for o in measure.outcomes.current().filter(year__in={r.year for r in readings})}
    made, is_correction = [], False
    for key, reading in {_key(reading): reading for reading in readings}.items():
        _check_step(measure, reading)
        if by is not None:  # what is fetched or loaded from before is kept as its source has it
            _check_decimals(measure, reading)
        earlier = known.get(key)
        first_outcome = earlier is not None and earlier.origin == Origin.BUDGET != origin
        if earlier is not None and _same(earlier, reading) and not first_outcome:
            continue
        if earlier is not None:
            _check_correction(earlier, reading, reason)
            is_correction = not first_outcome
        why = reason if earlier is not None else ""
        made.append(_row(measure, reading, by, origin=origin, source=source or measure.source, reason=why))
    Outcome.objects.bulk_create(made)
    if made:
        years = ", ".join(sorted({str(outcome.year) for outcome in made}))
        verb = "correct_outcome" if is_correction else "report_outcome"
        told = f"{'Rättade' if is_correction else 'Rapporterade'} utfall för {years}." + (
            f" {reason}" if reason else ""
        )
        record(by=by, verb=verb, on=measure, sentence=told, rows=len(made))
    return made


@transaction.atomic
def load_comparison(
    *, by: Person | None, measure: Measure, code: str, municipality: str, values: dict[int, Decimal]
) -> int:
    """Keep another municipality's values of the measure, by year; return how many years they are (M-4)."""
    ComparisonValue.objects.bulk_create(
        [
            ComparisonValue(measure=measure, code=code, municipality=municipality, year=year, value=value)
            for year, value in values.items()
        ],
        update_conflicts=True,
        unique_fields=["measure", "code", "year"],
        update_fields=["municipality", "value"],
    )
    record(by=by, verb="compare", on=measure, sentence=f"Läste in {municipality} att jämföra med.")
    return len(values)


def can_group(user: Person | None) -> bool:
    """Tell whether the user keeps the groups that measures are compared with: controllers, the municipal director."""
    return user is None or user.rights.is_overseer


@transaction.atomic
def keep_group(
    *,
    by: Person | None,
    name: str,
    municipalities: Mapping[str, str],
    source: str = "",
    group: ComparisonGroup | None = None,
) -> ComparisonGroup:
    """Return the group with the municipalities, given by code and name; a new one unless ``group`` is given (M-4).

    Raises Refused for somebody who keeps no groups, without municipalities, and for a name that another group has.
    """
    require(can_group(by), "Bara controllers och kommundirektören ändrar jämförelsegrupper.", "M-4")
    name = name.strip()
    if not municipalities:
        raise Refused("Välj minst en kommun.", "M-4", {"municipalities": "Välj minst en kommun."})
    same = ComparisonGroup.objects.filter(name__iexact=name)
    if (same.exclude(pk=group.pk) if group else same).exists():
        raise Refused("Det finns redan en grupp med det namnet.", "M-4", {"name": "Namnet är upptaget."})
    kept, is_new = group or ComparisonGroup(), group is None
    before = [] if is_new else list(kept.members.values_list("municipality", flat=True))
    kept.name, kept.source = name, source.strip()
    kept.save()
    kept.members.all().delete()
    ComparisonMember.objects.bulk_create(
        ComparisonMember(group=kept, code=code, municipality=name) for code, name in municipalities.items()
    )
    told = f"{'Lade upp' if is_new else 'Ändrade'} jämförelsegruppen {name}: {', '.join(municipalities.values())}."
    record(by=by, verb="keep_group", on=kept, sentence=told, before=before)
    return kept


@transaction.atomic
def drop_group(*, by: Person | None, group: ComparisonGroup) -> None:
    """Take the group away; the log keeps what it was, and the values of its municipalities stay (M-4)."""
    require(can_group(by), "Bara controllers och kommundirektören tar bort jämförelsegrupper.", "M-4")
    before = list(group.members.values_list("municipality", flat=True))
    record(by=by, verb="drop_group", on=group, sentence=f"Tog bort jämförelsegruppen {group}.", before=before)
    group.delete()
