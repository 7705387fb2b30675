"""Django's registration of the folder."""

from django.apps import AppConfig


class IntegrationsConfig(AppConfig):
    """Foreign formats."""

    name = "styrhjul.integrations"
    verbose_name = "Integrationer"
