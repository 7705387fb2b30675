"""What a plan says on its own, what it takes along from last year's, and how it is frozen (F-5, G-9, P-1, P-3)."""

import datetime
from typing import Any

import pytest

from styrhjul.documents.content import Section, Table
from styrhjul.goals.actions import carrying, plans, sharing
from styrhjul.goals.actions.goals import write_goal
from styrhjul.goals.documents import build, document_of, frozen_of, money_of
from styrhjul.goals.models import Activity, GoalVersion, Plan
from styrhjul.goals.terms import Level
from styrhjul.governance.workflow import Refused
from tests.budget.money import lay_out
from tests.goals.test_plans import operational
from tests.world import World

pytestmark = pytest.mark.django_db
LAW = {"kind": "law", "what": "Skollagen 10 kap. 2 §", "meaning": "Fler ska få stöd i läsning."}


def adopted(world: World) -> Plan:
    """The school administration's plan for 2026 with a goal and a law of its own, heard and adopted."""
    plan = operational(world)
    plans.write_plan(by=world.tomas, plan=plan, resources="En ny skola.", staff=412)
    carrying.add_condition(by=world.tomas, plan=plan, **LAW)
    own = carrying.draft_own_goal(by=world.tomas, plan=plan, heading="Färre vikarier", text="Hälften så många.")
    world.follow(own, world.measure("Vikarier"), y2026=20)
    plans.hand_in_plan(by=world.tomas, plan=plan)
    plans.hear(by=world.sara, plan=plan, body=world.school, heard_on=datetime.date(2026, 9, 1), remarks="Bra.")
    return plans.adopt_plan(by=world.tomas, plan=plan)


def texts(node: Any) -> str:
    """All that the document says, in one string."""
    return repr(node)


def test_p1_a_plan_is_built_as_a_document_with_all_its_parts(world: World) -> None:
    document = build(adopted(world))
    chapters = [block for block in document.blocks if isinstance(block, Section)]
    titles = [part.title for chapter in chapters for part in chapter.blocks if isinstance(part, Section)]
    assert titles == [
        "Årets inriktning", "Nationella mål, lagar och andra förutsättningar", "Resurser",
        "Mål som planen ska uppfylla", "Egna mål", "Aktiviteter", "Hörande och fastställande",
    ]  # fmt: skip
    said = texts(document)
    for word in ("Trygga elever", "Färre vikarier", "Vikarier", "412,0 årsarbetare", "Skollagen 10 kap. 2 §", "Bra."):
        assert word in said
    assert document.standing == "Fastställd 2026-09-14 av Tomas Ekelund"


def test_p1_the_money_comes_from_the_budget_that_the_council_adopted(world: World) -> None:
    purse = lay_out(world)
    plan = operational(world)
    assert not money_of(plan).rows
    purse.adopted_whole(2026, school=60_000_000, adult=5_000_000, care=9_000_000)
    money = money_of(plan)
    assert list(money.rows) == [("Grundskola", 60_000_000), ("Vuxenutbildning", 5_000_000)]
    assert "fastställd av kommunfullmäktige" in money.source
    chapter = next(block for block in build(plan).blocks if isinstance(block, Section))
    means = next(part for part in chapter.blocks if isinstance(part, Section) and part.id == "resurser")
    table = next(block for block in means.blocks if isinstance(block, Table))
    assert texts(table.rows[-1]).count("65000") == 1, "the sum, in thousands"
    assert not money_of(plans.draft_plan(by=world.asa, unit=world.compulsory, year=2026)).rows


def test_f5_an_adopted_plan_says_what_was_adopted(world: World) -> None:
    plan = adopted(world)
    before = document_of(plan)
    activity = plan.activities.get()
    Activity.objects.filter(pk=activity.pk).update(what="Något helt annat")
    Plan.objects.filter(pk=plan.pk).update(focus="En annan inriktning.")
    plan.refresh_from_db()
    assert document_of(plan) == before
    frozen = frozen_of(plan)
    assert frozen is not None
    assert frozen.step == "adopt"


def test_t2_the_document_of_an_operational_plan_names_no_employee(world: World) -> None:
    plan = operational(world)
    Activity.objects.filter(plan=plan).update(responsible=world.emil, responsible_unit=None)
    assert "Emil Ros" not in texts(build(plan))
    of_unit = plans.draft_plan(by=world.mikaela, unit=world.beach_school, year=2026)
    plans.add_activity(by=world.mikaela, plan=of_unit, what="Läshörna", responsible=world.emil)
    assert "Emil Ros" in texts(build(of_unit))


