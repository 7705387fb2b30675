"""The settings of the tests: those of production, but for the database, the speed, and what needs https."""

import datetime
import os

from styrhjul import embedded

os.environ.setdefault("SECRET_KEY", "tests-only-" + "0123456789" * 5)
os.environ.setdefault("ALLOWED_HOSTS", "testserver,127.0.0.1,localhost")
for _name in ("DEMO", "DEBUG", "DEMO_TODAY", "PRODUCTION"):
    os.environ.pop(_name, None)

from styrhjul.settings import *  # noqa: E402,F403
from styrhjul.settings import BASE_DIR, CACHES, DATABASE_URL, DATABASES  # noqa: E402

# One name for the run, inherited by xdist's workers: two runs at once do not meet, and a killed run can be cleared away
TEST_RUN = os.environ.setdefault("TEST_RUN", str(os.getpid()))
TEMPLATE_DATABASE = "template_styrhjul"
PG_TEST = BASE_DIR / "var" / "pg-test"

DATABASES["default"]["OPTIONS"].pop("pool")  # no gain in tests, and it would hold on to databases to be dropped
DATABASES["default"]["TEST"] = {"NAME": f"test_{TEST_RUN}", "TEMPLATE": TEMPLATE_DATABASE}
if not DATABASE_URL:
    DATABASES["default"]["HOST"] = embedded.socket_folder(PG_TEST)

# A process outlives the tests' transactions, so what it keeps would too
# Old pages are cleared by chance, and here each page's queries are counted
CACHES["pages"]["OPTIONS"] = {"BETWEEN_CLEARINGS": 0}
CACHES["near"] = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
DEMO_TODAY = datetime.date(2026, 9, 14)
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATIC_ROOT = None
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = True
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = False
SECURE_HSTS_SECONDS = 0
