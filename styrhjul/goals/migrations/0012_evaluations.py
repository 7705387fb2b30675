"""Evaluations that bodies order of a goal or an activity (I-4)."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("goals", "0011_goals_name_contributors")]

    operations = [
        migrations.CreateModel(
            name="Evaluation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("question", models.TextField(verbose_name="fråga")),
                ("method", models.TextField(verbose_name="metod")),
                ("performer", models.CharField(blank=True, max_length=200, verbose_name="utförs av")),
                (
                    "activity",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT,
                        related_name="evaluations", to="goals.activity",
                    ),
                ),
                (
                    "commission",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="evaluation", to="goals.commission"
                    ),
                ),
                (
                    "goal",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT,
                        related_name="evaluations", to="goals.goal",
                    ),
                ),
            ],
            options={
                "ordering": ["-commission__decision__meeting__held_on", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("activity", None), ("goal__isnull", False)),
                            models.Q(("activity__isnull", False), ("goal", None)),
                            _connector="OR",
                        ),
                        name="evaluation_of_goal_or_activity",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("question", ""), _negated=True), models.Q(("method", ""), _negated=True)
                        ),
                        name="evaluation_asks_and_says_how",
                    ),
                ],
            },
        ),
    ]  # fmt: skip
