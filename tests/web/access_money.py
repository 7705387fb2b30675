"""Sjöstad's money in every state that decides who reads it: what the table of access walks through."""

import datetime
import io
from decimal import Decimal
from typing import Any

from styrhjul.budget import actions
from styrhjul.budget.actions import Move
from styrhjul.budget.models import Batch, BudgetChange
from styrhjul.budget.terms import ChangeKind, Stage
from styrhjul.followup.actions import hand_in_plan, write_plan
from styrhjul.followup.actions.remedy_plans import owe_plan
from styrhjul.followup.models import RemedyPlan, Report
from styrhjul.goals.actions.measures import describe_measure
from styrhjul.goals.terms import MeasureKind
from styrhjul.governance.actions import take_step
from styrhjul.integrations.bookings import Scope, preview
from tests.budget.money import Purse, lay_out
from tests.world import World


def furnish(world: World, args: dict[str, tuple[Any, ...]]) -> None:
    """Set up the areas, a project, and budgets, conditions and changes as drafts and in public."""
    purse = lay_out(world)
    project = actions.write_project(by=None, area=purse.school, name="Ny skola", first_year=2026, total_budget=10)
    whole = actions.draft_budget(
        by=world.karin, body=None, year=2027, stage=Stage.MUNICIPAL, text="Noshörningsbudgeten."
    )
    pupils = describe_measure(by=None, name="Elever", body=world.school, kind=MeasureKind.VOLUME)
    args |= {
        "succession": (
            actions.succeed(by=None, area=purse.school, shares={purse.adult: Decimal("0.1")}, from_year=2031)[0].pk,
        ),
        "area measure": (actions.tie_measure(by=None, area=purse.school, measure=pupils).pk,),
        "area": (purse.school.pk,),
        "project": (project.pk,),
        "whole draft budget": (whole.pk,),
        "adopted whole budget": (purse.adopted_whole(2025, school=1).pk,),
        "months of the school": (world.school.pk, 2029),
        "school in 2029": (2029, world.school.pk, "preliminary"),
        "school in 2026": (2026, world.school.pk),
        "year of a new budget": (2029,),
        "school's money": (2026, world.school.pk),
        "area's money": (2026, purse.school.pk),
    }
    _ledger(world, args, purse)
    _conditions(world, args)
    _changes(
        world, args, [Move(purse.school.pk, purse.lower.pk, cost=-1), Move(purse.school.pk, purse.upper.pk, cost=1)]
    )


def _ledger(world: World, args: dict[str, tuple[Any, ...]], purse: Purse) -> None:
    """An import that counts, one that is only previewed, and the mapping."""
    by, head = world.conny, b"Verksamhet;Konto;Period;Belopp\n"
    account = actions.map_account(by=by, prefix="5", line="staff")
    place = actions.map_place(by=by, responsibility="", activity_code="44", area=purse.school)
    columns = {"account": "Konto", "period": "Period", "amount": "Belopp"}
    profile = actions.save_profile(by=by, name="Huvudboken", settings={"columns": columns})

    def read_in(name: str) -> Batch:
        file = io.BytesIO(head + b"4401;5010;202601;100,00\n")
        return preview(by=by, file=file, name=name, scope=Scope(2026, 1, 1))

    batch = actions.confirm_batch(by=by, batch=read_in("januari.csv"))
    args |= {
        "batch": (batch.pk,),
        "staged batch": (read_in("igen.csv").pk,),
        "account rule": (account.pk,),
        "place rule": (place.pk,),
        "import profile": (profile.pk,),
    }


def _conditions(world: World, args: dict[str, tuple[Any, ...]]) -> None:
    """Planning conditions as a draft, and decided with approved minutes."""
    draft, public = (actions.draft_conditions(by=world.karin, year=year) for year in (2028, 2026))
    for one, text in ((draft, "Noshörningsramen."), (public, "Öppna ramen.")):
        actions.write_conditions(by=world.karin, conditions=one, external_analysis=text, instructions="", frames={})
    held_on = datetime.date(2026, 4, 14)
    take_step(by=world.karin, thing=public, step="hand_in", on=held_on)
    world.approve(world.decide(world.bo, world.board, held_on, public, "30"), world.bo)
    args |= {"draft conditions": (draft.pk,), "public conditions": (public.pk,)}


def _changes(world: World, args: dict[str, tuple[Any, ...]], moves: list[Move]) -> None:
    """A transfer of the school committee as a draft, and decided with approved minutes."""

    def change(heading: str) -> BudgetChange:
        return actions.write_change(
            by=world.tomas, year=2026, kind=ChangeKind.TRANSFER, body=world.school, heading=heading,
            reason="Fler elever.", financing="", moves=moves,
        )  # fmt: skip

    draft, public = change("Zebraändringen"), change("Öppna ändringen")
    held_on = datetime.date(2026, 5, 26)
    take_step(by=world.tomas, thing=public, step="hand_in", on=held_on)
    world.approve(world.decide(world.sara, world.school, held_on, public, "31"), world.sara)
    args |= {"draft change": (draft.pk,), "public change": (public.pk,)}


def furnish_plans(world: World, args: dict[str, tuple[Any, ...]], school: Report, care: Report) -> None:
    """The remedy plan that the school committee owes after its report, and the care committee's, handed in."""
    owed, handed = _owed(school), _owed(care)
    areas = handed.report.area_forecasts.values_list("area", flat=True)
    write_plan(
        by=world.vera, plan=handed, edition=0, text="Giraffplanen är klar.", remedies=[],
        net_costs=dict.fromkeys(areas, 0),
    )  # fmt: skip
    hand_in_plan(by=world.vera, plan=handed, held_on=datetime.date(2026, 10, 20))
    owed.text = "Zebraåtgärden är ett utkast."
    owed.save(update_fields=["text"])
    args |= {"owed plan": (owed.pk,), "handed remedy plan": (handed.pk,)}


def _owed(report: Report) -> RemedyPlan:
    """The plan that a forecast deficit in the decided report makes its committee owe."""
    report.refresh_from_db()
    report.area_forecasts.update(net_cost=5_000_000)
    plan = owe_plan(report)
    assert plan is not None
    return plan
