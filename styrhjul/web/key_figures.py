"""Which measures of financial goals the municipality's budget fills (B-4, G-5, M-3)."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path

from styrhjul.budget import actions
from styrhjul.budget.models import Budget, ComputedMeasure
from styrhjul.budget.terms import KeyFigure
from styrhjul.goals.models import Measure
from styrhjul.goals.terms import Level, Nature
from styrhjul.web.acting import attempt, show_form
from styrhjul.web.drafting import person_of
from styrhjul.web.ledger import controllers_only


class KeyFigureForm(forms.Form):
    """The measure that each key figure of the budget fills; none where it fills no measure."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Lay in a field for each key figure, with the measures that financial goals are followed with."""
        super().__init__(*args, **kwargs)
        of_financial = Measure.objects.filter(
            goal_measures__version__goal__level=Level.FINANCIAL, nature=Nature.QUANTITATIVE
        ).distinct()
        for value, label in KeyFigure.choices:
            self.fields[value] = forms.ModelChoiceField(
                label=label, queryset=of_financial, required=False, empty_label="Fyller inget mått"
            )


def key_figures(request: HttpRequest, budget_id: int) -> HttpResponse:
    """Choose the measures that the key figures fill, and fill them from the adopted budget (B-4, M-3)."""
    controllers_only(request)
    found = get_object_or_404(Budget.objects.visible_to(request.user), pk=budget_id)
    if found.body_id is not None or found.state != "adopted":
        raise PermissionDenied
    now = dict(ComputedMeasure.objects.values_list("figure", "measure"))
    form = KeyFigureForm(request.POST or None, initial=now)
    if form.is_valid():
        by, chosen = person_of(request), form.cleaned_data
        count = attempt(form, lambda: actions.choose_measures(by=by, budget=found, measures=chosen))
        if count is not None:
            messages.success(request, f"Sparat. Budgeten gav {count} nya värden." if count else "Sparat.")
            return redirect("budget", budget_id=found.pk)
    return show_form(request, "budget/key_figures.html", {"budget": found, "year": found.year}, form)


urlpatterns = [path("budget/dokument/<int:budget_id>/nyckeltal/", key_figures, name="budget_key_figures")]
