"""Does what the day asks for: ``manage.py tick``, from a timer, on any number of nodes, any number of times (W-4)."""

import logging
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from styrhjul.governance.registry import ticks
from styrhjul.organisation.clock import today

#: The number of the lock that only one run at a time can hold, in the whole database.
LOCK = 20_260_914

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    """Opens what the year wheels open, and sends reminders; one run at a time, each step safe to do again (W-4)."""

    help = "Öppnar det som årshjulen öppnar i dag och skickar påminnelser. Får köras hur ofta som helst."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Run every folder's part of the day; a part that fails hinders no other, and is told at the end."""
        with connection.cursor() as cursor:
            cursor.execute("select pg_try_advisory_lock(%s)", [LOCK])
            if not cursor.fetchone()[0]:
                self.stdout.write("Dagens körning pågår redan på en annan nod.")
                return
        try:
            failed = self._run()
        finally:
            with connection.cursor() as cursor:
                cursor.execute("select pg_advisory_unlock(%s)", [LOCK])
        if failed:
            raise CommandError(f"Det gick inte att köra: {', '.join(failed)}. Felet står i loggen.")

    def _run(self) -> list[str]:
        """Run the parts, and return the names of those that failed."""
        failed = []
        for name, tick in ticks().items():
            try:
                tick(today())
            except Exception:  # whatever went wrong in one part is told, and the others still do their part
                logger.exception("tick: %s", name)
                failed.append(name)
            else:
                self.stdout.write(f"{name}: klart")
        return failed
