"""The joint assessment of the overall goals, a part of the municipality's annual report (G-3, F-8)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("followup", "0012_rounds_hold_contents")]

    operations = [
        migrations.AlterField(
            model_name="part",
            name="kind",
            field=models.CharField(
                choices=[
                    ("whole", "Samlad text"),
                    ("goal", "Mål"),
                    ("overall", "Samlad bedömning av de övergripande målen"),
                    ("money", "Ekonomi"),
                    ("sound", "God ekonomisk hushållning"),
                    ("chapter", "Rubrik"),
                    ("measures", "Mått"),
                    ("activities", "Aktiviteter"),
                    ("staff", "Personal"),
                    ("committee", "Kommunstyrelsens kommentar till nämnden"),
                ],
                max_length=10,
                verbose_name="slag",
            ),
        ),
    ]
