"""Handing a matter to its body, and taking it back before that decides: who may, and doing it (O-6, F-5, D-6)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from styrhjul.control.models import ControlFollowup, ControlPlan
from styrhjul.governance.actions import take_step
from styrhjul.governance.agenda import take_back
from styrhjul.governance.models import Matter
from styrhjul.governance.workflow import may_take
from styrhjul.organisation.models import rights_of
from styrhjul.web.acting import attempt, show_form, tell
from styrhjul.web.drafting import person_of
from styrhjul.web.goal_forms import ReasonForm


def may_hand_in(user: object, thing: Matter, name: str = "hand_in") -> bool:
    """Tell whether the user hands the matter in, or takes another step, as it stands: for its page's button (O-6)."""
    steps = [step for step in thing.workflow.open_steps(thing.state) if step.name == name]
    return bool(steps) and may_take(steps[0], rights_of(user), thing.places)


def may_take_back(user: object, thing: Matter) -> bool:
    """Tell whether the user takes the matter back from its body, which has not decided yet (D-6)."""
    return may_hand_in(user, thing, "take_back")


def hand_in(request: HttpRequest, thing: Matter, done: str) -> None:
    """Hand the matter to its body, frozen as a numbered version, and say that it is done or why not (F-5).

    Raises PermissionDenied for somebody who never hands it in; one who does is told when it is handed in already.
    """
    person = person_of(request)
    if not may_take(thing.workflow.step("hand_in", "draft"), person.rights, thing.places):
        raise PermissionDenied
    tell(request, lambda: take_step(by=person, thing=thing, step="hand_in"), done)


def take_back_on_page(
    request: HttpRequest, thing: ControlPlan | ControlFollowup, called: str, back: str
) -> HttpResponse:
    """Take the matter, called «Planen» say, back with the reason, and go to its page at the address (D-6)."""
    person = person_of(request)
    if not may_take_back(person, thing):
        raise PermissionDenied
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        made = attempt(form, lambda: take_back(by=person, thing=thing, **form.cleaned_data))
        if made is not None:
            messages.success(request, f"{called} är tillbakatagen och kan ändras.")
            return redirect(back)
    context = {
        "title": f"Ta tillbaka {called.lower()}", "lead": str(thing), "year": thing.year, "button": "Ta tillbaka",
        "notes": [], "removal": "", "removal_label": "", "back": back,
    }  # fmt: skip
    return show_form(request, "control/form.html", context, form)
