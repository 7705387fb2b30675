"""An improvement may come of an evaluation (I-4)."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("followup", "0014_heads_judge"), ("goals", "0012_evaluations")]

    operations = [
        migrations.AddField(
            model_name="improvement",
            name="evaluation",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="improvements",
                to="goals.evaluation",
            ),
        ),
    ]  # fmt: skip
