"""Django's registration of the folder, and what the rest of the house may point at."""

from django.apps import AppConfig


class GoalsConfig(AppConfig):
    """The goal chain."""

    name = "styrhjul.goals"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Målkedjan"

    def ready(self) -> None:
        """Register the models that decisions, comments, tasks and the log point at, and the findings."""
        from styrhjul.goals import documents, duties, findings, models, wordings
        from styrhjul.goals.actions import plans, ruling
        from styrhjul.governance import registry
        from styrhjul.organisation.models import Body, Unit

        registry.register(
            registry.Kind(
                models.GoalVersion,
                "mål",
                "goal_version",
                receive=ruling.receive_ruling,
                follow=ruling.follow_step,
                document=wordings.goal_document,
            ),
            registry.Kind(models.Measure, "mått", "measure"),
            registry.Kind(models.ComparisonGroup, "jämförelsegrupp", "comparison_group"),
            registry.Kind(models.Plan, "plan", "plan", content=documents.frozen_content),
            registry.Kind(models.Activity, "aktivitet", "activity"),
            registry.Kind(models.Commission, "uppdrag", "commission"),
            registry.Kind(models.Suggestion, "förslag från medarbetare", "suggestion"),
        )
        registry.register_finder(findings.of_goals, models.GoalVersion)
        registry.register_finder(findings.of_bodies, Body)
        registry.register_finder(findings.of_plans, Body, Unit, models.Plan, models.Activity, models.Commission)
        registry.register_duties(duties.of_activities)
        registry.register_duties(duties.of_plans)
        registry.register_duties(duties.of_measures)
        registry.register_duties(duties.of_suggestions)
        registry.register_driver("operational_plans", plans.drive_plans)
        registry.register_driver("department_plans", plans.drive_plans)
