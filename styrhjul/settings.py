"""The settings, read from the environment; docs/drift.md lists every variable.

Pure: reading them starts nothing and writes nothing. Without ``DEBUG=1`` or ``DEMO=1`` they are those of production.
"""

import datetime
import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from styrhjul import embedded


def _flag(name: str) -> bool:
    """Return whether the environment variable says yes."""
    return os.environ.get(name, "").strip().lower() in {"1", "true", "yes", "on", "ja"}


def _list(name: str, default: str = "") -> list[str]:
    """Return the words of a comma-separated environment variable."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def _database(url: str) -> dict[str, Any]:
    """Return Django's description of the database at ``postgresql://user:password@host:port/name?option=value``."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured("DATABASE_URL ska börja med postgresql://; Styrhjul använder bara PostgreSQL.")
    return {
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": dict(parse_qsl(parts.query)),
    }


def _secret_key() -> str:
    """Return the key that signs sessions. Production has no key to fall back on."""
    key = os.environ.get("SECRET_KEY", "")
    if not key and not (DEBUG or DEMO):
        raise ImproperlyConfigured("SECRET_KEY saknas: sätt den till minst 50 slumpmässiga tecken.")
    return key or "bara-for-utveckling-och-demonstration-pa-den-egna-datorn"


BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(os.environ.get("STYRHJUL_DATA", BASE_DIR / "var"))

# What kind of installation this is
DEBUG = _flag("DEBUG")
DEMO = _flag("DEMO")
PRODUCTION = _flag("PRODUCTION")
_day = os.environ.get("DEMO_TODAY", "2026-09-14" if DEMO else "")
DEMO_TODAY = datetime.date.fromisoformat(_day) if _day else None
MUNICIPALITY_NAME = os.environ.get("MUNICIPALITY_NAME", "Lomma kommun" if DEMO else "Kommunen")
# Of documents: the municipality's colour as #rrggbb and its arms as an SVG or PNG file; checked at the start
MUNICIPALITY_COLOUR = os.environ.get("MUNICIPALITY_COLOUR", "")
MUNICIPALITY_ARMS = os.environ.get("MUNICIPALITY_ARMS", "")

SECRET_KEY = _secret_key()
LOOPBACK = ["127.0.0.1", "localhost", "[::1]"]
ALLOWED_HOSTS = _list("ALLOWED_HOSTS", ",".join(LOOPBACK) if DEBUG or DEMO else "")
CSRF_TRUSTED_ORIGINS = _list("CSRF_TRUSTED_ORIGINS")

INSTALLED_APPS = [
    "styrhjul.organisation",
    "styrhjul.governance",
    "styrhjul.goals",
    "styrhjul.budget",
    "styrhjul.control",
    "styrhjul.followup",
    "styrhjul.integrations",
    "styrhjul.web",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_htmx",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "styrhjul.urls"
WSGI_APPLICATION = "styrhjul.wsgi.application"

# The database: the server of DATABASE_URL, else the embedded one, which is somebody else's to start
_name = "demonstration" if DEMO else "styrhjul"
_embedded = {"NAME": _name, "USER": embedded.USER, "HOST": embedded.socket_folder(DATA_DIR / "pg"), "OPTIONS": {}}
DATABASE_URL = os.environ.get("DATABASE_URL", "")
DATABASES: dict[str, dict[str, Any]] = {"default": _database(DATABASE_URL) if DATABASE_URL else _embedded}
DATABASES["default"] |= {
    "ENGINE": "styrhjul.postgresql",  # Django's, which asks a pooled connection whether its server is still there
    "CONN_MAX_AGE": 0,  # the pool keeps the connections
}
# What is asked again and again is planned once a connection: a fifth off a small page. A pooler between that hands out
# another connection for each transaction must know prepared statements, or be given a limit of 0
_prepare = int(os.environ.get("DATABASE_PREPARE", "3"))
DATABASES["default"]["OPTIONS"] |= {"server_side_binding": bool(_prepare), "prepare_threshold": _prepare or None}
# A command waits this many seconds for a server that is not there: not the pool's own thirty
DATABASES["default"]["OPTIONS"]["pool"] = {
    "min_size": 1,
    "max_size": int(os.environ.get("DATABASE_POOL", "4")),
    "timeout": 10,
    # The pool tries a lost server ever more seldom; from then on it is tried anew for each request
    "reconnect_timeout": 10,
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Two tables: what counts failed sign-ins must never be thrown out to make room for pages
CACHES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"},
    "pages": {
        "BACKEND": "styrhjul.web.page_cache.PageCache",
        "LOCATION": "page_cache",
        "OPTIONS": {"MAX_ENTRIES": 2000},
    },
    # In front of it, in each process: few and small enough for its memory
    "near": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 60}},
}

