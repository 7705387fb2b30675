"""A person who has left can be anonymised (L-10)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("organisation", "0003_year_wheels")]

    operations = [
        migrations.AddField(
            model_name="person",
            name="anonymised_on",
            field=models.DateField(blank=True, null=True, verbose_name="avidentifierad"),
        ),
    ]
