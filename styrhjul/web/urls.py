"""The addresses of the pages: Swedish paths, English names."""

from django.urls import path

from styrhjul.web import (
    about,
    administering,
    chain,
    comparing,
    decisions,
    drafting,
    findings,
    goals,
    keeping,
    measures,
    meetings,
    mine,
    organisation,
    plans,
    reports,
    rounds,
    start,
    trail,
    writing,
)

urlpatterns = [
    *start.urlpatterns,
    *chain.urlpatterns,
    *drafting.urlpatterns,
    *comparing.urlpatterns,
    *goals.urlpatterns,
    *measures.urlpatterns,
    *plans.urlpatterns,
    *rounds.urlpatterns,
    *reports.urlpatterns,
    *writing.urlpatterns,
    *keeping.urlpatterns,
    *meetings.urlpatterns,
    *decisions.urlpatterns,
    *mine.urlpatterns,
    *administering.urlpatterns,
    *organisation.urlpatterns,
    *findings.urlpatterns,
    *trail.urlpatterns,
    path("om/", about.about, name="about"),
    path("tillganglighet/", about.accessibility, name="accessibility"),
]
