"""What a body's secretary does with a meeting: agenda, record of all its matters, minutes (D-4, D-5, D-8)."""

import datetime
from typing import Any

from django.contrib import messages
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from styrhjul.documents.render import MEDIA_TYPES
from styrhjul.documents.words import paragraph_of
from styrhjul.goals.models import GoalVersion
from styrhjul.governance import actions, agenda
from styrhjul.governance.documents import Subject
from styrhjul.governance.documents import agenda as agenda_document
from styrhjul.governance.models import Decision, DecisionLine, Matter, Meeting
from styrhjul.governance.printing import printed
from styrhjul.governance.terms import Outcome
from styrhjul.organisation.clock import today
from styrhjul.organisation.models import Body
from styrhjul.organisation.terms import BodyKind
from styrhjul.web.acting import attempt, show_form, tell
from styrhjul.web.drafting import person_of
from styrhjul.web.matters import LABELS, address_of, bodies_in_seats, kind_name, outcomes_at, things_of, waiting_for
from styrhjul.web.meeting_forms import MatterForm, MeetingForm, MinutesForm, NoticeForm, Ruled, TakeUpForm, WordingForm

TWO_YEARS = datetime.timedelta(days=731)


def _kept(request: HttpRequest, meeting_id: int) -> Meeting:
    """Return the meeting. Raises PermissionDenied for others than the body's secretary (O-6)."""
    found = get_object_or_404(Meeting.objects.select_related("body"), pk=meeting_id)
    if not actions.may_record(request.user, found.body):
        raise PermissionDenied
    return found


def new_meeting(request: HttpRequest) -> HttpResponse:
    """Take up a meeting of a body (D-8)."""
    person = person_of(request)
    if not person.rights.secretary_of:
        raise PermissionDenied
    form = MeetingForm(request.POST or None, person=person)
    if form.is_valid():
        made = attempt(form, lambda: actions.hold_meeting(by=person, **form.cleaned_data))
        if made is not None:
            return redirect("meeting", meeting_id=made.pk)
    context = {"title": "Lägg upp sammanträde", "button": "Lägg upp sammanträdet", "back": reverse("meetings")}
    return show_form(request, "meetings/form.html", context, form)


