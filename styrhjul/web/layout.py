"""What every page's frame needs to know: the municipality, the day, the year's colour, the person's title."""

from django.conf import settings
from django.urls import get_script_prefix

from styrhjul.organisation.clock import today
from styrhjul.organisation.models import Person
from styrhjul.web.swedish import long_date


def municipality() -> str:
    """Return the municipality's name, from the setting ``MUNICIPALITY_NAME``."""
    return str(settings.MUNICIPALITY_NAME)


def home() -> str:
    """Return the address of the public start page."""
    return get_script_prefix()


def demonstration_day() -> str:
    """Return the demonstration's own day, «måndag 14 september 2026», or an empty text outside a demonstration."""
    return long_date(today()) if settings.DEMO else ""


def year_when(year: int) -> str:
    """Return what the year is to today: past, now or next (every coming year). It gives the year its colour (L-1)."""
    current = today().year
    return "now" if year == current else "past" if year < current else "next"


def title_of(person: Person) -> str:
    """Return the title of the position that the person has held longest of those held today, or an empty text (O-4)."""
    return person.rights.heading
