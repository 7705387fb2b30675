"""What a WSGI server, such as gunicorn, is pointed at."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "styrhjul.settings")

application = get_wsgi_application()
