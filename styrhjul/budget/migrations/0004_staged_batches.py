"""An import is previewed before it counts, and tells what of its file lay outside the periods (B-6)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("budget", "0003_money")]

    operations = [
        migrations.AddField(
            "batch", "is_staged", models.BooleanField(default=False, verbose_name="väntar på bekräftelse")
        ),
        migrations.AddField(
            "batch",
            "outside_count",
            models.PositiveIntegerField(default=0, verbose_name="rader utanför perioderna"),
        ),
        migrations.AddField(
            "batch", "outside_sum", models.BigIntegerField(default=0, verbose_name="summa utanför perioderna i öre")
        ),
        migrations.AddField(
            "batch", "notes", models.JSONField(blank=True, default=list, verbose_name="noteringar vid läsningen")
        ),
    ]
