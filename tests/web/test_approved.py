"""What the public reads while a decision waits for its minutes: what the last approved one made (F-5, O-8, T-2)."""

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from styrhjul.budget.actions import draft_budget
from styrhjul.budget.models import Budget
from styrhjul.goals.actions.goals import answer_directed_goal, write_goal
from styrhjul.goals.models import GoalVersion, Share
from styrhjul.governance.actions import take_step
from styrhjul.governance.models import Decision
from styrhjul.governance.terms import Outcome
from styrhjul.organisation.models import Person
from tests.web.test_measures import browser
from tests.web.visible import visible
from tests.world import COMPLETE, World

pytestmark = pytest.mark.django_db

FIRST, CHANGED = COMPLETE["heading"], "Varje elev läser med flyt i årskurs 2"
PREPARED_ON, ADOPTED_ON = datetime.date(2026, 9, 2), datetime.date(2026, 9, 4)


def read(address: str, person: Person | None = None) -> str:
    answer = browser(person).get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def proposed(world: World) -> tuple[GoalVersion, Decision]:
    """A goal that the committee has proposed, with approved minutes, and that decision."""
    version = world.propose(world.draft_goal())
    decision = Decision.objects.about(version).get()
    world.approve(decision, world.sara)
    return version, decision


def adopted_with_change(world: World, version: GoalVersion) -> tuple[Decision, Decision]:
    """Let the board prepare the goal and the council adopt it with another heading; no minutes are approved."""
    prepared = world.decide(world.bo, world.board, PREPARED_ON, version, "160")
    changes = {"heading": CHANGED}
    how = {"outcome": Outcome.ADOPTED_WITH_CHANGE, "changes": changes}
    return prepared, world.decide(world.frida, world.council, ADOPTED_ON, version, "84", **how)


def test_o8_a_goal_stands_as_the_last_approved_minutes_left_it(world: World) -> None:
    version, proposal = proposed(world)
    page = f"/mal/{version.goal_id}/2027/"
    assert "Förslag: Skolnämnden 2026-09-01 § 58" in visible(read(page))
    prepared, adopted = adopted_with_change(world, version)
    public = [page, "/malkedja/2027/", f"/organ/{world.school.pk}/jamfor/?fran=2026&till=2027"]
    for address in public:
        assert FIRST in read(address), address
        assert CHANGED not in read(address), address
        assert CHANGED in read(address, world.emil), address
    shown = visible(read(page))
    assert "Förslag: Skolnämnden 2026-09-01 § 58" in shown
    assert "2026-09-04" not in shown, "neither the standing nor the history tells"
    assert "Fastställt: Kommunfullmäktige 2026-09-04 § 84" in visible(read(page, world.emil))
    assert FIRST in read(reverse("decision", args=[proposal.pk])), "it proposed the text that it proposed"
    assert CHANGED not in read(reverse("decision", args=[proposal.pk]))
    world.approve(prepared, world.bo)
    assert "Berett: Kommunstyrelsen 2026-09-02 § 160" in visible(read(page))
    assert CHANGED not in read(page)
    world.approve(adopted, world.frida)
    for address in public:
        assert CHANGED in read(address), address
    assert "Fastställt: Kommunfullmäktige 2026-09-04 § 84" in visible(read(page))


def test_o8_what_is_sent_back_is_a_proposal_until_the_minutes_are_approved(world: World) -> None:
    version, _ = proposed(world)
    back = world.decide(world.bo, world.board, PREPARED_ON, version, "161", Outcome.SENT_BACK, reason="Skriv om.")
    page = f"/mal/{version.goal_id}/2027/"
    assert "Förslag: Skolnämnden" in read(page)
    world.approve(back, world.bo)
    assert Client().get(page).status_code == 404, "a draft again (O-8)"


def test_o8_what_is_rejected_is_a_proposal_until_the_minutes_are_approved(world: World) -> None:
    version, _ = proposed(world)
    prepared = world.decide(world.bo, world.board, PREPARED_ON, version, "160")
    world.approve(prepared, world.bo)
    rejected = world.decide(world.frida, world.council, ADOPTED_ON, version, "84", Outcome.REJECTED)
    page = f"/mal/{version.goal_id}/2027/"
    assert "Berett: Kommunstyrelsen 2026-09-02 § 160" in visible(read(page))
    assert FIRST in read("/malkedja/2027/")
    assert browser(world.emil).get(page).status_code == 404, "it is over for those who read the decision"
    world.approve(rejected, world.frida)
    assert Client().get(page).status_code == 404
    assert FIRST not in read("/malkedja/2027/")


