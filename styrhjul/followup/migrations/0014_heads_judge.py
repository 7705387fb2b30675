"""The head of a unit judges its own goals (F-8)."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("followup", "0013_joint_assessment"),
        ("goals", "0011_goals_name_contributors"),
        ("organisation", "0003_year_wheels"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="assessment", name="one_assessment_a_body"),
        migrations.AlterField(
            model_name="assessment",
            name="body",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="assessments",
                to="organisation.body", verbose_name="bedömare",
            ),
        ),
        migrations.AddField(
            model_name="assessment",
            name="unit",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="assessments",
                to="organisation.unit",
            ),
        ),
        migrations.AddConstraint(
            model_name="assessment",
            constraint=models.UniqueConstraint(
                fields=("goal", "round", "body", "unit", "receiver"), name="one_assessment_a_body",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="assessment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("body__isnull", False), ("unit", None)),
                    models.Q(("body", None), ("receiver", None), ("unit__isnull", False)),
                    _connector="OR",
                ),
                name="body_or_unit_judges",
            ),
        ),
    ]  # fmt: skip
