"""A change in the bridge belongs to a year: those that stand belong to their budget's (B-1)."""

from typing import Any

from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def of_the_budget_year(apps: Any, _editor: Any) -> None:
    """Give each row the year of its budget."""
    budgets = apps.get_model("budget", "Budget").objects.filter(pk=OuterRef("budget"))
    apps.get_model("budget", "BridgeRow").objects.update(year=Subquery(budgets.values("year")))


class Migration(migrations.Migration):
    dependencies = [("budget", "0007_computed_measures")]

    operations = [
        migrations.AddField(
            model_name="bridgerow",
            name="year",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="år"),
            preserve_default=False,
        ),
        migrations.RunPython(of_the_budget_year, migrations.RunPython.noop, elidable=True),
        migrations.AlterModelOptions(name="bridgerow", options={"ordering": ["year", "area__rank", "rank", "id"]}),
    ]
