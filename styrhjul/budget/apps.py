"""Django's registration of the folder, and what the rest of the house may point at."""

from django.apps import AppConfig


class BudgetConfig(AppConfig):
    """Goals and money."""

    name = "styrhjul.budget"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Budget"

    def ready(self) -> None:
        """Register the models, what the folder finds in a year, and what it does on the wheel's days."""
        from styrhjul.budget import actions, figures, findings, models
        from styrhjul.goals.documents import register_money
        from styrhjul.goals.models import GoalVersion
        from styrhjul.governance import registry

        self._register_models()
        registry.register_finder(findings.find, models.Budget)
        registry.register_finder(findings.of_goals, GoalVersion)
        registry.register_driver("conditions", actions.drive_conditions)
        register_money(figures.money_for)

    @staticmethod
    def _register_models() -> None:
        """Register the models that decisions, comments, tasks and the log point at."""
        from styrhjul.budget import actions, documents, models
        from styrhjul.governance import registry

        registry.register(
            registry.Kind(
                models.Budget,
                "budget",
                "budget",
                receive=actions.receive_ruling,
                follow=actions.follow_step,
                document=documents.budget_document,
            ),
            registry.Kind(
                models.PlanningConditions,
                "planeringsförutsättningar",
                "planning_conditions",
                follow=actions.follow_conditions,
                document=documents.conditions_document,
            ),
            registry.Kind(
                models.BudgetChange,
                "budgetändring",
                "budget_change",
                follow=actions.follow_change,
                document=documents.change_document,
            ),
            registry.Kind(models.AppropriationArea, "verksamhet", "area"),
            registry.Kind(models.Project, "investeringsprojekt", "project"),
            registry.Kind(models.Batch, "inläsning", "batch"),
            registry.Kind(models.AccountRule, "kontokoppling", "account_rule"),
            registry.Kind(models.PlaceRule, "kodsträngskoppling", "place_rule"),
            registry.Kind(models.ImportProfile, "inläsningsprofil", "import_profile"),
        )
