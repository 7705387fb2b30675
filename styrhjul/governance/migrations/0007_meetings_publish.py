"""A meeting's notice may publish what law asks for: the council's does from the start (L-6)."""

from django.db import migrations, models

COUNCIL = """
update governance_meeting set publishes = true from organisation_body
where organisation_body.id = governance_meeting.body_id and organisation_body.kind = 'council'
"""


class Migration(migrations.Migration):
    dependencies = [("governance", "0006_tasks_of_commissions_and_comments"), ("organisation", "0001_organisation")]
    operations = [
        migrations.AddField(
            model_name="meeting",
            name="publishes",
            field=models.BooleanField(default=False, verbose_name="publicerar vid kallelsen"),
        ),
        migrations.RunSQL(COUNCIL, migrations.RunSQL.noop),
    ]
