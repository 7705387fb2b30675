"""A part of a report: written, judged, handed over, shared out, sent back (F-4, F-6, F-8, M-7)."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_POST

from styrhjul.followup import actions, rules
from styrhjul.followup.models import Assessment, MeasureForecast, Part, SoundManagement
from styrhjul.followup.terms import PartKind, PartState
from styrhjul.goals.terms import Level
from styrhjul.governance.models import GovernanceModel
from styrhjul.governance.rules import ModelSettings
from styrhjul.organisation.models import Person
from styrhjul.web import part_facts
from styrhjul.web.acting import attempt, show_form
from styrhjul.web.report_forms import OF_FORECAST, AssignForm, PartForm, ReturnForm
from styrhjul.web.trail import form_of, trail_of


def _part(request: HttpRequest, part_id: int) -> Part:
    found = Part.objects.visible_to(request.user).select_related(
        "report__round", "report__body", "version__goal", "version__body", "about", "area", "responsible", "saved_by"
    )
    return get_object_or_404(found, pk=part_id)


def _person(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)
    return request.user


def part(request: HttpRequest, part_id: int) -> HttpResponse:
    """Show a part: to write in for those who have it, else to read; everything typed is saved by one button (F-4)."""
    shown = _part(request, part_id)
    year = shown.report.round.year
    model = GovernanceModel.objects.settings_for(year)
    seen = part_facts.seen_series(shown, request.user, model)
    context = _beside(request, shown, model, seen)
    if not actions.can_write(request.user, shown):
        if request.method == "POST":
            raise PermissionDenied
        return render(request, "followup/part.html", {**context, "form": None})
    given = _written(shown, context["last"] if "hamta" in request.GET else None)
    draft = actions.draft_of(shown, _person(request))
    context["draft"] = draft
    if draft is not None and request.method != "POST":
        given |= {**draft.content, "edition": draft.edition}
        context["theirs"] = shown if draft.edition != shown.edition and shown.saved_by else None
    measures = [one.whole for one in seen]
    form = PartForm(request.POST or None, part=shown, model=model, measures=measures, initial=given)
    if form.is_valid():
        hands_over = request.POST.get("do") == "hand_over"
        if _save(_person(request), shown, form, hands_over) is not None:
            handed = "Delen är klar." if context["leads"] else "Delen är lämnad till förvaltningschefen."
            messages.success(request, handed if hands_over else "Sparat.")
            return redirect("part", part_id=shown.pk)
        shown.refresh_from_db()
        if shown.edition != form.cleaned_data["edition"]:
            form.read_anew(shown.edition)
            context["theirs"] = shown if shown.saved_by else None
    return show_form(request, "followup/part.html", context, form)


def _save(person: Person, shown: Part, form: PartForm, hands_over: bool) -> Part | None:
    return attempt(
        form,
        lambda: actions.save_part(
            by=person,
            part=shown,
            edition=form.cleaned_data["edition"],
            text=form.cleaned_data["text"],
            judgement=form.judgement(),
            forecasts=form.forecasts(),
            net_cost=form.cleaned_data.get("net_cost"),
            hand_over=hands_over,
        ),
    )


def _written(shown: Part, last: Part | None) -> dict[str, Any]:
    """Return what stands in the part already; last period's text to begin with when it is asked for (F-4)."""
    text = last.text if last is not None and not shown.text else shown.text
    given: dict[str, Any] = {"edition": shown.edition, "text": text}
    judged = Assessment.objects.of_part(shown).first()
    if judged is not None:
        given |= {name: getattr(judged, name) for name in ("value", "reason", "departure", "forecast")}
    sound = SoundManagement.objects.of_report(shown.report) if shown.kind == PartKind.SOUND else None
    if sound is not None:
        given |= {name: getattr(sound, name) for name in ("value", "reason", "departure")}
    known = MeasureForecast.objects.filter(round=shown.report.round_id, body=shown.receiver_id)
    if shown.version is not None:
        given |= {f"{OF_FORECAST}{pk}": value.normalize() for pk, value in known.values_list("measure", "value")}
    if shown.area_id is not None:
        forecasts = shown.report.area_forecasts.filter(area=shown.area_id, plan=None)
        given["net_cost"] = forecasts.values_list("net_cost", flat=True).first()
    return given


def _beside(request: HttpRequest, shown: Part, model: ModelSettings, seen: list[part_facts.Seen]) -> dict[str, Any]:
    """Return what the page shows round the text: parts, figures, arithmetic, activities, last period (F-4, F-6)."""
    report, year = shown.report, shown.report.round.year
    last = actions.last_part(shown)
    leads = actions.can_lead(request.user, report) and report.state in rules.UNFINISHED
    proposal, lines = part_facts.proposal_of(shown.version.level if shown.version else "", seen, year, model)
    judged = Assessment.objects.of_part(shown).first()
    context: dict[str, Any] = {
        "part": shown, "report": report, "round": report.round, "year": year, "theirs": None,
        "level": Level(shown.version.level).label if shown.version else "",
        "owner": report.body.name_on(report.as_of) if report.body else "Hela kommunen",
        "draft": None, "steps": part_facts.steps_of(shown, request.user), "figures": part_facts.beside(seen, year),
        "proposal": proposal if shown.version else None, "arithmetic": lines, "label": model.label,
        "hints": {value: hint for value, _, hint in model.attainment_scale},
        "forecasts": part_facts.forecasts_of(seen), "money": part_facts.money_beside(shown),
        "activities": part_facts.activities_of(shown, request.user), "of_body": part_facts.body_beside(shown),
        "contributions": part_facts.contributions_beside(shown),
        "help": part_facts.help_beside(shown, model, is_measured=bool(seen)),
        "judged": judged, "at_odds": part_facts.at_odds(seen, judged, year, model), "last": last,
        "last_judged": Assessment.objects.of_part(last).first() if last else None,
        "leads": leads, "is_handed": shown.state == PartState.HANDED,
        "assign_form": AssignForm(report=report, initial={"person": shown.responsible_id}) if leads else None,
        "return_form": ReturnForm() if leads else None,
        "trail": trail_of(shown, request), **form_of(shown, request),
    }  # fmt: skip
    return context | (_sound_beside(shown, model) if shown.kind == PartKind.SOUND else {})


