"""Public pages about Styrhjul itself, and about how the municipality is governed."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from styrhjul.goals.terms import Level
from styrhjul.governance.models import GovernanceModel
from styrhjul.organisation.clock import today


@login_not_required
def about(request: HttpRequest) -> HttpResponse:
    """Show what Styrhjul is, where its figures come from and what is open about it."""
    return render(request, "about/about.html")


@login_not_required
def accessibility(request: HttpRequest) -> HttpResponse:
    """Show the accessibility statement that a Swedish authority's site must have."""
    return render(request, "about/accessibility.html")


@login_not_required
def governance(request: HttpRequest) -> HttpResponse:
    """Show the year's governance model to all: principles of trust, levels with their limits, and scale (T-5, U-1)."""
    year = today().year
    settings = GovernanceModel.objects.settings_for(year)
    most = {
        Level.OVERALL: settings.most_overall_goals,
        Level.FINANCIAL: settings.most_financial_goals,
        Level.DIRECTED: settings.most_directed_goals,
        Level.COMMITTEE: settings.most_committee_goals,
    }
    levels = [(settings.level_names.get(level, level.label), most.get(level)) for level in Level]
    context = {"model": GovernanceModel.objects.in_force(year).first(), "settings": settings, "levels": levels}
    return render(request, "about/governance.html", context | {"year": year})
