"""The auditors' statements, and discharge body by body (F-10)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("followup", "0010_reports_have_chapters"),
        ("organisation", "0003_year_wheels"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AuditStatement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(blank=True, verbose_name="utlåtande")),
                ("name", models.CharField(blank=True, max_length=200, verbose_name="filnamn")),
                ("media_type", models.CharField(blank=True, max_length=100, verbose_name="typ")),
                ("content", models.BinaryField(blank=True, default=bytes, verbose_name="fil")),
                ("given_on", models.DateField(verbose_name="lämnat")),
                ("is_example", models.BooleanField(default=False, verbose_name="exempel")),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="statements", to="followup.report"
                    ),
                ),
            ],
            options={
                "ordering": ["given_on", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("text", ""), _negated=True),
                            models.Q(("name", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="statement_is_text_or_file",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Discharge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("state", models.CharField(db_index=True, default="draft", max_length=16, verbose_name="läge")),
                ("stepped_on", models.DateField(blank=True, null=True, verbose_name="senaste steget")),
                (
                    "recommended",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("granted", "Ansvarsfrihet"),
                            ("remarked", "Ansvarsfrihet med anmärkning"),
                            ("refused", "Ingen ansvarsfrihet"),
                        ],
                        max_length=10,
                        verbose_name="revisorerna föreslår",
                    ),
                ),
                ("ground", models.TextField(blank=True, verbose_name="revisorernas skäl")),
                (
                    "verdict",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("granted", "Ansvarsfrihet"),
                            ("remarked", "Ansvarsfrihet med anmärkning"),
                            ("refused", "Ingen ansvarsfrihet"),
                        ],
                        max_length=10,
                        verbose_name="fullmäktige beslutade",
                    ),
                ),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="discharges", to="organisation.body"
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="discharges", to="followup.report"
                    ),
                ),
            ],
            options={
                "ordering": ["body__rank", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("report", "body"), name="one_discharge_a_body"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("recommended__in", ["", "granted"]),
                            models.Q(("ground", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="remark_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "adopted"), _negated=True),
                            models.Q(("verdict", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="decided_has_verdict",
                    ),
                ],
            },
        ),
    ]
