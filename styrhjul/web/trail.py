"""What stands at the foot of every page of a document: its packages, comments and history (D-5, L-10, O-6, T-3)."""

import datetime
from collections.abc import Mapping
from typing import NamedTuple

from django import forms
from django.contrib import messages
from django.contrib.contenttypes.models import ContentType
from django.db.models import Min, Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from styrhjul.governance import commenting, registry
from styrhjul.governance.anonymising import former_names, masked
from styrhjul.governance.models import Comment, Task, waiting
from styrhjul.governance.rules import first_names, naming
from styrhjul.governance.terms import TaskKind
from styrhjul.organisation.models import LogEntry
from styrhjul.web.acting import attempt, show_form
from styrhjul.web.addresses import address_of
from styrhjul.web.archive import packages_of
from styrhjul.web.drafting import person_of
from styrhjul.web.kept import kept

#: How many lines of history a page shows before the fold.
LATEST = 8

#: What the public reads of a history: what bodies decided, without the names of civil servants (T-2).
PUBLIC_VERBS = ("propose", "prepare", "adopt", "load", "decide", "reject", "end", "record_decision", "approve_minutes")


class CommentForm(forms.Form):
    """A word to the other side, about the object on the page."""

    text = forms.CharField(
        label="Skriv en kommentar", max_length=4000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Skriv @ och hela namnet för att nämna någon, till exempel @Anna Ek.",
    )  # fmt: skip


class Said(NamedTuple):
    """A comment as the page shows it: when, by whom, and its text with links to the people mentioned."""

    at: datetime.datetime
    by: str
    text: str


def names_now(request: HttpRequest | None) -> dict[str, str]:
    """Return what those who are anonymised were called, and what they are called now; kept until anything changes."""
    return kept(request, "former-names", make=former_names, is_shared=False)


def said_about(thing: Model, names: Mapping[str, str]) -> list[Said]:
    """Return the comments on the object, the first first, with each mention as a link to the person's page (T-3)."""
    kind = ContentType.objects.get_for_model(thing)
    found = Comment.objects.filter(content_type=kind, object_id=thing.pk).select_related("by")
    return [Said(one.at, one.by.name, _linked(one, names)) for one in found.prefetch_related("mentions")]


def _linked(one: Comment, names: Mapping[str, str]) -> str:
    text = masked(one.text, names)
    for person in one.mentions.all():
        address = address_of("person", person.pk)
        text = naming(person.name).sub(rf"[@\1]({address})", text)
    return text


def trail_of(thing: Model, request: HttpRequest) -> dict[str, object]:
    """Return what ``parts/trail.html`` shows of the object: comments for those signed in, and the history."""
    signed_in = request.user.is_authenticated
    about = LogEntry.objects.about(thing)
    entries = about if signed_in else _public(about, thing)
    names = names_now(request)
    history = [
        (at, *(masked(words, names) for words in told))
        for at, *told in entries.values_list("at", "sentence", "by_name", "acting_for")
    ]
    return {
        "history": history if signed_in else [(at, sentence, "", "") for at, sentence, *_ in history],
        "comments": said_about(thing, names) if signed_in else [],
        "packages": packages_of(thing, request.user),
        "is_reader": signed_in,
        "latest": LATEST,
    }


def _public(entries: QuerySet[LogEntry], thing: Model) -> QuerySet[LogEntry]:
    """Return what the public reads of the history: what bodies decided, up to the last approved minutes (O-8, T-2)."""
    decided = entries.filter(verb__in=PUBLIC_VERBS)
    first = waiting(type(thing)).filter(object_id=thing.pk).aggregate(day=Min("decision__recorded_on"))["day"]
    return decided.filter(at__date__lt=first) if first else decided


def form_of(thing: Model, request: HttpRequest) -> dict[str, str]:
    """Return where a comment on the object is sent, and where one says that a mention is read (O-6, T-3).

    What ``comment_form`` takes: both empty for strangers, the second for those who are not mentioned.
    """
    kind = ContentType.objects.get_for_model(thing)
    if not request.user.is_authenticated:
        return {"comment_address": "", "read_address": ""}
    person = person_of(request).pk
    mentioned = kept(request, "mentioned", person, make=lambda: _mentioned(person), is_shared=False)
    at = (kind.pk, thing.pk)
    read_address = reverse("read", args=at) if at in mentioned else ""
    return {"comment_address": reverse("comment", args=at), "read_address": read_address}


def _mentioned(person_id: int) -> frozenset[tuple[int, int]]:
    """Return the kind and the id of each object about which the person is mentioned in something unread (T-3)."""
    asked = Task.objects.waiting().filter(kind=TaskKind.MENTIONED, person=person_id)
    return frozenset(asked.values_list("content_type", "object_id"))


def _thing(request: HttpRequest, kind_id: int, thing_id: int) -> Model:
    """Return an object that can be commented. Raises Http404 for others, and for what may not be read (O-8)."""
    kind = get_object_or_404(ContentType, pk=kind_id)
    model = kind.model_class()
    if model is None or model not in registry.registered() or not hasattr(model.objects, "visible_to"):  # type: ignore[attr-defined]
        raise Http404
    found: Model = get_object_or_404(model.objects.visible_to(request.user), pk=thing_id)  # type: ignore[attr-defined]
    return found


@require_POST
def comment(request: HttpRequest, kind_id: int, thing_id: int) -> HttpResponse:
    """Keep a comment on an object that the person may read, and go back to its page (O-6, T-3)."""
    thing = _thing(request, kind_id, thing_id)
    form = CommentForm(request.POST)
    if form.is_valid():
        text = form.cleaned_data["text"]
        made = attempt(form, lambda: commenting.comment(by=request.user, thing=thing, text=text))  # type: ignore[arg-type]
        if made is not None:
            messages.success(request, _sent(made))
            return redirect(_comments_of(thing))
    return show_form(request, "comment.html", {"thing": thing, "address": request.path}, form)


def _sent(made: Comment) -> str:
    """Return the word that the comment is sent: who is told of it, and which names after «@» nobody has (T-3)."""
    told = sorted(one.name for one in made.mentions.all() if one.pk != made.by_id)
    known = {one.name.split()[0].lower() for one in made.mentions.all()}
    nobody = sorted(name for name in first_names(made.text) if name.lower() not in known)
    words = ["Kommentaren är skickad."]
    words += [f"{' och '.join(told)} ser den på Min sida."] if told else []
    words += [f"Ingen heter @{name}: skriv hela namnet, som det står under Organisation." for name in nobody]
    return " ".join(words)


def _comments_of(thing: Model) -> str:
    return reverse(registry.kind_of(thing).url_name, args=[thing.pk]) + "#kommentarer"


@require_POST
def read(request: HttpRequest, kind_id: int, thing_id: int) -> HttpResponse:
    """Say that one has read where one is mentioned, and go back to the object's page (T-3)."""
    thing = _thing(request, kind_id, thing_id)
    commenting.mark_read(by=request.user, thing=thing)  # type: ignore[arg-type]
    return redirect(_comments_of(thing))


urlpatterns = [
    path("kommentar/<int:kind_id>/<int:thing_id>/", comment, name="comment"),
    path("kommentar/<int:kind_id>/<int:thing_id>/last/", read, name="read"),
]
