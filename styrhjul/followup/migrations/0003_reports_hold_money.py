import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


#: The municipality's quarterly report now ends with the board's decision; those already through stand as decided.
QUARTERLY_ENDS_WITH_THE_BOARD = """
update followup_report set state = 'decided' from followup_round
where followup_round.id = round_id and kind = 'quarterly' and body_id is null and state in ('prepared', 'adopted')
"""


class Migration(migrations.Migration):
    dependencies = [
        ("budget", "0003_money"),
        ("followup", "0002_report_says_why_incomplete"),
        ("goals", "0003_measures_say_when_their_value_is_out"),
        ("organisation", "0002_log_is_append_only"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(QUARTERLY_ENDS_WITH_THE_BOARD, migrations.RunSQL.noop),
        migrations.CreateModel(
            name="AreaForecast",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("net_cost", models.BigIntegerField(verbose_name="prognos, nettokostnad")),
                ("budget", models.BigIntegerField(verbose_name="aktuell budget")),
                ("made_on", models.DateField(verbose_name="gjord")),
            ],
            options={
                "ordering": ["report", "area__body__rank", "area__rank", "area__name"],
            },
        ),
        migrations.CreateModel(
            name="Remedy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("what", models.CharField(max_length=300, verbose_name="åtgärd")),
                ("effect", models.BigIntegerField(verbose_name="effekt i år")),
                ("responsible", models.CharField(max_length=120, verbose_name="ansvarig")),
                ("due_on", models.DateField(verbose_name="klar senast")),
                ("follow_up", models.CharField(blank=True, max_length=300, verbose_name="uppföljning")),
                ("rank", models.PositiveSmallIntegerField(default=0, verbose_name="ordning")),
            ],
            options={
                "ordering": ["rank", "id"],
            },
        ),
        migrations.CreateModel(
            name="RemedyPlan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("state", models.CharField(db_index=True, default="draft", max_length=16, verbose_name="läge")),
                ("stepped_on", models.DateField(blank=True, null=True, verbose_name="senaste steget")),
                ("deficit", models.BigIntegerField(verbose_name="underskott i rapportens prognos")),
                ("as_of", models.DateField(verbose_name="per den")),
                ("due_on", models.DateField(verbose_name="lämnas senast")),
                ("opened_on", models.DateField(verbose_name="uppstod")),
                ("text", models.TextField(blank=True, verbose_name="vad som har hänt sedan rapporten")),
                ("edition", models.PositiveIntegerField(default=0, verbose_name="sparad gång")),
            ],
            options={
                "ordering": ["-as_of", "body__rank"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="part",
            name="one_part_of_a_kind",
        ),
        migrations.AddField(
            model_name="part",
            name="area",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="parts",
                to="budget.appropriationarea",
            ),
        ),
        migrations.AlterField(
            model_name="part",
            name="kind",
            field=models.CharField(
                choices=[
                    ("whole", "Samlad text"),
                    ("goal", "Mål"),
                    ("money", "Ekonomi"),
                    ("committee", "Kommunstyrelsens kommentar till nämnden"),
                ],
                max_length=10,
                verbose_name="slag",
            ),
        ),
        migrations.AddConstraint(
            model_name="part",
            constraint=models.UniqueConstraint(
                fields=("report", "kind", "version", "about", "area"), name="one_part_of_a_kind", nulls_distinct=False
            ),
        ),
        migrations.AddConstraint(
            model_name="part",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("area__isnull", False), ("kind", "money")),
                    models.Q(models.Q(("kind", "money"), _negated=True), ("area", None)),
                    _connector="OR",
                ),
                name="money_part_names_area",
            ),
        ),
        migrations.AddField(
            model_name="areaforecast",
            name="area",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="forecasts", to="budget.appropriationarea"
            ),
        ),
        migrations.AddField(
            model_name="areaforecast",
            name="by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="areaforecast",
            name="report",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="area_forecasts", to="followup.report"
            ),
        ),
        migrations.AddField(
            model_name="remedy",
            name="area",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="budget.appropriationarea",
            ),
        ),
        migrations.AddField(
            model_name="remedy",
            name="report",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="remedies",
                to="followup.report",
            ),
        ),
        migrations.AddField(
            model_name="remedyplan",
            name="body",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="remedy_plans", to="organisation.body"
            ),
        ),
        migrations.AddField(
            model_name="remedyplan",
            name="report",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="remedy_plan", to="followup.report"
            ),
        ),
        migrations.AddField(
            model_name="remedyplan",
            name="saved_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="remedy",
            name="plan",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="remedies",
                to="followup.remedyplan",
            ),
        ),
        migrations.AddField(
            model_name="areaforecast",
            name="plan",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="forecasts",
                to="followup.remedyplan",
            ),
        ),
        migrations.AddConstraint(
            model_name="remedyplan",
            constraint=models.CheckConstraint(condition=models.Q(("deficit__gt", 0)), name="plan_answers_a_deficit"),
        ),
        migrations.AddConstraint(
            model_name="remedy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("plan", None), ("report__isnull", False)),
                    models.Q(("plan__isnull", False), ("report", None)),
                    _connector="OR",
                ),
                name="remedy_of_report_or_plan",
            ),
        ),
        migrations.AddConstraint(
            model_name="areaforecast",
            constraint=models.UniqueConstraint(
                fields=("report", "area", "plan"), name="one_forecast_an_area", nulls_distinct=False
            ),
        ),
    ]
