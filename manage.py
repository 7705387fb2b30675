#!/usr/bin/env python
"""Django's command line: ``python manage.py migrate`` and the like."""

import os
import sys

from django.core.management import execute_from_command_line


def main() -> None:
    """Run the command in ``sys.argv`` with the software's settings, unless others are asked for."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "styrhjul.settings")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
