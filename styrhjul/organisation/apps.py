"""Django's registration of the folder."""

from django.apps import AppConfig


class OrganisationConfig(AppConfig):
    """The organisation: bodies, units, people and positions."""

    name = "styrhjul.organisation"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Organisation"
