"""How a page hands what was typed to an action, and tells what the action refused (architecture: Pages)."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from styrhjul.governance.workflow import Refused

T = TypeVar("T")


def attempt(form: BaseForm, act: Callable[[], T]) -> T | None:
    """Return what the action gives, or None when it refused: the form then says why, beside the fields it concerns.

    What was typed stays in the form. A refusal about no field of the form stands at its top.
    """
    try:
        return act()
    except Refused as refused:
        pointed = {name: text for name, text in refused.errors.items() if name in form.fields}
        for name, text in pointed.items():
            form.add_error(name, text)
        if not pointed or len(pointed) < len(refused.errors):
            form.add_error(None, refused.message)
        return None


def tell(request: HttpRequest, act: Callable[[], T], done: str) -> T | None:
    """Return what the action of a lone button gives, with a word that it is done; or None, with why it was refused."""
    try:
        result = act()
    except Refused as refused:
        messages.error(request, refused.message)
        return None
    messages.success(request, done)
    return result


def show_form(request: HttpRequest, template: str, context: dict[str, Any], form: BaseForm) -> HttpResponse:
    """Return the page with the form: 422 with all that was typed when it was sent and did not go through."""
    status = 422 if form.is_bound and form.errors else 200
    return render(request, template, {**context, "form": form}, status=status)
