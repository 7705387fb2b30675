"""Judge goals and forecast their measures, with the very figures used (F-6, F-8, M-2, X-3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from styrhjul.documents.numbers import format_number
from styrhjul.followup import rules, weighing
from styrhjul.followup.actions.drafts import drop_draft
from styrhjul.followup.actions.forecasting import forecast_area
from styrhjul.followup.actions.opening import judged_by
from styrhjul.followup.actions.parts import hand_over_part, lock_to_write, write_part
from styrhjul.followup.actions.soundness import judge_sound, propose_sound
from styrhjul.followup.figures import as_decided, series_of
from styrhjul.followup.models import Assessment, MeasureForecast, Part, SoundManagement
from styrhjul.followup.terms import PartKind
from styrhjul.goals.models import GoalVersion, Measure
from styrhjul.governance.actions import require
from styrhjul.governance.models import GovernanceModel
from styrhjul.governance.workflow import Refused
from styrhjul.organisation.actions import record
from styrhjul.organisation.clock import today
from styrhjul.organisation.models import Body, Person


def _receiver(part: Part) -> Body | None:
    return part.report.body if part.receiver_id else None


def _judges(part: Part, version: GoalVersion) -> bool:
    """Tell whether the part's report judges the goal: the committee's own and its shares, or the whole's (F-8)."""
    if part.report.body is not None:
        return judged_by(version, part.report.body)
    return rules.judges(version.level, in_whole=True, is_owner=False, is_receiver=False)


def proposal_for(part: Part) -> weighing.Proposal:
    """Return what the measures speak for, with the arithmetic (F-6); hidden figures are used, not shown (M-7)."""
    assert part.version is not None
    round_ = part.report.round
    settings = GovernanceModel.objects.settings_for(round_.year)
    series = series_of([part.version], round_.year, round_, part.report.body_id)
    if part.report.body_id is None:
        series = as_decided(series, round_)
    facts = [one.facts(round_.year) for one in series[part.version.pk]]
    return weighing.propose_for(part.version.level, facts, settings.near_target_share)


@transaction.atomic
def assess(*, by: Person, part: Part, value: str, reason: str, departure: str = "", forecast: str = "") -> Assessment:
    """Return the body's judgement of the goal in the part, with the very figures used (F-6, F-8, X-3).

    Raises Refused without a reason, or when it departs from the proposal without saying why.
    """
    part = lock_to_write(part, by)
    require(part.kind == PartKind.GOAL, "Delen handlar inte om ett mål.", "F-8")
    assert part.version is not None
    require(_judges(part, part.version), "Det målet bedöms inte i den här rapporten.", "F-8")
    proposal = proposal_for(part)
    weighing.check_assessment(value=value, reason=reason, proposed=proposal.value, departure=departure)
    departs = proposal.value not in ("", value)
    made, _ = Assessment.objects.update_or_create(
        goal=part.version.goal,
        round=part.report.round,
        body_id=part.judge_id,
        receiver=_receiver(part),
        defaults={
            "version": part.version,
            "value": value,
            "reason": reason.strip(),
            "forecast": forecast,
            "proposed": proposal.value,
            "departure": departure.strip() if departs else "",
            "figures": [[w.verdict, w.level, w.sentence] for w in proposal.measures],
            "by": by,
            "judged_on": today(),
        },
    )
    record(by=by, verb="assess", on=part, sentence=f"Bedömde «{part}»: {made.get_value_display().lower()}.")
    return made


@transaction.atomic
def forecast_measure(*, by: Person, part: Part, measure: Measure, value: Decimal | None) -> MeasureForecast | None:
    """Return the full-year forecast of a measure in the round, None when it is taken away (M-2)."""
    part = lock_to_write(part, by)
    require(part.version is not None, "Delen handlar inte om ett mål.", "M-2")
    known = MeasureForecast.objects.filter(round=part.report.round, measure=measure, body=_receiver(part))
    if value is None:
        if known.delete()[0]:
            record(by=by, verb="forecast", on=part, sentence=f"Tog bort prognosen för {measure}.")
        return None
    made, _ = MeasureForecast.objects.update_or_create(
        round=part.report.round,
        measure=measure,
        body=_receiver(part),
        defaults={"value": value, "by": by, "made_on": today()},
    )
    record(
        by=by, verb="forecast", on=part, sentence=f"Prognos för {measure}: {format_number(value, measure.decimals)}."
    )
    return made