# Templates: ours in Jinja2; Django's engine only for the e-mails and one-line messages of allauth
_processors = [
    "django.template.context_processors.request",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "styrhjul" / "web" / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "styrhjul.web.environment.environment",
            "context_processors": _processors,
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": _processors},
    },
]
FORM_RENDERER = "django.forms.renderers.Jinja2"

# Language and time
LANGUAGE_CODE = "sv"
LANGUAGES = [("sv", "Svenska")]
TIME_ZONE = "Europe/Stockholm"
USE_TZ = True
USE_THOUSAND_SEPARATOR = False

# Signing in
AUTH_USER_MODEL = "organisation.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
_validation = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_validation}.UserAttributeSimilarityValidator", "OPTIONS": {"user_attributes": ("email", "name")}},
    {"NAME": f"{_validation}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": f"{_validation}.CommonPasswordValidator"},
    {"NAME": f"{_validation}.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "my_page"
ACCOUNT_ADAPTER = "styrhjul.web.signin.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # addresses come from the municipality's own register, never from the person
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Styrhjul: "
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_SESSION_REMEMBER = False
# Five failures for an address, then a wait of five minutes; counted in the database, so over every process
ACCOUNT_RATE_LIMITS = {"login_failed": "30/m/ip,5/300s/key"}
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("TRUSTED_PROXIES", "0"))
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Styrhjul"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_SAMESITE = "Lax"

# Static files: hashed and compressed by `collectstatic` in production, straight from the folders otherwise
STATIC_URL = "/static/"
STATIC_ROOT = None if DEBUG or DEMO else BASE_DIR / "static-collected"
_plain = "django.contrib.staticfiles.storage.StaticFilesStorage"
_hashed = "whitenoise.storage.CompressedManifestStaticFilesStorage"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": _plain if DEBUG or DEMO else _hashed},
}
WHITENOISE_USE_FINDERS = DEBUG or DEMO
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
MEDIA_ROOT = DATA_DIR / "files"

# What a browser is told
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],  # the design system's icon masks, and the QR code of two-factor authentication
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
_secure = not (DEBUG or DEMO)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _secure
SECURE_SSL_REDIRECT = _secure
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if _secure else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = _secure
if ALLAUTH_TRUSTED_PROXY_COUNT:
    # Only behind a proxy that sets the header itself: a browser could otherwise claim to be on https
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# E-mail: the demonstration's letters are files, so that nobody real gets any
_mail = "django.core.mail.backends"
EMAIL_BACKEND = f"{_mail}.filebased.EmailBackend" if DEBUG or DEMO else f"{_mail}.smtp.EmailBackend"
EMAIL_FILE_PATH = DATA_DIR / "mail"
EMAIL_HOST = os.environ.get("EMAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = _flag("EMAIL_USE_TLS")
EMAIL_SUBJECT = "Styrhjul"  # what the subject of a reminder begins with
#: The address that people reach Styrhjul at, for links in mail and calendars.
SITE_URL = os.environ.get("SITE_URL", f"http://127.0.0.1:{os.environ.get('PORT', '8000')}")
DEFAULT_FROM_EMAIL = SERVER_EMAIL = os.environ.get("EMAIL_FROM", "styrhjul@localhost")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "WARNING")},
    # Django would otherwise mail every fault to administrators that nobody has named
    "loggers": {"django": {"handlers": ["console"], "level": "WARNING", "propagate": False}},
}
