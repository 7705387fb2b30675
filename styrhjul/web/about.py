"""Public pages about Styrhjul itself."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


@login_not_required
def about(request: HttpRequest) -> HttpResponse:
    """Show what Styrhjul is, where its figures come from and what is open about it."""
    return render(request, "about/about.html")


@login_not_required
def accessibility(request: HttpRequest) -> HttpResponse:
    """Show the accessibility statement that a Swedish authority's site must have."""
    return render(request, "about/accessibility.html")