def _sound_beside(shown: Part, model: ModelSettings) -> dict[str, Any]:
    """Return what the part on sound financial management shows instead of measures: the groups' arithmetic (F-7)."""
    proposal = actions.propose_sound(shown.report)
    return {
        "proposal": proposal,
        "arithmetic": proposal.lines,
        "label": model.sound_label,
        "hints": {value: hint for value, _, hint in model.sound_scale},
        "judged": SoundManagement.objects.of_report(shown.report),
    }


#: What the form sends that nobody has typed.
NOT_TYPED = frozenset({"csrfmiddlewaretoken", "edition", "do"})


@require_POST
def keep_draft(request: HttpRequest, part_id: int) -> HttpResponse:
    """Keep what is being written as the person's own draft, every few seconds; says when in JSON (F-4)."""
    shown = _part(request, part_id)
    if not actions.can_write(request.user, shown):
        raise PermissionDenied
    typed = {name: str(value) for name, value in request.POST.items() if name not in NOT_TYPED}
    edition = request.POST.get("edition", "")
    number = int(edition) if edition.isdecimal() and len(edition) < 9 else shown.edition
    draft = actions.keep_draft(by=_person(request), part=shown, edition=number, content=cleaned(typed))
    told = {"at": f"{timezone.localtime(draft.kept_at):%H.%M.%S}", "is_behind": number != shown.edition}
    return JsonResponse(told | ({"by": str(shown.saved_by)} if number != shown.edition else {}))


def cleaned(typed: Mapping[str, str]) -> dict[str, str]:
    """Return what was typed without what a database cannot hold."""
    return {name: text.replace("\0", "") for name, text in typed.items()}


@require_POST
def drop_draft(request: HttpRequest, part_id: int) -> HttpResponse:
    """Throw away one's own draft and go back to what is saved (F-4)."""
    shown = _part(request, part_id)
    actions.drop_draft(by=_person(request), part=shown)
    return redirect("part", part_id=shown.pk)


@require_POST
def preview(request: HttpRequest, part_id: int) -> HttpResponse:
    """Show the text as it will be read, for a part that the person may read; nothing is kept."""
    _part(request, part_id)
    return render(request, "followup/_preview.html", {"text": request.POST.get("text", "")})


def _lead(request: HttpRequest, part_id: int) -> Part:
    shown = _part(request, part_id)
    if not actions.can_lead(request.user, shown.report):
        raise PermissionDenied
    return shown


@require_POST
def assign(request: HttpRequest, part_id: int) -> HttpResponse:
    """Give the part to another person; the task moves with it (F-4)."""
    shown = _lead(request, part_id)
    form = AssignForm(request.POST, report=shown.report)
    if form.is_valid():
        person = form.cleaned_data["person"]
        made = attempt(form, lambda: actions.assign_part(by=_person(request), part=shown, person=person))
        if made is not None:
            messages.success(request, f"Delen ligger nu hos {person}.")
            return redirect("part", part_id=shown.pk)
    context = {"part": shown, "year": shown.report.round.year, "verb": "Fördela delen"}
    return show_form(request, "followup/lead_part.html", context, form)


@require_POST
def send_back(request: HttpRequest, part_id: int) -> HttpResponse:
    """Send the part back to who wrote it, with a reason (F-4)."""
    shown = _lead(request, part_id)
    form = ReturnForm(request.POST)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        made = attempt(form, lambda: actions.return_part(by=_person(request), part=shown, reason=reason))
        if made is not None:
            messages.success(request, "Delen är lämnad tillbaka.")
            return redirect("part", part_id=shown.pk)
    context = {"part": shown, "year": shown.report.round.year, "verb": "Lämna tillbaka delen"}
    return show_form(request, "followup/lead_part.html", context, form)


urlpatterns = [
    path("rapportdel/<int:part_id>/", part, name="part"),
    path("rapportdel/<int:part_id>/forhandsgranska/", preview, name="preview_part"),
    path("rapportdel/<int:part_id>/utkast/", keep_draft, name="keep_draft"),
    path("rapportdel/<int:part_id>/utkast/slang/", drop_draft, name="drop_draft"),
    path("rapportdel/<int:part_id>/fordela/", assign, name="assign_part"),
    path("rapportdel/<int:part_id>/lamna-tillbaka/", send_back, name="return_part"),
]
