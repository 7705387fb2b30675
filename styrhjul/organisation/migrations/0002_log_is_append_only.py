"""The log can only grow: the database refuses to change, delete or empty it."""

from django.db import migrations

FORWARD = """
create function organisation_logentry_refuse() returns trigger language plpgsql as $$
begin
  raise exception 'the log is append-only (%)', tg_op using errcode = 'integrity_constraint_violation';
end $$;
create trigger append_only before update or delete on organisation_logentry
  for each statement execute function organisation_logentry_refuse();
create trigger no_truncate before truncate on organisation_logentry for each statement
  when (current_setting('styrhjul.tests', true) is distinct from 'on') execute function organisation_logentry_refuse();
"""

BACKWARD = """
drop trigger no_truncate on organisation_logentry;
drop trigger append_only on organisation_logentry;
drop function organisation_logentry_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("organisation", "0001_organisation")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