def give_notice(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Set when the notice goes out, and whether that publishes the council's documents (D-8, L-6)."""
    found = _kept(request, meeting_id)
    form = NoticeForm(request.POST or None, initial={"notice_on": found.notice_on, "publishes": found.publishes})
    if form.is_valid():
        person, data = person_of(request), form.cleaned_data
        if attempt(form, lambda: agenda.give_notice(by=person, meeting=found, **data)) is not None:
            return redirect("meeting", meeting_id=found.pk)
    back = reverse("meeting", args=[found.pk])
    context = {"title": "Kallelsen", "lead": str(found), "button": "Spara", "back": back}
    return show_form(request, "meetings/form.html", context, form)


def take_up(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Put what waits for the body on the meeting's agenda, with the wording proposed (D-8)."""
    found = _kept(request, meeting_id)
    form = TakeUpForm(request.POST or None, waiting=waiting_for(found.body, found.held_on))
    if form.is_valid():
        data = form.cleaned_data
        made = attempt(
            form,
            lambda: actions.put_on_agenda(
                by=person_of(request), meeting=found, heading=data["heading"].strip(), things=form.chosen(),
                proposed_wording=data["proposed_wording"],
            ),
        )  # fmt: skip
        if made is not None:
            return redirect(f"{reverse('meeting', args=[found.pk])}#arende-{made.pk}")
    context = {
        "title": "Ta upp ett ärende", "lead": str(found), "button": "Ta upp på sammanträdet",
        "back": reverse("meeting", args=[found.pk]),
    }  # fmt: skip
    return show_form(request, "meetings/form.html", context, form)


def _open_matter(request: HttpRequest, decision_id: int) -> Decision:
    """Return a matter not decided yet, to its body's secretary; else PermissionDenied (O-6)."""
    found = get_object_or_404(Decision.objects.select_related("meeting__body"), pk=decision_id)
    if not actions.may_record(request.user, found.meeting.body) or found.recorded_on:
        raise PermissionDenied
    return found


def edit_matter(request: HttpRequest, decision_id: int) -> HttpResponse:
    """Word a matter on the agenda, and choose what it is about (D-8)."""
    found = _open_matter(request, decision_id)
    lines = list(found.lines.all())
    things, _ = things_of(lines, request.user, found.decided_on)
    named = [(one.pk, str(things.get((one.content_type_id, one.object_id), "–"))) for one in lines]
    initial = {
        "heading": found.heading,
        "proposed_wording": found.proposed_wording,
        "lines": [one.pk for one in lines],
        "refers_to": found.refers_to_id,
    }
    form = WordingForm(request.POST or None, lines=named, earlier=_earlier(found), initial=initial)
    if form.is_valid():
        data, keep = form.cleaned_data, form.cleaned_data.get("lines")
        made = attempt(
            form,
            lambda: agenda.word_matter(
                by=person_of(request), decision=found, heading=data["heading"],
                proposed_wording=data["proposed_wording"], keep=keep,
                refers_to=data["refers_to"],
            ),
        )  # fmt: skip
        if made is not None:
            return redirect("meeting", meeting_id=found.meeting_id)
    context = {
        "title": "Ändra ärendet", "lead": str(found.meeting), "button": "Spara ärendet",
        "back": reverse("meeting", args=[found.meeting_id]), "removal": reverse("take_off", args=[found.pk]),
    }  # fmt: skip
    return show_form(request, "meetings/form.html", context, form)


def _earlier(found: Decision) -> list[tuple[int, str]]:
    """Return the body's own decisions of the last two years, the latest first: number and name (D-5)."""
    own = Decision.objects.recorded().filter(
        meeting__body=found.meeting.body, meeting__held_on__gt=found.decided_on - TWO_YEARS
    )
    rows = own.order_by("-meeting__held_on", "id").values_list("id", "heading", "meeting__held_on", "paragraph")
    return [(pk, f"{held_on} {paragraph_of(paragraph)} {heading}") for pk, heading, held_on, paragraph in rows]


@require_POST
def take_off(request: HttpRequest, decision_id: int) -> HttpResponse:
    """Take a matter off the agenda (D-8)."""
    found = _open_matter(request, decision_id)
    person = person_of(request)
    tell(request, lambda: agenda.take_off_agenda(by=person, decision=found) or True, "Ärendet är borttaget.")
    return redirect("meeting", meeting_id=found.meeting_id)


def approve(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Approve the minutes: from then on the record stands (D-5)."""
    found = _kept(request, meeting_id)
    form = MinutesForm(request.POST or None, initial={"approved_on": today()})
    if form.is_valid():
        day = form.cleaned_data["approved_on"]
        person = person_of(request)
        made = attempt(form, lambda: actions.approve_minutes(by=person, meeting=found, approved_on=day))
        if made is not None:
            return redirect("meeting", meeting_id=found.pk)
    waiting = found.decisions.filter(recorded_on=None).count()
    note = f"{waiting} ärenden är inte registrerade. De kan inte registreras efter justeringen. " if waiting else ""
    context = {
        "title": "Justera protokollet", "button": "Justera protokollet",
        "lead": f"{note}Därefter ändras besluten bara med rättelser eller nya beslut, och de blir offentliga.",
        "back": reverse("meeting", args=[found.pk]),
    }  # fmt: skip
    return show_form(request, "meetings/form.html", context, form)


def agenda_file(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Give the meeting's matters as one Word file for the agenda system (D-8)."""
    found = get_object_or_404(Meeting.objects.visible_to(request.user).select_related("body"), pk=meeting_id)
    decisions = list(found.decisions.order_by("id"))
    lines = list(DecisionLine.objects.filter(decision__in=decisions).select_related("version").order_by("id"))
    things, readable = things_of(lines, request.user, found.held_on)
    matters = []
    for one in decisions:
        mine = [line for line in lines if line.decision_id == one.pk]
        keys = [(line, (line.content_type_id, line.object_id)) for line in mine]
        matters.append((one, [_subject(line, things[key]) for line, key in keys if key in readable]))
    content = printed(agenda_document(found, matters), "docx")
    response = HttpResponse(content, content_type=MEDIA_TYPES["docx"])
    response["Content-Disposition"] = f'attachment; filename="arenden-{found.held_on}.docx"'
    return response


def _subject(line: DecisionLine, thing: Matter) -> Subject:
    """Return the object with the texts that the body got; of a goal what it says (F-5)."""
    frozen = (line.version.content.get("fields") or {}) if line.version and isinstance(thing, GoalVersion) else {}
    texts = {LABELS[name]: text for name, text in frozen.items() if text and name in LABELS and name != "heading"}
    hidden = {LABELS["state"], LABELS["parent"], LABELS["kind"], LABELS["ground"]}
    return Subject(kind_name(thing), str(thing), {label: text for label, text in texts.items() if label not in hidden})


def record(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Record all that the meeting decided on one page, each matter in one transaction (D-4, D-8)."""
    found = _kept(request, meeting_id)
    waiting = list(found.decisions.filter(recorded_on=None).order_by("id").select_related("meeting__body"))
    if not waiting or found.minutes_approved_on or found.held_on > today():
        return redirect("meeting", meeting_id=found.pk)
    ruled = ruled_lines(request, found, waiting)
    forms = [MatterForm(request.POST or None, one, ruled.get(one.pk, [])) for one in waiting]
    if request.method == "POST":
        left = [form for form in forms if form.is_touched() and not _recorded(request, form)]
        done = [form for form in forms if form.is_touched() and form not in left]
        if done:
            messages.success(request, f"Registrerade {len(done)} beslut.")
        if not left and done:
            return redirect("meeting", meeting_id=found.pk)
        if not left:
            messages.error(request, "Fyll i paragrafen för de ärenden som är beslutade.")
        kept = [form for form in forms if form not in done]  # one that nobody touched is not held against the writer
        forms = [one if one in left else MatterForm(None, one.decision, one.ruled) for one in kept]
    context = {"meeting": found, "year": found.held_on.year, "name": found.body.name_on(found.held_on), "forms": forms}
    return render(request, "meetings/record.html", context, status=422 if request.method == "POST" else 200)


def _recorded(request: HttpRequest, form: MatterForm) -> bool:
    """Record the matter and tell whether it went through; what was refused stands in the form."""
    if not form.is_valid():
        return False
    data = form.cleaned_data
    made = attempt(
        form,
        lambda: actions.record_decision(
            by=person_of(request), decision=form.decision, rulings=form.rulings(), paragraph=data["paragraph"],
            text=data["text"], file_number=data["file_number"],
        ),
    )  # fmt: skip
    return made is not None


def ruled_lines(request: HttpRequest, meeting: Meeting, decisions: list[Decision]) -> dict[int, list[Ruled]]:
    """Return the lines of the matters with what the body may decide of each, by decision (D-3, D-4)."""
    lines = list(DecisionLine.objects.filter(decision__in=decisions).order_by("id"))
    things, _ = things_of(lines, request.user, meeting.held_on)
    board = board_changes(lines) if meeting.body.kind == BodyKind.COUNCIL else {}
    seats = bodies_in_seats()
    found: dict[int, list[Ruled]] = {}
    for line in lines:
        key = (line.content_type_id, line.object_id)
        thing = things[key]
        outcomes = outcomes_at(thing, meeting.body_id, seats)
        changed = board.get(key, {}) if Outcome.ADOPTED_WITH_CHANGE in outcomes else {}
        where, state = address_of(thing), thing.state_label
        one = Ruled(line, thing, kind_name(thing), str(thing), where, state, outcomes, changed)
        found.setdefault(line.decision_id, []).append(one)
    return found


def board_changes(lines: list[DecisionLine]) -> dict[tuple[int, int], dict[str, Any]]:
    """Return what the board last proposed to change in each goal of the lines, by the goal's reference (D-2)."""
    kind = ContentType.objects.get_for_model(GoalVersion)
    ids = [line.object_id for line in lines if line.content_type_id == kind.pk]
    rows = DecisionLine.objects.filter(
        content_type=kind, object_id__in=ids, decision__recorded_on__isnull=False,
        decision__meeting__body__in=Body.objects.filter(kind=BodyKind.BOARD),
    )  # fmt: skip
    latest = {line.object_id: line.changes for line in rows.order_by("decision__meeting__held_on", "id")}
    return {(kind.pk, object_id): changes for object_id, changes in latest.items() if changes}


urlpatterns = [
    path("sammantrade/nytt/", new_meeting, name="new_meeting"),
    path("sammantrade/<int:meeting_id>/kallelse/", give_notice, name="give_notice"),
    path("sammantrade/<int:meeting_id>/ta-upp/", take_up, name="take_up"),
    path("sammantrade/<int:meeting_id>/registrera/", record, name="record_meeting"),
    path("sammantrade/<int:meeting_id>/justera/", approve, name="approve_minutes"),
    path("sammantrade/<int:meeting_id>/arenden.docx", agenda_file, name="agenda_file"),
    path("arende/<int:decision_id>/", edit_matter, name="edit_matter"),
    path("arende/<int:decision_id>/ta-bort/", take_off, name="take_off"),
]
