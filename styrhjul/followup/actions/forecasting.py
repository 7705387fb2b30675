"""Forecast the money of areas, and write what is done about a deficit in a report (F-1, F-2, X-7)."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from styrhjul.budget.figures import figures_of
from styrhjul.budget.rules import kronor
from styrhjul.followup import rules
from styrhjul.followup.actions.parts import can_lead, lock_to_write
from styrhjul.followup.models import AreaForecast, Part, Remedy, RemedyPlan, Report
from styrhjul.governance.actions import locked, require
from styrhjul.governance.workflow import Refused
from styrhjul.organisation.actions import record
from styrhjul.organisation.clock import today
from styrhjul.organisation.models import Person


@transaction.atomic
def forecast_area(*, by: Person, part: Part, net_cost: int | None) -> AreaForecast | None:
    """Return the full-year forecast of the part's area, in kronor of net cost; None when it is taken away (F-1)."""
    part = lock_to_write(part, by)
    require(part.asks_for_forecast, "Delen har ingen ekonomisk prognos.", "F-1")
    assert part.area is not None
    made = keep_forecasts(part.report, None, {part.area.pk: net_cost}, by).get(part.area.pk)
    told = f"Prognos för {part.area}: {kronor(made.net_cost)}." if made else f"Tog bort prognosen för {part.area}."
    record(by=by, verb="forecast", on=part, sentence=told)
    return made


def keep_forecasts(
    report: Report, plan: RemedyPlan | None, net_costs: Mapping[int, int | None], by: Person | None
) -> dict[int, AreaForecast]:
    """Return the forecasts kept by area, each with the current budget of today; None takes one away."""
    figures = figures_of(report.round.year, 1)
    found = {}
    for area, net_cost in net_costs.items():
        if net_cost is None:
            AreaForecast.objects.filter(report=report, plan=plan, area=area).delete()
            continue
        budget = figures[area].current if area in figures else 0
        found[area], _ = AreaForecast.objects.update_or_create(
            report=report,
            plan=plan,
            area_id=area,
            defaults={"net_cost": net_cost, "budget": budget, "by": by, "made_on": today()},
        )
    return found


def hold_against_budget(report: Report, plan: RemedyPlan | None = None) -> None:
    """Hold the forecasts against the current budget of today: done when they are handed in (F-2)."""
    figures = figures_of(report.round.year, 1)
    for one in AreaForecast.objects.filter(report=report, plan=plan):
        one.budget = figures[one.area_id].current if one.area_id in figures else one.budget
        one.save(update_fields=["budget"])


@dataclass(frozen=True)
class RemedyRow:
    """A remedy as it is typed; effect in kronor this year."""

    what: str
    effect: int
    responsible: str
    due_on: datetime.date
    follow_up: str = ""
    area_id: int | None = None


def can_write_remedies(user: object, report: Report) -> bool:
    """Tell whether the user writes the report's remedies: those who lead a committee's report that is written (O-6)."""
    is_open = report.body_id is not None and report.state in rules.UNFINISHED and report.round.kind in rules.AS_OF
    return is_open and can_lead(user, report)


@transaction.atomic
def write_remedies(*, by: Person, report: Report, rows: Sequence[RemedyRow]) -> list[Remedy]:
    """Return the report's remedies against a forecast deficit, written anew (F-2)."""
    report = locked(report)
    require(can_write_remedies(by, report), "Du skriver inte åtgärderna, eller så är rapporten lämnad.")
    made = keep_remedies(rows, report=report)
    record(by=by, verb="write_remedies", on=report, sentence=_told(made))
    return made


def keep_remedies(rows: Sequence[RemedyRow], **place: Report | RemedyPlan) -> list[Remedy]:
    """Return the remedies kept instead of those that stood. Raises Refused for one without what it needs (F-2)."""
    for row in rows:
        if not row.what.strip() or not row.responsible.strip():
            raise Refused("En åtgärd behöver text och ansvarig.", "F-2")
    Remedy.objects.filter(**place).delete()
    return Remedy.objects.bulk_create(
        Remedy(
            what=row.what.strip(), effect=row.effect, responsible=row.responsible.strip(), due_on=row.due_on,
            follow_up=row.follow_up.strip(), area_id=row.area_id, rank=rank, **place,
        )
        for rank, row in enumerate(rows)
    )  # fmt: skip


def _told(made: Sequence[Remedy]) -> str:
    count = "en åtgärd" if len(made) == 1 else f"{len(made)} åtgärder"
    return f"Skrev {count} mot underskottet: {kronor(sum(one.effect for one in made))}."
