"""A budget as a document to hand out: PDF, Word and Excel of what the reader may read (B-1, F-5, F-9)."""

from dataclasses import replace

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path

from styrhjul.budget.documents import budget_document
from styrhjul.budget.models import Budget
from styrhjul.documents.content import Document
from styrhjul.governance.documents import standing_of, version_to_read
from styrhjul.web.budget_facts import content_of, goals_read_in
from styrhjul.web.printing import give_file


@login_not_required
def budget_file(request: HttpRequest, budget_id: int, file_format: str) -> HttpResponse:
    """Give the budget as a file: the frozen one to those who may read all its goals, else what they may read (O-8)."""
    found = get_object_or_404(Budget.objects.visible_to(request.user).select_related("body"), pk=budget_id)
    frozen, content = version_to_read(found, request.user), content_of(found, request.user)
    goals = goals_read_in(found, content, request.user)

    def build() -> Document:
        made = budget_document(found, {**content, "goals": goals})
        day = frozen.frozen_on.isoformat() if frozen else made.date  # a draft is dated when it is taken out
        return replace(made, standing=standing_of(found), date=day)

    reads_all = len(goals) == len(content.get("goals", ()))
    mark = "utkast" if frozen is None else "utdrag"
    return give_file(found, file_format, frozen if reads_all else None, build, mark)


urlpatterns = [path("budget/dokument/<int:budget_id>/fil/<str:file_format>/", budget_file, name="budget_file")]
