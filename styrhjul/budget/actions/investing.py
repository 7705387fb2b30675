"""Write investment projects, and the budget's investments by project and year (B-2, O-6)."""

from collections.abc import Mapping

from django.db import transaction

from styrhjul.budget.actions.drafting import lock_draft
from styrhjul.budget.actions.ledger import map_anew
from styrhjul.budget.models import AppropriationArea, Budget, InvestmentLine, LedgerRow, Project
from styrhjul.budget.terms import AreaKind
from styrhjul.governance.actions import locked, require
from styrhjul.governance.workflow import Refused
from styrhjul.organisation.actions import record
from styrhjul.organisation.models import Body, Person, rights_of
from styrhjul.organisation.terms import BodyKind


def can_write_projects(user: object, area: AppropriationArea) -> bool:
    """Tell whether the user writes the area's projects: those who draft for its body, and the board's for all (O-6).

    The board prepares the whole; the audit's budget is the council's presidium's own (B-2).
    """
    drafts_for = rights_of(user).drafts_for
    if area.body_id in drafts_for or area.kind == AreaKind.AUDIT:
        return area.body_id in drafts_for
    return Body.objects.filter(kind=BodyKind.BOARD, to_on=None, pk__in=drafts_for).exists()


@transaction.atomic
def write_project(
    *, by: Person | None, area: AppropriationArea, project: Project | None = None, **fields: object
) -> Project:
    """Return the investment project, new or changed (B-2).

    With another code in the ledger, what is booked there follows. Raises Refused for those who do not write it, for a
    code that is taken, and for a last year before the first.
    """
    require(by is None or can_write_projects(by, area), f"Du skriver inte projekt för {area}.")
    project = locked(project) if project else Project()
    before = project.code
    project.area = area
    for name, value in fields.items():
        setattr(project, name, value)
    if project.last_year is not None and project.last_year < project.first_year:
        told = f"Projektet börjar {project.first_year} och kan inte sluta före det."
        raise Refused(told, "B-2", {"last_year": told})
    taken = Project.objects.filter(code=project.code).exclude(pk=project.pk).exclude(code="")
    if taken.exists():
        raise Refused("Projektkoden finns redan.", "B-2", {"code": f"Koden hör till {taken.get()}."})
    is_moved = project.pk is not None and project.code != before
    project.save()
    if is_moved:
        LedgerRow.objects.filter(project=project).update(project=None)
        map_anew()
    record(by=by, verb="write_project", on=project, sentence=f"Skrev projektet {project.name}.")
    return project


@transaction.atomic
def write_investments(*, by: Person | None, budget: Budget, amounts: Mapping[tuple[int, int], int]) -> Budget:
    """Return the draft with its investments, in kronor by project and year (B-2)."""
    budget = lock_draft(budget, by)
    projects = {project.pk for project in Project.objects.filter(area__in=budget.areas())}
    for (project_id, year), amount in amounts.items():
        require(project_id in projects and year in budget.years, "Projektet eller året hör inte till budgeten.", "B-2")
        InvestmentLine.objects.update_or_create(
            budget=budget, project_id=project_id, year=year, defaults={"amount": amount}
        )
    record(by=by, verb="write_investments", on=budget, sentence="Ändrade investeringarna.")
    return budget
