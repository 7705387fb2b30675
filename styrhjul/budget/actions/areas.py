"""Appropriation areas and service areas: set up, end, follow each other from a year (B-2, B-7)."""

from collections.abc import Mapping
from decimal import Decimal
from typing import NoReturn

from django.db import transaction
from django.db.models import F

from styrhjul.budget import rules
from styrhjul.budget.actions.ledger import require_controller
from styrhjul.budget.models import Actual, AppropriationArea, Budget, BudgetLine, ServiceArea, Succession
from styrhjul.budget.terms import AreaKind
from styrhjul.documents.numbers import format_number
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
    Raises Refused for shares above the whole, with those that others have taken over already, for a year in which the
    area or one that takes over does not exist, and for a whole that a budget or actuals of the year rest on.
    """
    require_controller(by)
    area = locked(area)
    known = list(area.successions.filter(from_year=from_year))
    twice = next((str(one.successor) for one in known if one.successor in shares), "")
    require(not twice, f"{twice} tar redan över en del av {area} från {from_year}.", "B-7")
    total = sum(shares.values()) + sum(one.share for one in known)
    require(bool(shares), "Ange minst en KF-verksamhet som tar över.", "B-7")
    percent = format_number(total * 100, 2).rstrip("0").rstrip(",")
    told = f"Andelarna blir {percent} procent. De kan bli högst 100."
    require(0 < total <= 1, told, "B-7")
    _check_year(area, from_year, "from_year")
    later = next((one for one in shares if one.first_year > from_year), None)
    if later is not None:
        _refuse(f"{later} finns först från {later.first_year}.", "from_year")
    if total == 1:
        _check_free(area, from_year, "from_year")
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


def _refuse(told: str, field: str) -> NoReturn:
    raise Refused(told, "B-7", {field: told})


def _check_year(area: AppropriationArea, year: int, field: str) -> None:
    """Refuse a year in which the area does not exist, or has not existed before (B-7)."""
    if year <= area.first_year:
        _refuse(f"{area} finns från {area.first_year}. Välj ett senare år.", field)
    if area.last_year is not None and year > area.last_year + 1:
        _refuse(f"{area} upphörde redan {area.last_year}.", field)


def _check_free(area: AppropriationArea, year: int, field: str) -> None:
    """Refuse to end the area before the year while a budget or actuals of it, or of a later one, hold its money.

    They would lack its place, and the municipality's sums would change (B-7).
    """
    held = BudgetLine.objects.filter(area=area, year=F("budget__year"), year__gte=year).exclude(revenue=0, cost=0)
    booked = Actual.objects.filter(area=area, year__gte=year)
    for what, lines in (("Budgeten", held), ("Utfallet", booked)):
        last = lines.order_by("-year").values_list("year", flat=True).first()
        if last is not None:
            first = last if field == "last_year" else last + 1
            _refuse(f"{what} för {last} har redan belopp på {area}. Välj {first} eller senare.", field)


@transaction.atomic
def end_area(*, by: Person | None, area: AppropriationArea, last_year: int) -> AppropriationArea:
    """Return the area, which ends with the year and leaves nothing to others (B-7).

    Raises Refused for one that has ended, and while a budget or actuals of a later year rest on it.
    """
    require_controller(by)
    area = locked(area)
    require(area.last_year is None, f"{area} upphörde redan {area.last_year}.", "B-7")
    if last_year < area.first_year:
        _refuse(f"{area} finns från {area.first_year}. Välj ett senare år.", "last_year")
    _check_free(area, last_year + 1, "last_year")
    area.last_year = last_year
    area.save(update_fields=["last_year"])
    record(by=by, verb="end", on=area, sentence=f"Upphör efter {last_year}.")
    return area


@transaction.atomic
def take_back_end(*, by: Person | None, area: AppropriationArea) -> AppropriationArea:
    """Return the area, which goes on after all; one that others took over is given back by their shares (B-7)."""
    require_controller(by)
    area = locked(area)
    last = area.last_year
    require(last is not None, f"{area} upphör inte.", "B-7")
    told = f"Andra har tagit över {area}. Ta tillbaka det i stället."
    require(not is_passed_on(area), told, "B-7")
    area.last_year = None
    area.save(update_fields=["last_year"])
    record(by=by, verb="end", on=area, sentence=f"Tog tillbaka: upphör inte efter {last}.")
    return area


def is_passed_on(area: AppropriationArea) -> bool:
    """Whether the area has ended because others took over the whole of it (B-7)."""
    if area.last_year is None:
        return False
    return sum(one.share for one in area.successions.all() if one.from_year == area.last_year + 1) == 1


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
    successor, was_whole = str(succession.successor), is_passed_on(area)
    succession.delete()
    if was_whole and area.last_year == year - 1:
        area.last_year = None
        area.save(update_fields=["last_year"])
    record(by=by, verb="succeed", on=area, sentence=f"Tog tillbaka: {successor} tar inte över något från {year}.")
    return area
