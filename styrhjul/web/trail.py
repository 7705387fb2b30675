"""What stands at the foot of every page of a document: its packages, comments and history (D-5, L-10, O-6, T-3)."""

from django import forms
from django.contrib.contenttypes.models import ContentType
from django.db.models import Min, Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from styrhjul.governance import actions, registry
from styrhjul.governance.models import Comment, waiting
from styrhjul.organisation.models import LogEntry
from styrhjul.web.acting import attempt, show_form
from styrhjul.web.archive import packages_of

#: How many lines of history a page shows before the fold.
LATEST = 8

#: What the public reads of a history: what bodies decided, without the names of civil servants (T-2).
PUBLIC_VERBS = ("propose", "prepare", "adopt", "load", "decide", "reject", "end", "record_decision", "approve_minutes")


class CommentForm(forms.Form):
    """A word to the other side, about the object on the page."""

    text = forms.CharField(label="Skriv en kommentar", max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))


def trail_of(thing: Model, request: HttpRequest) -> dict[str, object]:
    """Return what ``parts/trail.html`` shows of the object: comments for those signed in, and the history."""
    kind = ContentType.objects.get_for_model(thing)
    signed_in = request.user.is_authenticated
    about = LogEntry.objects.about(thing)
    entries = about if signed_in else _public(about, thing)
    history = list(entries.values_list("at", "sentence", "by_name", "acting_for"))
    return {
        "history": history if signed_in else [(at, sentence, "", "") for at, sentence, *_ in history],
        "comments": list(
            Comment.objects.filter(content_type=kind, object_id=thing.pk).select_related("by") if signed_in else []
        ),
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
    """Return where a comment on the object is sent, empty for strangers: what ``comment_form`` takes (O-6)."""
    kind = ContentType.objects.get_for_model(thing)
    may = request.user.is_authenticated
    return {"comment_address": reverse("comment", args=[kind.pk, thing.pk]) if may else ""}


@require_POST
def comment(request: HttpRequest, kind_id: int, thing_id: int) -> HttpResponse:
    """Keep a comment on an object that the person may read, and go back to its page (O-6, T-3)."""
    kind = get_object_or_404(ContentType, pk=kind_id)
    model = kind.model_class()
    if model is None or model not in registry.registered() or not hasattr(model.objects, "visible_to"):  # type: ignore[attr-defined]
        raise Http404
    thing = get_object_or_404(model.objects.visible_to(request.user), pk=thing_id)  # type: ignore[attr-defined]
    form = CommentForm(request.POST)
    if form.is_valid():
        text = form.cleaned_data["text"]
        made = attempt(form, lambda: actions.comment(by=request.user, thing=thing, text=text))  # type: ignore[arg-type]
        if made is not None:
            return redirect(reverse(registry.kind_of(thing).url_name, args=[thing.pk]) + "#kommentarer")
    return show_form(request, "comment.html", {"thing": thing, "address": request.path}, form)


urlpatterns = [path("kommentar/<int:kind_id>/<int:thing_id>/", comment, name="comment")]
