"""What is frozen as wording becomes a document that says the same (F-5, L-10)."""

import pytest

from styrhjul.budget.models import Budget, BudgetChange, PlanningConditions
from styrhjul.documents.render import render
from styrhjul.governance.documents import TREE, document_of_version, worded
from styrhjul.governance.models import FrozenVersion, Matter
from styrhjul.organisation.clock import today
from tests.documents.extract import html_text
from tests.web.access_world import furnish
from tests.world import World

pytestmark = pytest.mark.django_db


def text_of(thing: Matter) -> str:
    """What a reader finds in the last frozen version, as a page."""
    version = FrozenVersion.objects.of(thing).last()
    assert version is not None
    return " ".join(html_text(render(document_of_version(version), "html")).split())


def test_l10_every_frozen_version_becomes_a_document_that_says_what_was_frozen(world: World) -> None:
    furnish(world)
    kinds = set()
    for version in FrozenVersion.objects.select_related("content_type"):
        document = document_of_version(version)
        assert document.title
        assert document.blocks
        assert render(document, "docx")
        kinds.add(version.content_type.model)
    assert {"goalversion", "plan", "budget", "budgetchange", "planningconditions", "report", "remedyplan"} <= kinds


def test_l10_a_frozen_budget_tells_its_amounts_and_a_change_its_lines(world: World) -> None:
    furnish(world)
    whole = Budget.objects.get(body=None, state="adopted")
    told = text_of(whole)
    assert f"Kommunens budget {whole.year}" in told
    assert "Driftbudget, tkr" in told
    assert "Summa" in told
    change = BudgetChange.objects.filter(state="adopted").first()
    assert change is not None
    assert change.reason in text_of(change)
    conditions = PlanningConditions.objects.filter(state="adopted").first()
    assert conditions is not None
    assert conditions.external_analysis in text_of(conditions)


def test_l10_a_frozen_document_is_dated_the_day_of_its_decision_and_cites_it_held_together(world: World) -> None:
    furnish(world)
    for kind in (Budget, BudgetChange, PlanningConditions):
        thing = kind.objects.filter(state="adopted").first()
        assert thing is not None
        version = FrozenVersion.objects.of(thing).last()
        assert version is not None
        made = document_of_version(version)
        assert made.date == version.frozen_on.isoformat()
        assert made.date in made.standing
        assert "§\N{NO-BREAK SPACE}" in made.standing
    draft = BudgetChange.objects.first()
    assert draft is not None
    assert worded(draft, "", []).date == today().isoformat()


def test_l10_a_frozen_goal_tells_its_texts_and_targets(world: World) -> None:
    version = world.draft_goal()
    world.follow(version, world.measure(), y2027=95)
    world.propose(version)
    told = text_of(version)
    assert "Vad som krävs för att målet ska vara uppnått" in told
    assert "Minst 95 procent når kravnivån" in told
    assert "Läser med flyt 2027 Nivå 95" in told
    assert "Förslag, version 2: Skolnämnden 2026-09-01 § 58" in told


def test_l10_wording_frozen_before_trees_were_kept_beside_it_still_becomes_a_document(world: World) -> None:
    version = world.propose(world.draft_goal())
    last = FrozenVersion.objects.of(version).last()
    bare = {name: value for name, value in last.content.items() if name != TREE}
    last.pk, last.number, last.content = None, last.number + 1, bare
    last.save(force_insert=True)
    told = text_of(version)
    assert version.heading in told
    assert "Förslag, version 3: Skolnämnden 2026-09-01 § 58" in told
