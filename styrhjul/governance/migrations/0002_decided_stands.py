"""What is decided stands: frozen versions never change, nor do decisions once the minutes are approved (D-5, F-5)."""

from django.db import migrations

FORWARD = """
create function governance_frozen_refuse() returns trigger language plpgsql as $$
begin
  raise exception 'a frozen version never changes (%)', tg_op using errcode = 'integrity_constraint_violation';
end $$;
create trigger frozen before update or delete on governance_frozenversion
  for each statement execute function governance_frozen_refuse();
create trigger frozen before update or delete on governance_frozendocument
  for each statement execute function governance_frozen_refuse();

create function governance_decision_refuse() returns trigger language plpgsql as $$
begin
  if exists (select 1 from governance_meeting m where m.id = old.meeting_id and m.minutes_approved_on is not null)
     and old.recorded_on is not null then
    raise exception 'the minutes are approved (%)', tg_op using errcode = 'integrity_constraint_violation';
  end if;
  return case tg_op when 'DELETE' then old else new end;
end $$;
create trigger minutes_stand before update or delete on governance_decision
  for each row execute function governance_decision_refuse();

create function governance_decisionline_refuse() returns trigger language plpgsql as $$
begin
  if exists (
    select 1 from governance_decision d join governance_meeting m on m.id = d.meeting_id
    where d.id = old.decision_id and m.minutes_approved_on is not null and d.recorded_on is not null
  ) then
    raise exception 'the minutes are approved (%)', tg_op using errcode = 'integrity_constraint_violation';
  end if;
  return case tg_op when 'DELETE' then old else new end;
end $$;
create trigger minutes_stand before update or delete on governance_decisionline
  for each row execute function governance_decisionline_refuse();
"""

BACKWARD = """
drop trigger minutes_stand on governance_decisionline;
drop function governance_decisionline_refuse();
drop trigger minutes_stand on governance_decision;
drop function governance_decision_refuse();
drop trigger frozen on governance_frozendocument;
drop trigger frozen on governance_frozenversion;
drop function governance_frozen_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("governance", "0001_governance")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
