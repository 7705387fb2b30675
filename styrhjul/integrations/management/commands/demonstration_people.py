"""Lists those whom one may be in the demonstration: ``manage.py demonstration_people``."""

from typing import Any

from django.core.management.base import BaseCommand

from styrhjul.organisation.clock import today
from styrhjul.organisation.models import Position, swedish


class Command(BaseCommand):
    """Print «name – title – e-mail» for each person at the demonstration's door."""

    help = "Skriver ut vem man kan logga in som i demonstrationen."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Write a line for each person, with the title of the position held longest."""
        held = Position.objects.running(today()).filter(person__is_demonstration=True).select_related("person")
        lines: dict[int, str] = {}
        for position in held.order_by(swedish("person__name"), "from_on", "id"):
            person = position.person
            lines.setdefault(person.pk, f"{person.name} – {position.heading} – {person.email}")
        self.stdout.write("\n".join(lines.values()))
