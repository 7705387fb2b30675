"""Signing in: the page with the demonstration's door, and one's own account."""

from typing import Any, NamedTuple, cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import LoginForm, ResetPasswordForm
from allauth.account.utils import get_next_redirect_url
from allauth.account.views import LoginView, PasswordResetView
from django.conf import settings
from django.contrib.auth import login as start_session
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.views.decorators.http import require_POST

from styrhjul.organisation.clock import today
from styrhjul.organisation.models import Body, Person, Position, Unit, swedish
from styrhjul.organisation.rules import ELECTED
from styrhjul.web.navigation import MY_PAGE, my_page

EMAIL_LABEL = "E-postadress"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


class AccountAdapter(DefaultAccountAdapter):
    """What allauth asks the municipality about: nobody signs up, and faults are told in plain Swedish."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "E-postadressen och lösenordet hör inte ihop. Kontrollera båda och försök igen.",
        "enter_current_password": "Skriv ditt nuvarande lösenord.",
        "incorrect_code": "Koden stämmer inte. Vänta på nästa kod och försök igen.",
        "incorrect_password": "Lösenordet stämmer inte.",
        "too_many_login_attempts": "För många misslyckade försök. Vänta fem minuter och försök igen.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return no: the municipality makes the accounts (O-4)."""
        return False


class SignInForm(LoginForm):
    """allauth's form for signing in, with the word that people know."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = EMAIL_LABEL


class ForgottenPasswordForm(ResetPasswordForm):
    """allauth's form for a forgotten password, with the word that people know."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = EMAIL_LABEL


class DemonstrationPerson(NamedTuple):
    """A button in the demonstration's door: whom one becomes, and what that person does."""

    id: int
    name: str
    title: str
    is_elected: bool


def _with_place(position: Position, places: dict[int | None, str]) -> str:
    """Return «Ordförande, Socialnämnden», or the own title when it already says it all."""
    return position.heading if position.title else f"{position.heading}, {places[position.body_id or position.unit_id]}"


def demonstration_people() -> list[DemonstrationPerson]:
    """Return the people of the demonstration who hold a position today, elected first; none outside a demonstration."""
    if not settings.DEMO:
        return []
    bodies: dict[int | None, str] = {body.pk: str(body) for body in Body.objects.named()}
    units: dict[int | None, str] = {unit.pk: str(unit) for unit in Unit.objects.placed()}
    held = Position.objects.running(today()).filter(person__is_demonstration=True, person__is_active=True)
    people: dict[int, DemonstrationPerson] = {}
    for position in held.select_related("person").order_by(swedish("person__name"), "from_on", "id"):
        title = _with_place(position, bodies if position.body_id else units)
        person = DemonstrationPerson(position.person_id, position.person.name, title, position.role in ELECTED)
        people.setdefault(person.id, person)
    return list(people.values())


#: allauth's page for signing in, with the demonstration's people beside it when there is a demonstration.
login = LoginView.as_view(
    form_class=SignInForm,
    success_url=reverse_lazy(MY_PAGE),
    extra_context={"demonstration_people": demonstration_people},
)

#: allauth's page for a forgotten password.
forgotten_password = PasswordResetView.as_view(form_class=ForgottenPasswordForm)


@login_not_required
@require_POST
def demo_door(request: HttpRequest) -> HttpResponse:
    """Sign in as one of the demonstration's people without a password.

    Raises Http404 outside a demonstration, and for anyone who is not one of the demonstration's people.
    """
    if not settings.DEMO:
        raise Http404("not a demonstration")
    number = request.POST.get("person", "")
    people = Person.objects.filter(is_demonstration=True, is_active=True)
    person = get_object_or_404(people, pk=number if number.isdecimal() else None)
    start_session(request, person, backend=BACKEND)
    return redirect(get_next_redirect_url(request) or my_page())


@login_not_required
def closed(request: HttpRequest) -> HttpResponse:
    """Say that the municipality makes the accounts: nobody signs up by themselves."""
    return render(request, "account/signup_closed.html")


def account(request: HttpRequest) -> HttpResponse:
    """Show one's own account: address, positions held today as holder or deputy (O-4), and the ways to sign in."""
    person = cast(Person, request.user)  # LoginRequiredMiddleware lets nobody else in
    positions = Position.objects.held_by(person, today()).select_related("body", "unit", "person")
    return render(request, "account/account.html", {"positions": positions})