def test_g9_a_head_writes_own_goals_by_the_kind_of_the_unit_while_the_plan_is_a_draft(world: World) -> None:
    plan = operational(world)
    own = carrying.draft_own_goal(by=world.tomas, plan=plan, heading="Färre vikarier")
    of_department = plans.draft_plan(by=world.asa, unit=world.compulsory, year=2026)
    theirs = carrying.draft_own_goal(by=world.asa, plan=of_department, heading="Läsning varje dag", parent=own.goal)
    assert (own.level, theirs.level) == (Level.OPERATIONAL, Level.DEPARTMENT)
    assert (own.first_year, own.last_year, own.unit) == (2026, 2026, world.school_administration)
    for person in (world.emil, world.vera, world.per, world.sara):
        with pytest.raises(Refused):
            carrying.draft_own_goal(by=person, plan=plan, heading="Fel")
    plans.hand_in_plan(by=world.tomas, plan=plan)
    own = GoalVersion.objects.get(pk=own.pk)
    with pytest.raises(Refused, match="lämnat"):
        write_goal(by=world.tomas, version=own, first_year=2026, last_year=2026, heading="Annat")
    with pytest.raises(Refused, match="utkast"):
        carrying.drop_own_goal(by=world.tomas, version=own)


def test_g9_an_own_goal_that_activities_serve_is_not_taken_out(world: World) -> None:
    plan = operational(world)
    own = carrying.draft_own_goal(by=world.tomas, plan=plan, heading="Färre vikarier")
    activity = plans.add_activity(by=world.tomas, plan=plan, what="Poolen", goal=own.goal)
    with pytest.raises(Refused, match="aktiviteter för"):
        carrying.drop_own_goal(by=world.tomas, version=own)
    plans.drop_activity(by=world.tomas, activity=activity)
    carrying.drop_own_goal(by=world.tomas, version=own)
    assert not plan.goal_versions.exists()


def test_p1_what_was_not_finished_is_carried_along_by_choice(world: World) -> None:
    earlier = adopted(world)
    kept, own = earlier.activities.get(), earlier.goal_versions.get()
    plan = plans.draft_plan(by=world.tomas, unit=world.school_administration, year=2027, focus="Nytt.")
    chosen = {"texts": ["focus", "resources"], "conditions": list(earlier.demands.all()), "goals": [own]}
    for _ in range(2):  # choosing twice carries once
        plan = carrying.carry_from_last_year(by=world.tomas, plan=plan, activities=[kept], **chosen)
    assert (plan.focus, plan.resources, plan.demands.get().what) == ("Nytt.", "En ny skola.", LAW["what"])
    goal = plan.goal_versions.get()
    assert (goal.goal, goal.first_year, goal.state) == (own.goal, 2027, "draft")
    assert goal.goal_measures.get().measure.name == "Vikarier"
    carried = plan.activities.get()
    assert (carried.carried_from, carried.what, carried.status, carried.due_on) == (kept, "Läsgaranti", "todo", None)
    assert (carried.goal, carried.mandate_text) == (None, "Målet 2026: Trygga elever"), "the goal ended with the year"


def test_p3_a_carried_activity_stays_shared_from_the_one_that_was_carried_above(world: World) -> None:
    above = operational(world)
    theirs = sharing.share_out(by=world.tomas, activity=above.activities.get(), unit=world.compulsory)
    plan = plans.draft_plan(by=world.tomas, unit=world.school_administration, year=2027)
    carrying.carry_from_last_year(by=world.tomas, plan=plan, activities=[above.activities.get()])
    below = plans.draft_plan(by=world.asa, unit=world.compulsory, year=2027)
    carrying.carry_from_last_year(by=world.asa, plan=below, activities=[theirs])
    assert below.activities.get().shared_from == plan.activities.get()


def test_p1_only_last_years_own_plan_is_carried_from_and_only_into_a_draft(world: World) -> None:
    earlier = adopted(world)
    plan = plans.draft_plan(by=world.tomas, unit=world.school_administration, year=2027)
    strange = plans.draft_plan(by=world.vera, unit=world.care_administration, year=2026)
    theirs = plans.add_activity(by=world.vera, plan=strange, what="Annat")
    with pytest.raises(Refused, match="förra årets plan"):
        carrying.carry_from_last_year(by=world.tomas, plan=plan, activities=[theirs])
    with pytest.raises(Refused, match="minst en sak"):
        carrying.carry_from_last_year(by=world.tomas, plan=plan)
    with pytest.raises(Refused, match="utkast"):
        carrying.carry_from_last_year(by=world.vera, plan=plan, texts=["focus"])
    plans.hand_in_plan(by=world.tomas, plan=plan)
    with pytest.raises(Refused, match="utkast"):
        carrying.carry_from_last_year(by=world.tomas, plan=plan, activities=list(earlier.activities.all()))
