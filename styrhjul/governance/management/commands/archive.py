"""Makes the archive packages that nobody has asked for: ``manage.py archive``, from a timer in the night (L-10)."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from styrhjul.documents.process import RenderError
from styrhjul.governance.archiving import missing_packages, package_of


class Command(BaseCommand):
    """Make a package of each adopted version that has none; safe to run any number of times (L-10)."""

    help = "Gör de arkivpaket som saknas för det som är beslutat och justerat. Får köras hur ofta som helst."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Make the packages and say how many; one that cannot be made hinders no other."""
        made, failed = 0, []
        for version in missing_packages():
            try:
                package_of(version)
            except RenderError as error:
                failed.append(f"{version.content_type.model} {version.object_id}, {version}: {error}")
            else:
                made += 1
        self.stdout.write(f"{made} arkivpaket gjordes.")
        if failed:
            raise CommandError("Kunde inte göras:\n" + "\n".join(failed))