def test_o8_nothing_is_read_before_any_minutes_are_approved(world: World) -> None:
    version = world.propose(world.draft_goal())
    adopted_with_change(world, version)
    assert Client().get(f"/mal/{version.goal_id}/2027/").status_code == 404
    assert not GoalVersion.objects.visible_to(None).filter(pk=version.pk).exists()


def test_o8_what_waits_costs_the_public_the_same_number_of_queries_whatever_their_number(world: World) -> None:
    counted, days = [], iter(range(3, 20))
    for wave in (1, 6):
        for _ in range(wave):
            held_on = datetime.date(2026, 8, next(days))
            version = world.draft_goal(heading=f"Mål {held_on}")
            take_step(by=world.tomas, thing=version, step="hand_in", on=datetime.date(2026, 8, 1))
            world.approve(world.decide(world.sara, world.school, held_on, version, "1"), world.sara)
            world.decide(world.bo, world.board, PREPARED_ON, version, f"{held_on}")
        with CaptureQueriesContext(connection) as asked:
            found = list(GoalVersion.objects.visible_to(None).filter(first_year=2027))
        assert {one.state for one in found} == {"proposed"}
        counted.append(len(asked))
    assert counted[0] == counted[1]


def adopted_budget(world: World) -> tuple[Budget, Share]:
    """The school committee's preliminary budget for 2027, adopted with approved minutes, and its share of a goal."""
    given = world.adopted("directed", "Trygga barn", 2026, 2027)
    share = Share.objects.create(version=given, body=world.school)
    answer_directed_goal(by=world.tomas, share=share, answer="Genom läsgarantin.", follow_up="Varje vår.")
    version = take_step(by=world.tomas, thing=world.draft_goal(), step="hand_in", on=datetime.date(2026, 5, 4))
    world.draft_goal(heading="Inte färdigt")
    budget = draft_budget(by=world.tomas, body=world.school, year=2027, stage="preliminary", text="Läsning först.")
    take_step(by=world.tomas, thing=budget, step="hand_in", on=datetime.date(2026, 5, 4))
    world.approve(world.decide(world.sara, world.school, datetime.date(2026, 5, 12), version, "20"), world.sara)
    world.approve(world.decide(world.sara, world.school, datetime.date(2026, 5, 19), budget, "21"), world.sara)
    return budget, share


def test_f5_an_adopted_budget_says_for_ever_what_was_adopted(world: World) -> None:
    budget, share = adopted_budget(world)
    page = f"/budget/dokument/{budget.pk}/"
    GoalVersion.objects.filter(body=world.school).update(heading=CHANGED, purpose="Något annat.")
    share.answer = "Något helt annat."
    share.save()
    for reader in (None, world.emil, world.tomas):
        shown = read(page, reader)
        assert FIRST in shown
        assert COMPLETE["purpose"] in shown
        assert "Genom läsgarantin." in shown
        assert "Så som målen löd när budgeten antogs." in shown
        assert CHANGED not in shown
        assert "Något helt annat." not in shown
        assert "Inte färdigt" not in shown, "a draft is no part of what is handed in"


def test_o8_a_budget_does_not_tell_of_a_goal_that_the_reader_may_not_read(world: World) -> None:
    budget, _ = adopted_budget(world)
    GoalVersion.objects.filter(heading=FIRST).update(state="handed")
    page = f"/budget/dokument/{budget.pk}/"
    assert FIRST in read(page, world.emil)
    assert FIRST not in read(page)
    assert "Budgeten har inga mål än." in read(page)


def test_f5_a_draft_budget_says_what_its_goals_say_now(world: World) -> None:
    version = world.draft_goal()
    budget = draft_budget(by=world.tomas, body=world.school, year=2027, stage="preliminary", text="Läsning först.")
    page = f"/budget/dokument/{budget.pk}/"
    assert FIRST in read(page, world.tomas)
    write_goal(by=world.tomas, version=version, parent=version.parent, first_year=2027, last_year=2028, heading=CHANGED)
    assert CHANGED in read(page, world.tomas)
    assert "Så som målen löd" not in read(page, world.tomas)