@dataclass(frozen=True)
class Judgement:
    """What somebody judges of a goal, as it is typed; empty as a whole when nothing is judged yet (F-6)."""

    value: str = ""
    reason: str = ""
    departure: str = ""
    forecast: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing has been typed."""
        return not any((self.value, self.reason.strip(), self.departure.strip(), self.forecast))


@transaction.atomic
def save_part(
    *,
    by: Person,
    part: Part,
    edition: int,
    text: str,
    judgement: Judgement | None = None,
    forecasts: Mapping[Measure, Decimal | None] | None = None,
    net_cost: int | None = None,
    hand_over: bool = False,
) -> Part:
    """Return the part with text, judgement and forecasts saved, all or none, handed over when asked (F-4).

    ``net_cost`` is the full-year forecast in kronor of a part about an area's money (F-1); others leave it out.

    Raises Refused when somebody else has saved since ``edition`` was read, and what the single actions raise.
    """
    part = lock_to_write(part, by)
    if part.edition != edition:
        told = f"{part.saved_by} sparade delen medan du skrev. Det du har skrivit står kvar."
        raise Refused(told, "F-4", {"text": f"{told} Läs det andra bredvid, för in det som ska med och spara igen."})
    standing = MeasureForecast.objects.filter(round=part.report.round, body=_receiver(part))
    known = dict(standing.values_list("measure", "value"))
    for measure, value in (forecasts or {}).items():
        if known.get(measure.pk) != value:
            forecast_measure(by=by, part=part, measure=measure, value=value)
    if judgement is not None:
        _judge(by, part, judgement)
    if part.asks_for_forecast:
        _forecast_area(by, part, net_cost)
    part = write_part(by=by, part=part, text=text, edition=edition)
    drop_draft(by=by, part=part)
    return hand_over_part(by=by, part=part) if hand_over else part


def _judge(by: Person, part: Part, typed: Judgement) -> None:
    """Keep what is judged of the goal, or of sound financial management, when it is another than stood (F-6, F-7)."""
    if part.kind == PartKind.SOUND:
        _judge_sound(by, part, typed)
    elif not typed.is_empty and not _stands(part, typed):
        assess(
            by=by,
            part=part,
            value=typed.value,
            reason=typed.reason,
            departure=typed.departure,
            forecast=typed.forecast,
        )


def _judge_sound(by: Person, part: Part, typed: Judgement) -> None:
    """Keep the judgement of sound financial management when it is another than stood (F-7)."""
    stood = SoundManagement.objects.of_report(part.report)
    lines = list(propose_sound(part.report).lines)
    same = stood is not None and (stood.value, stood.reason, stood.departure, stood.lines) == (
        typed.value, typed.reason.strip(), typed.departure.strip(), lines
    )  # fmt: skip
    if not typed.is_empty and not same:
        judge_sound(by=by, part=part, value=typed.value, reason=typed.reason, departure=typed.departure)


def _forecast_area(by: Person, part: Part, net_cost: int | None) -> None:
    """Keep the forecast of the area when it is another than stood."""
    stood = part.report.area_forecasts.filter(area=part.area_id, plan=None).values_list("net_cost", flat=True).first()
    if net_cost != stood:
        forecast_area(by=by, part=part, net_cost=net_cost)


def _stands(part: Part, typed: Judgement) -> bool:
    """Tell whether the very judgement is made already, with the figures as they still are."""
    made = Assessment.objects.of_part(part).first()
    if made is None:
        return False
    proposal = proposal_for(part)
    same = (made.value, made.reason, made.forecast) == (typed.value, typed.reason.strip(), typed.forecast)
    same_figures = made.figures == [[w.verdict, w.level, w.sentence] for w in proposal.measures]
    same_proposal = made.proposed == proposal.value
    return same and same_figures and same_proposal and made.departure == typed.departure.strip()
