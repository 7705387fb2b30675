"""Appropriation areas and service areas: set up, end, follow each other from a year (B-2, B-7)."""

from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction

from styrhjul.budget import rules
from styrhjul.budget.actions.ledger import require_controller
from styrhjul.budget.models import Actual, AppropriationArea, Budget, ServiceArea, Succession
from styrhjul.budget.terms import AreaKind
from styrhjul.governance.actions import locked, require
from styrhjul.governance.workflow import Refused
from styrhjul.organisation.actions import record
from styrhjul.organisation.models import Body, Person


@transaction.atomic
def set_up_area(
    *, by: Person | None, body: Body, name: str, first_year: int, kind: str = AreaKind.COMMITTEE, rank: int = 0
) -> AppropriationArea:
    """Return a new appropriation area from the year on (B-2). Raises Refused without a name, or for a known one."""
    require_controller(by)
    _check_name(name, AppropriationArea.objects.filter(body=body, name=name.strip()).in_year(first_year).exists())
    area = AppropriationArea.objects.create(body=body, name=name.strip(), first_year=first_year, kind=kind, rank=rank)
    record(by=by, verb="set_up", on=area, sentence=f"Lade upp KF-verksamheten {area} från {first_year}.")
    return area


@transaction.atomic
def set_up_service_area(
    *, by: Person | None, area: AppropriationArea, name: str, first_year: int, code: str = "", rank: int = 0
) -> ServiceArea:
    """Return a new service area from the year on (B-2). Raises Refused without a name, or for a known one."""
    require_controller(by)
    _check_name(name, area.service_areas.filter(name=name.strip(), last_year=None).exists())
    service = ServiceArea.objects.create(area=area, name=name.strip(), first_year=first_year, code=code, rank=rank)
    record(by=by, verb="set_up", on=area, sentence=f"Lade upp verksamhetsområdet {service} från {first_year}.")
    return service


def _check_name(name: str, is_known: bool) -> None:
    if not name.strip():
        raise Refused("Skriv ett namn.", "B-2", {"name": "Skriv ett namn."})
    if is_known:
        raise Refused("Namnet finns redan.", "B-2", {"name": "Namnet finns redan."})


@transaction.atomic
def succeed(
    *, by: Person | None, area: AppropriationArea, shares: Mapping[AppropriationArea, Decimal], from_year: int
) -> list[Succession]:
    """Return how others take over the area's figures from the year: a split, merger or move (B-7).

    What nobody takes over stays where it is; the area ends with the year before when its shares sum to the whole.
    Raises Refused for shares above the whole, with those that others have taken over already.
    """
    require_controller(by)
    area = locked(area)
    known = list(area.successions.filter(from_year=from_year))
    twice = next((str(one.successor) for one in known if one.successor in shares), "")
    require(not twice, f"{twice} tar redan över en del av {area} från {from_year}.", "B-7")
    total = sum(shares.values()) + sum(one.share for one in known)
    require(bool(shares), "Ange minst en KF-verksamhet som tar över.", "B-7")
    require(0 < total <= 1, f"Andelarna blir {total * 100:.1f} procent. De kan bli högst 100.", "B-7")
    require(from_year > area.first_year, "Verksamheten kan inte delas före sitt första år.", "B-7")
    made = [
        Succession.objects.create(predecessor=area, successor=successor, from_year=from_year, share=share)
        for successor, share in shares.items()
    ]
    if total == 1:
        area.last_year = from_year - 1
        area.save(update_fields=["last_year"])
    names = ", ".join(str(successor) for successor in shares)
    sentence = f"Går upp i {names} från {from_year}." if total == 1 else f"Lämnar en del till {names} från {from_year}."
    record(by=by, verb="succeed", on=area, sentence=sentence)
    return made


@transaction.atomic
def take_back_succession(*, by: Person | None, succession: Succession) -> AppropriationArea:
    """Return the area that another does not take over from after all: it goes on when it had ended by it (B-7).

    Raises Refused when something rests on it: a budget handed in or decided, or actuals, for the year or a later one.
    """
    require_controller(by)
    area, year = locked(succession.predecessor), succession.from_year
    about = [area.pk, succession.successor_id]
    budgets = Budget.objects.filter(year__gte=year, lines__area__in=about).exclude(state__in=rules.UNFINISHED)
    resting = budgets.order_by("year").values_list("year", flat=True).first()
    told = (
        f"Budgeten för {resting} är lämnad eller beslutad med den nya indelningen. Dela eller flytta på nytt i stället."
    )
    require(resting is None, told, "B-7")
    booked = (
        Actual.objects.filter(year__gte=year, area__in=about).order_by("year").values_list("year", flat=True).first()
    )
    told = f"Utfall för {booked} är inläst med den nya indelningen. Ångra inläsningen först."
    require(booked is None, told, "B-7")
    successor = str(succession.successor)
    succession.delete()
    if area.last_year == year - 1:
        area.last_year = None
        area.save(update_fields=["last_year"])
    record(by=by, verb="succeed", on=area, sentence=f"Tog tillbaka: {successor} tar inte över något från {year}.")
    return area
