"""What a WSGI server, such as gunicorn, is pointed at."""

import os

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

from styrhjul.web.checks import demonstration_stands_alone

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "styrhjul.settings")

application = get_wsgi_application()

# A WSGI server runs no system checks, and this is the one that must never be passed by.
for _error in demonstration_stands_alone():
    raise ImproperlyConfigured(_error.msg)
