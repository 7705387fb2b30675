"""Django's registration of the folder, and what the rest of the house may point at."""

from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    """Governance: decisions, versions, tasks, comments, settings by year."""

    name = "styrhjul.governance"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Styrning"

    def ready(self) -> None:
        """Register the models that comments and the log point at."""
        from styrhjul.governance import driving, duties, findings, models, registry, reminding
        from styrhjul.organisation import models as organisation

        registry.register(
            registry.Kind(models.Decision, "beslut", "decision"),
            registry.Kind(models.Meeting, "sammanträde", "meeting"),
            registry.Kind(models.WheelItem, "punkt i årshjulet", "wheel_item"),
            registry.Kind(organisation.Body, "organ", "body"),
            registry.Kind(organisation.Unit, "enhet", "unit"),
            registry.Kind(organisation.Person, "person", "person"),
        )
        registry.register_finder(findings.find, models.Decision)
        registry.register_calendar(driving.entries)
        registry.register_duties(duties.of_tasks)
        registry.register_tick("årshjulen", driving.tick)
        registry.register_last_tick("påminnelserna", reminding.tick)
