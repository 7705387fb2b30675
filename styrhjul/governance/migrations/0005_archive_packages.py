"""Archive packages, which never change once they are made (L-10)."""

import django.db.models.deletion
from django.db import migrations, models

FORWARD = """
create trigger frozen before update or delete on governance_archivepackage
  for each statement execute function governance_frozen_refuse();
"""

BACKWARD = "drop trigger frozen on governance_archivepackage;"


class Migration(migrations.Migration):
    dependencies = [("governance", "0004_year_wheels")]
    operations = [
        migrations.CreateModel(
            name="ArchivePackage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("content", models.BinaryField(verbose_name="fil")),
                ("checksum", models.CharField(max_length=64, verbose_name="kontrollsumma")),
                ("made_on", models.DateField(verbose_name="gjort")),
                (
                    "line",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="package",
                        to="governance.decisionline",
                    ),
                ),
                (
                    "version",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="package",
                        to="governance.frozenversion",
                    ),
                ),
            ],
            options={"ordering": ["id"]},
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
