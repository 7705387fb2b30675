"""Plan the rounds of a year, those that a committee chooses for itself too (F-1, F-3, W-2)."""

import datetime
from collections.abc import Collection

from django.db import transaction

from styrhjul.documents.words import MONTHS
from styrhjul.followup import rules
from styrhjul.followup.models import Round
from styrhjul.followup.own_rounds import OWN_MONTHS, may_choose, own_days
from styrhjul.followup.terms import RoundKind
from styrhjul.governance.actions import require
from styrhjul.governance.driving import can_keep_wheels
from styrhjul.governance.wheel import moved, working
from styrhjul.organisation.actions import record
from styrhjul.organisation.clock import today
from styrhjul.organisation.models import Body, Person, rights_of
from styrhjul.organisation.terms import BodyKind


@transaction.atomic
def plan_round(*, by: Person | None, kind: str, year: int, is_example: bool = False, **days: datetime.date) -> Round:
    """Return the year's round of the kind with its days: a new one, or the known one moved to them (F-1, W-2).

    Raises Refused for others than those who open rounds, for days in the wrong order, and when the days of a round
    that is open would change: they stand in its parts and tasks.
    """
    require(by is None or can_keep_wheels(by), "Du planerar inte uppföljningar.", "F-1")
    if kind == RoundKind.QUARTERLY:  # it ends with the board (F-1)
        days["council_by"] = days["board_by"]
    rules.check_days(year, days)
    known = Round.objects.select_for_update().filter(kind=kind, year=year).first()
    if known is None:
        made = Round.objects.create(kind=kind, year=year, is_example=is_example, **days)
        record(by=by, verb="plan", on=made, sentence=f"Planerade {made.name}.")
        return made
    before = {name: getattr(known, name) for name in days}
    if before == days:
        return known
    require(known.opened_on is None, "Uppföljningen är öppnad, och dagarna står i delarna och uppgifterna.", "F-1")
    for name, day in days.items():
        setattr(known, name, day)
    known.save(update_fields=list(days))
    earlier = {name: str(day) for name, day in before.items()}
    record(by=by, verb="replan", on=known, sentence=f"Ändrade dagarna för {known.name}.", before=earlier)
    return known


def days_of(kind: str, year: int) -> dict[str, datetime.date]:
    """Return the days proposed for the year's round of the kind: those of the round before, else the usual ones (W-2).

    All are working days (W-1).
    """
    before = Round.objects.filter(kind=kind, year__lt=year).order_by("-year").first()
    if before is not None:
        return {name: moved(getattr(before, name), year - before.year) for name in rules.DAYS}
    return {
        name: working(datetime.date(year + years, month, day))
        for name, (years, month, day) in rules.USUAL_DAYS[kind].items()
    }


def plan_year(by: Person | None, year: int) -> None:
    """Plan the year's rounds that are not planned, for the wheel that is laid out (W-2)."""
    known = set(Round.objects.filter(year=year).values_list("kind", flat=True))
    for kind in (one for one in rules.USUAL_DAYS if one not in known):
        days = days_of(kind, year)
        if days["council_by"] >= today():
            plan_round(by=by, kind=kind, year=year, is_example=False, **days)


def can_choose_months(user: object, body: Body) -> bool:
    """Tell whether the user chooses the months that the committee follows up: those who draft for it (F-3, O-6)."""
    is_committee = body.kind in {BodyKind.BOARD, BodyKind.COMMITTEE}
    return is_committee and body.pk in rights_of(user).drafts_for


@transaction.atomic
def choose_months(*, by: Person | None, body: Body, year: int, months: Collection[int]) -> list[Round]:
    """Return the committee's own rounds of the year, one for each chosen month, which open by themselves (F-3, W-4).

    A round that is open stays. Raises Refused for others than those who draft for the committee, and for a month that
    has a report already or has been followed up.
    """
    require(by is None or can_choose_months(by, body), "Du väljer inte månader åt nämnden.", "F-3")
    require(set(months) <= set(OWN_MONTHS), "Månaden har redan en rapport.", "F-3")
    known = {one.month: one for one in Round.objects.select_for_update().filter(body=body, year=year)}
    for month, one in known.items():
        if month not in months:
            require(one.opened_on is None, f"{one.name} är öppnad och kan inte tas bort.", "F-3")
            one.delete()
    for month in sorted(set(months) - known.keys()):
        days = own_days(year, month)
        name = f"{MONTHS[month - 1]} {year}"
        require(may_choose(year, month, today()), f"Det är för sent att följa upp {name}.", "F-3")
        Round.objects.create(kind=RoundKind.MONTHLY, year=year, body=body, month=month, **days)
    chosen = ", ".join(MONTHS[month - 1] for month in sorted(months)) or "inga månader"
    record(by=by, verb="choose_months", on=body, sentence=f"Följer själv upp {year}: {chosen}.")
    return list(Round.objects.filter(body=body, year=year).order_by("month"))
