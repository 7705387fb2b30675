"""A committee that is given no frame has none, apart from a frame of 0 (B-1, B-3)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("budget", "0008_bridge_of_plan_years")]

    operations = [
        migrations.AlterField(
            model_name="frame",
            name="net_cost",
            field=models.BigIntegerField(blank=True, null=True, verbose_name="nettokostnad"),
        ),
        migrations.AlterField(
            model_name="frame",
            name="investments",
            field=models.BigIntegerField(blank=True, null=True, verbose_name="investeringar"),
        ),
    ]
