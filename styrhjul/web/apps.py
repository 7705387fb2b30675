"""The app of the pages."""

from django.apps import AppConfig
from django.core import checks
from django.urls import register_converter

from styrhjul.web.addresses import YearConverter
from styrhjul.web.checks import TAG, demonstration_stands_alone, documents_have_a_look


class WebConfig(AppConfig):
    """Pages, forms, templates and static files."""

    name = "styrhjul.web"
    verbose_name = "Webbplats"

    def ready(self) -> None:
        """Register the check that keeps the demonstration out of production, and years in addresses."""
        register_converter(YearConverter, "year")
        checks.register(demonstration_stands_alone, TAG)
        checks.register(documents_have_a_look)
