"""The app of the pages."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Pages, forms, templates and static files."""

    name = "styrhjul.web"
    verbose_name = "Webbplats"
