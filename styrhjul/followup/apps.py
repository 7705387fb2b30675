"""Django's registration of the folder, and what the rest of the house may point at."""

from django.apps import AppConfig


class FollowupConfig(AppConfig):
    """Follow-up."""

    name = "styrhjul.followup"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Uppföljning"

    def ready(self) -> None:
        """Register the models, and what the folder finds, asks for and does on a day."""
        from styrhjul.followup import actions, calendar, findings, models, own_goals
        from styrhjul.followup.actions import auditing
        from styrhjul.goals.models import GoalVersion, Plan
        from styrhjul.governance import registry
        from styrhjul.organisation.models import Body

        self._register_models()
        registry.register_finder(
            findings.find, models.Report, models.Part, models.Round, models.RemedyPlan, models.Discharge, Plan, Body
        )
        registry.register_finder(findings.of_goals, GoalVersion, models.Part)
        registry.register_calendar(calendar.entries)
        registry.register_duties(own_goals.duties)
        registry.register_duties(auditing.duties)
        registry.register_planner(actions.plan_year)
        registry.register_tick("uppföljningarna", actions.tick)

    @staticmethod
    def _register_models() -> None:
        """Register the models that decisions, comments, tasks and the log point at."""
        from styrhjul.followup import actions, archived, documents, models, money_sections, wordings
        from styrhjul.governance import registry

        registry.register(
            registry.Kind(
                models.Report,
                "rapport",
                "report",
                receive=actions.receive_ruling,
                follow=actions.follow_step,
                content=documents.frozen_content,
                archived=archived.statements_in,
            ),
            registry.Kind(
                models.RemedyPlan,
                "åtgärdsplan",
                "remedy_plan",
                follow=actions.follow_plan,
                content=money_sections.frozen_plan,
            ),
            registry.Kind(
                models.Handover, "övergång", "handover", receive=actions.receive_handover, document=wordings.of_handover
            ),
            registry.Kind(
                models.Discharge,
                "ansvarsfrihet",
                "discharge",
                receive=actions.receive_verdict,
                document=wordings.of_discharge,
            ),
            registry.Kind(models.Part, "rapportdel", "part"),
            registry.Kind(models.Round, "uppföljning", "round"),
            registry.Kind(models.Analysis, "analys", "analysis"),
            registry.Kind(models.Improvement, "förbättring", "improvement"),
        )
