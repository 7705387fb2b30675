"""A report: read, downloaded, handed in, commented by the board; with its decisions and versions (F-4, F-5, F-9)."""

from typing import Any, NamedTuple

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_POST
from markupsafe import Markup

from styrhjul.documents.clean import cleaned
from styrhjul.documents.content import Section
from styrhjul.documents.html import Page
from styrhjul.followup import actions, rules
from styrhjul.followup.completeness import missing_in
from styrhjul.followup.documents import build, document_of
from styrhjul.followup.forecasts import owes_remedies
from styrhjul.followup.models import RemedyPlan, Report
from styrhjul.governance.documents import version_to_read
from styrhjul.governance.models import Decision, DecisionLine, FrozenVersion
from styrhjul.governance.workflow import may_take
from styrhjul.organisation.models import Person, rights_of
from styrhjul.organisation.once import one_reading
from styrhjul.web.acting import attempt, show_form
from styrhjul.web.audit_statements import audit_of
from styrhjul.web.kept import kept
from styrhjul.web.printing import FILES, give_file, version_asked
from styrhjul.web.report_forms import CommentOnForm, HandInReportForm
from styrhjul.web.trail import form_of, trail_of

#: What a frozen version came of, in words.
STEPS = {
    "hand_in": "lämnad", "decide": "beslutad", "prepare": "överlämnad till fullmäktige", "adopt": "beslutad",
    "send_back": "återremitterad", "load": "inläst",
}  # fmt: skip


class Read(NamedTuple):
    """What is read of a report: its head, its contents (heading and place), and the text as HTML."""

    title: str
    subtitle: str
    author: str
    standing: str
    chapters: tuple[tuple[str, str], ...]
    html: str


def _report(request: HttpRequest, report_id: int) -> Report:
    found = Report.objects.visible_to(request.user).select_related("round", "body")
    return get_object_or_404(found, pk=report_id)


@login_not_required
def report(request: HttpRequest, report_id: int) -> HttpResponse:
    """Show a report to read, as it stands or as it was decided; what the page says is what the files say (F-5, F-9)."""
    with one_reading():
        return _shown(request, _report(request, report_id))


def _shown(request: HttpRequest, found: Report) -> HttpResponse:
    """Return the report's page."""
    user = request.user
    read = kept(request, "report", found.pk, user.is_authenticated, make=lambda: _read(found, user))
    context = {
        "report": found, "round": found.round, "year": found.round.year, "read": read,
        "html": Markup(read.html), "files": FILES, # noqa: S704 - ours
        "is_decided": found.state in rules.DECIDED and not read.standing.startswith("Förslag"),
        "owner": read.subtitle if found.body_id else "Hela kommunen",
        "versions": _versions(request, found), "later": _later(found, request.user),
        "plan": RemedyPlan.objects.visible_to(request.user).filter(report=found).select_related("body").first(),
        "decisions": list(_decisions(request, found)), "waiting": _waiting(request, found), **_doing(request, found),
        "audit": audit_of(request, found), "trail": trail_of(found, request), **form_of(found, request),
    }  # fmt: skip
    return render(request, "followup/report.html", context)


def _read(found: Report, user: object) -> Read:
    """Return the report to read; the same for everybody signed in who may read it, and for all strangers (L-6)."""
    document = cleaned(document_of(found, user))
    chapters = tuple((block.title, block.id) for block in document.blocks if isinstance(block, Section) and block.id)
    html = Page(f"r{found.pk}-").blocks(document.blocks, 1)
    return Read(document.title, document.subtitle, document.author, document.standing, chapters, html)


def _decisions(request: HttpRequest, found: Report) -> Any:
    decisions = Decision.objects.about(found).visible_to(request.user)
    return decisions.select_related("meeting__body").prefetch_related("meeting__body__names")


def _waiting(request: HttpRequest, found: Report) -> list[Decision]:
    """Return the matters on coming agendas where the report waits for a decision; for those signed in (D-8)."""
    if not request.user.is_authenticated:
        return []
    lines = DecisionLine.objects.waiting(found)
    waiting = Decision.objects.filter(lines__in=lines).select_related("meeting__body").order_by("meeting__held_on")
    return list(waiting.prefetch_related("meeting__body__names"))


def _versions(request: HttpRequest, found: Report) -> list[tuple[FrozenVersion, str]]:
    """Return the numbered versions with what each came of; for those signed in (O-8)."""
    if not request.user.is_authenticated:
        return []
    listed = FrozenVersion.objects.of(found).defer("content")
    return [(version, STEPS.get(version.step, version.step)) for version in listed]


