"""Handing a matter to its body by a lone button: who may, and doing it (O-6, F-5)."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from styrhjul.governance.actions import take_step
from styrhjul.governance.models import Matter
from styrhjul.governance.workflow import may_take
from styrhjul.organisation.models import rights_of
from styrhjul.web.acting import tell
from styrhjul.web.drafting import person_of


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
