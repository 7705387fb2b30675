"""The Jinja2 environment of every page: an unknown variable is an error, and all text is escaped."""

import json
from collections.abc import Callable
from typing import Any

import jinja2
from django.templatetags.static import static
from django.urls import reverse
from django_htmx.jinja import htmx_script
from markupsafe import Markup

from styrhjul.documents.markdown import to_html
from styrhjul.documents.numbers import format_number
from styrhjul.web import layout, navigation, swedish
from styrhjul.web.addresses import address_of

#: Headings in people's own texts begin below the section's own heading, which is of level 2.
SECTION_LEVEL = 2

#: htmx keeps to our own server, runs no code of its own, and shows the form again when it was filled in wrongly (422).
HTMX_CONFIG = {
    "allowEval": False,
    "includeIndicatorStyles": False,
    "selfRequestsOnly": True,
    "responseHandling": [
        {"code": "204", "swap": False},
        {"code": "[23]..", "swap": True},
        {"code": "422", "swap": True},
        {"code": "[45]..", "swap": False, "error": True},
    ],
}


def url(name: str, *args: object, **kwargs: object) -> str:
    """Return the address of the view with this URL name. Never call it once a row (stack 6)."""
    return reverse(name, kwargs=kwargs) if kwargs else address_of(name, *args)


def markdown(text: str, level: int = SECTION_LEVEL) -> Markup:
    """Return people's Markdown as safe HTML, with its headings below ``level``."""
    return Markup(to_html(text, level))  # noqa: S704 - cleaned by nh3


def environment(**options: Any) -> jinja2.Environment:
    """Return the environment that Django's Jinja2 backend asks for, with our globals and filters.

    ``undefined`` is set here and not taken from the options: Django passes a forgiving one when DEBUG is on.
    """
    options |= {"undefined": jinja2.StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    env = jinja2.Environment(**options)  # noqa: S701 - Django's backend turns autoescape on in the options
    env.globals.update(
        demonstration_day=layout.demonstration_day,
        home=layout.home,
        htmx_config=json.dumps(HTMX_CONFIG),
        htmx_script=htmx_script,
        municipality=layout.municipality,
        my_page=navigation.my_page,
        navigation=navigation.navigation,
        static=static,
        title_of=layout.title_of,
        url=url,
        year_when=layout.year_when,
    )
    filters: dict[str, Callable[..., str]] = {
        "date": swedish.date,
        "hold": swedish.hold,
        "iso": swedish.iso,
        "long_date": swedish.long_date,
        "markdown": markdown,
        "moment": swedish.moment,
        "number": format_number,
        "percent": swedish.percent,
        "short_date": swedish.short_date,
        "signed_tkr": swedish.signed_tkr,
        "tkr": swedish.tkr,
        "together": swedish.together,
    }
    env.filters.update(filters)
    return env
