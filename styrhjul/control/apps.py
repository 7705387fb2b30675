"""Django's registration of the folder, and what the rest of the house may point at."""

from django.apps import AppConfig


class ControlConfig(AppConfig):
    """Internal control."""

    name = "styrhjul.control"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Intern kontroll"

    def ready(self) -> None:
        """Register the models that decisions, comments, tasks and the log point at, and the findings."""
        from styrhjul.control import actions, documents, duties, findings, models
        from styrhjul.governance import registry
        from styrhjul.organisation.models import Body

        registry.register(
            registry.Kind(
                models.ControlPlan,
                "plan för intern kontroll",
                "control_plan",
                follow=actions.record_owed,
                content=documents.frozen_plan,
            ),
            registry.Kind(
                models.ControlFollowup,
                "uppföljning av intern kontroll",
                "control_followup",
                follow=actions.record_owed,
                content=documents.frozen_followup,
            ),
            registry.Kind(models.Control, "kontroll", "control"),
            registry.Kind(models.ControlPolicy, "styrdokument för intern kontroll", "control_policy"),
        )
        registry.register_finder(findings.find, Body, models.ControlPlan, models.Control)
        registry.register_duties(duties.of_controls)
        registry.register_driver("control_plans", actions.drive_plans)
        registry.register_driver("control_followup", actions.drive_followups)
