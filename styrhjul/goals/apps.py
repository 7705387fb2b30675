"""Django's registration of the folder, and what the rest of the house may point at."""

from django.apps import AppConfig


class GoalsConfig(AppConfig):
    """The goal chain."""

    name = "styrhjul.goals"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Målkedjan"

    def ready(self) -> None:
        """Register the models that decisions, comments, tasks and the log point at, and the findings."""
        from styrhjul.goals import findings, models
        from styrhjul.goals.actions import goals
        from styrhjul.governance import registry

        registry.register(
            registry.Kind(
                models.GoalVersion, "mål", "goal_version", receive=goals.receive_ruling, follow=goals.follow_step
            ),
            registry.Kind(models.Measure, "mått", "measure"),
            registry.Kind(models.Plan, "plan", "plan"),
            registry.Kind(models.Activity, "aktivitet", "activity"),
        )
        registry.register_finder(findings.find)
