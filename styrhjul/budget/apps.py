"""Django's registration of the folder, and what the rest of the house may point at."""

from django.apps import AppConfig


class BudgetConfig(AppConfig):
    """Goals and money."""

    name = "styrhjul.budget"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Budget"

    def ready(self) -> None:
        """Register the models that decisions, comments, tasks and the log point at."""
        from styrhjul.budget import models
        from styrhjul.governance import registry

        registry.register(registry.Kind(models.CommitteeBudget, "nämndsbudget", "committee_budget"))