def _later(found: Report, user: object) -> list[Report]:
    """Return the committees' reports that were decided after the municipality's was handed in (F-4)."""
    if found.body_id is not None or found.state in rules.UNFINISHED:
        return []
    handed = FrozenVersion.objects.of(found).filter(step="hand_in").values_list("pk", flat=True).last()
    kind = ContentType.objects.get_for_model(Report)
    after = FrozenVersion.objects.filter(content_type=kind, step="decide", pk__gt=handed or 0).values("object_id")
    decided = Report.objects.visible_to(user).filter(round=found.round_id, body__isnull=False, pk__in=after)
    return list(decided.select_related("round", "body"))


def _doing(request: HttpRequest, found: Report) -> dict[str, Any]:
    """Return what the person can do with the report: hand it in, write its parts, comment a committee (F-4)."""
    leads = actions.can_lead(request.user, found) and found.state in rules.UNFINISHED
    return {
        "hand_in": _hand_in_label(request.user, found),
        "missing": len(missing_in(found)) if leads else 0,
        "parts": list(found.parts.select_related("version", "about", "area")) if leads else [],
        "accounts": leads and actions.can_write_accounts(request.user, found),
        "remedies": leads and actions.can_write_remedies(request.user, found) and _needs_remedies(found),
        "comment_on": CommentOnForm(report=found) if leads and found.body_id is None else None,
    }


def _needs_remedies(found: Report) -> bool:
    """Tell whether the forecast asks for remedies, or some are written already (F-2)."""
    return owes_remedies(found) or found.remedies.exists()


def _hand_in_label(user: object, found: Report) -> str:
    """Return what the button for handing in says, or an empty text for those who do not hand in (O-6)."""
    for step in found.workflow.open_steps(found.state):
        if step.name == "hand_in" and may_take(step, rights_of(user), found.places):
            return step.label
    return ""


@login_not_required
def report_file(request: HttpRequest, report_id: int, file_format: str) -> HttpResponse:
    """Give the report as a file: a frozen version as it was kept, a draft as it stands (F-5, F-9)."""
    found = _report(request, report_id)
    version = version_asked(request, found)
    if version is None and found.state not in rules.UNFINISHED:
        version = version_to_read(found, request.user)
    return give_file(found, file_format, version, lambda: build(found))


def hand_in_report(request: HttpRequest, report_id: int) -> HttpResponse:
    """Hand the report to its body: which meeting, and why although something is missing (F-4, X-4)."""
    found = _report(request, report_id)
    label = _hand_in_label(request.user, found)
    if not label:
        raise PermissionDenied
    assert isinstance(request.user, Person)
    person = request.user
    missing = missing_in(found)
    form = HandInReportForm(request.POST or None, report=found, lacks=bool(missing))
    if form.is_valid():
        made = attempt(form, lambda: actions.hand_in_report(by=person, report=found, **form.cleaned_data))
        if made is not None:
            messages.success(request, f"{found.round.name} är lämnad till {found.owner}.")
            return redirect("report", report_id=found.pk)
    base, beside = reverse("part", args=[0]), _beside(person, found)
    listed = [
        (one.heading, one.what, base.replace("/0/", f"/{one.part_id}/") if one.part_id else beside) for one in missing
    ]
    context = {"report": found, "year": found.round.year, "label": label, "missing": listed}
    return show_form(request, "followup/hand_in.html", context, form)


def _beside(person: Person, found: Report) -> str:
    """Return where what belongs to no part is mended: the statements or the remedies that it holds, or its own page."""
    if actions.can_write_accounts(person, found):
        return reverse("write_accounts", args=[found.pk])
    return reverse("report_remedies" if actions.can_write_remedies(person, found) else "report", args=[found.pk])


@require_POST
def comment_on(request: HttpRequest, report_id: int) -> HttpResponse:
    """Add a part in which the board comments a committee's report, and go there to write (F-4, F-8)."""
    found = _report(request, report_id)
    if found.body_id is not None or not actions.can_lead(request.user, found):
        raise PermissionDenied
    assert isinstance(request.user, Person)
    person = request.user
    form = CommentOnForm(request.POST, report=found)
    if form.is_valid():
        body = form.cleaned_data["body"]
        made = attempt(form, lambda: actions.add_committee_comment(by=person, report=found, body=body))
        if made is not None:
            return redirect("part", part_id=made.pk)
    return show_form(request, "followup/comment_on.html", {"report": found, "year": found.round.year}, form)


urlpatterns = [
    path("rapport/<int:report_id>/", report, name="report"),
    path("rapport/<int:report_id>/lamna/", hand_in_report, name="hand_in_report"),
    path("rapport/<int:report_id>/kommentera/", comment_on, name="comment_on_committee"),
    path("rapport/<int:report_id>/<str:file_format>/", report_file, name="report_file"),
]
