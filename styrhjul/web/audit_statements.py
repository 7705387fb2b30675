"""The auditors' statements on a report, and the council's decision on discharge, body by body (F-10)."""

from mimetypes import guess_type
from typing import Any, NamedTuple

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.http import content_disposition_header

from styrhjul.followup import actions
from styrhjul.followup.auditing import is_audited
from styrhjul.followup.models import AuditStatement, Discharge, Report
from styrhjul.followup.terms import Verdict
from styrhjul.governance.models import Decision, DecisionLine
from styrhjul.web.acting import attempt, show_form
from styrhjul.web.drafting import person_of
from styrhjul.web.goal_forms import area
from styrhjul.web.meeting_forms import LARGEST_FILE


class DischargeLine(NamedTuple):
    """A body in the annual report: what the auditors recommend, and what the council has decided, with the decision."""

    id: int
    body: str
    recommended: str
    ground: str
    verdict: str
    decision: Decision | None
    may_recommend: bool


class Audit(NamedTuple):
    """What the auditors and the council say of a report, as its page shows it."""

    statements: list[AuditStatement]
    is_missing: bool
    may_state: bool
    discharges: list[DischargeLine]


def audit_of(request: HttpRequest, report: Report) -> Audit | None:
    """Return what the report's page says of the audit; None for a report that the auditors say nothing of (F-10)."""
    is_handed = report.state in {"prepared", "adopted"}
    if not is_handed or not is_audited(report.round.kind, is_whole=report.body_id is None):
        return None
    statements = AuditStatement.objects.visible_to(request.user).filter(report=report).defer("content")
    listed = list(statements.select_related("report__round"))
    may_state = actions.can_state(request.user, report)
    return Audit(
        listed,
        not listed and report.state == "prepared" and request.user.is_authenticated,
        may_state,
        _discharges(request, report),
    )


def _discharges(request: HttpRequest, report: Report) -> list[DischargeLine]:
    """Return a line for each body whose discharge the reader may see; the queries do not grow with the bodies."""
    visible = Discharge.objects.visible_to(request.user).filter(report=report)
    found = list(visible.select_related("report__round", "body"))
    may, decided = actions.can_audit(request.user), _decided_on(request.user, found)
    return [
        DischargeLine(
            one.pk,
            one.body.name_on(report.as_of),
            Verdict(one.recommended).label if one.recommended else "",
            one.ground,
            Verdict(one.verdict).label if one.verdict else "",
            decided.get(one.pk),
            may and one.state == "prepared",
        )
        for one in found
    ]


def _decided_on(user: object, discharges: list[Discharge]) -> dict[int, Decision]:
    """Return the latest decision on each discharge that the reader may see, by the discharge's id."""
    lines = DecisionLine.objects.filter(
        content_type=ContentType.objects.get_for_model(Discharge),
        object_id__in=[one.pk for one in discharges],
        decision__in=Decision.objects.visible_to(user).recorded(),
    )
    listed = lines.select_related("decision__meeting__body").order_by("decision__meeting__held_on", "decision_id")
    return {line.object_id: line.decision for line in listed}


class StatementForm(forms.Form):
    """The auditors' statement, as text or as a file (F-10)."""

    text = area("Utlåtande", "Skriv, eller bifoga det som fil nedan.", 8, later="")
    file = forms.FileField(label="Fil", help_text="Högst 10 MB.", widget=forms.FileInput(), required=False)

    def clean_file(self) -> Any:
        """Refuse a file that is too large."""
        file = self.cleaned_data["file"]
        if file and file.size > LARGEST_FILE:
            raise forms.ValidationError("Filen är större än 10 MB.")
        return file


class RecommendForm(forms.Form):
    """What the auditors recommend for a body (F-10)."""

    verdict = forms.ChoiceField(label="Revisorerna föreslår", choices=Verdict.choices, widget=forms.RadioSelect())
    ground = area("Skäl", "Behövs vid anmärkning och avslag.", 4, later="")


def give_statement(request: HttpRequest, report_id: int) -> HttpResponse:
    """Attach the auditors' statement to the report that waits for the council (F-10)."""
    report = get_object_or_404(Report.objects.visible_to(request.user).select_related("round"), pk=report_id)
    if not actions.can_state(request.user, report):
        raise PermissionDenied
    form = StatementForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        given = {"text": form.cleaned_data["text"]}
        if file:
            kind = guess_type(file.name)[0] or "application/octet-stream"
            given |= {"name": file.name, "media_type": kind, "content": file.read()}
        if attempt(form, lambda: actions.state(by=person_of(request), report=report, **given)) is not None:
            return redirect(f"{reverse('report', args=[report.pk])}#revision")
    return _form(request, "Revisorernas utlåtande", str(report), "Lämna utlåtandet", report, form)


def _form(request: HttpRequest, title: str, lead: str, button: str, report: Report, form: forms.Form) -> HttpResponse:
    back = reverse("report", args=[report.pk])
    context = {"title": title, "lead": lead, "button": button, "back": back, "year": report.round.year}
    return show_form(request, "meetings/form.html", context, form)


@login_not_required
def statement_file(request: HttpRequest, statement_id: int) -> HttpResponse:
    """Give the auditors' file to those who may read the statement; always as a file to keep (F-10, L-6)."""
    found = get_object_or_404(AuditStatement.objects.visible_to(request.user), pk=statement_id)
    if not found.name:
        raise Http404
    answer = HttpResponse(bytes(found.content), content_type=found.media_type)
    answer["Content-Disposition"] = content_disposition_header(True, found.name) or "attachment"
    return answer


@login_not_required
def discharge(request: HttpRequest, discharge_id: int) -> HttpResponse:
    """Lead to the body's line on the annual report's page (F-10)."""
    found = get_object_or_404(Discharge.objects.visible_to(request.user), pk=discharge_id)
    return redirect(f"{reverse('report', args=[found.report_id])}#ansvarsfrihet")


def recommend(request: HttpRequest, discharge_id: int) -> HttpResponse:
    """Record what the auditors recommend for a body (F-10)."""
    visible = Discharge.objects.visible_to(request.user).select_related("report__round", "body")
    found = get_object_or_404(visible, pk=discharge_id)
    if not actions.can_audit(request.user) or found.state != "prepared":
        raise PermissionDenied
    form = RecommendForm(request.POST or None, initial={"verdict": found.proposed, "ground": found.ground})
    if form.is_valid():
        data, person = form.cleaned_data, person_of(request)
        if attempt(form, lambda: actions.recommend(by=person, discharge=found, **data)) is not None:
            return redirect(f"{reverse('report', args=[found.report_id])}#ansvarsfrihet")
    return _form(request, "Revisorernas förslag", str(found), "Spara förslaget", found.report, form)


urlpatterns = [
    path("rapport/<int:report_id>/revisorernas-utlatande/", give_statement, name="give_statement"),
    path("revisorernas-utlatande/<int:statement_id>/", statement_file, name="statement_file"),
    path("ansvarsfrihet/<int:discharge_id>/", discharge, name="discharge"),
    path("ansvarsfrihet/<int:discharge_id>/forslag/", recommend, name="recommend_discharge"),
]
