"""Outcomes can only be added: a correction is a new row, and the earlier value stays (M-6)."""

from django.db import migrations

FORWARD = """
create function goals_outcome_refuse() returns trigger language plpgsql as $$
begin
  raise exception 'outcomes are append-only (%)', tg_op using errcode = 'integrity_constraint_violation';
end $$;
create trigger append_only before update or delete on goals_outcome
  for each statement execute function goals_outcome_refuse();
"""

BACKWARD = """
drop trigger append_only on goals_outcome;
drop function goals_outcome_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("goals", "0001_goal_chain")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
