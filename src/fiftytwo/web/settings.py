"""Django's settings, all of them from the workspace and a few environment variables.

FIFTYTWO_WORKSPACE      the workspace folder (default ./workspace)
FIFTYTWO_DATABASE_URL   postgres://user:password@host:port/name instead of the SQLite ledger; DATABASE_URL
                        where it is not set, and SQLite all the same where it is set and empty
FIFTYTWO_ZONE, FIFTYTWO_LANGUAGE, FIFTYTWO_CURRENCY, FIFTYTWO_HOST   instead of the lines of fiftytwo.toml
FIFTYTWO_HOSTS          further host names under which the application is reached, comma-separated
FIFTYTWO_HTTPS          1 where it is reached by HTTPS only: secure cookies, HSTS
FIFTYTWO_HSTS           what HSTS covers with it: host (default), domain (and all below it), or off
FIFTYTWO_PROXIES        proxies in front that append to X-Forwarded-For (default: 1 with HTTPS, else 0)
FIFTYTWO_OPENID_SECRET  secret of the company's login, instead of keys/openid.secret
FIFTYTWO_SMTP           mail server, such as smtps://user@mail.example.com; none: no mail is sent
FIFTYTWO_SMTP_PASSWORD  its password, instead of keys/smtp.secret
FIFTYTWO_MAIL_FROM      whom mail is from; FIFTYTWO_ADDRESS: where its links lead
FIFTYTWO_CHAT_PRIVATE   1 lets people name chat services inside a private network
FIFTYTWO_UPLOAD_MB      the largest file that the pages take [MB] (default 2000)
FIFTYTWO_DEBUG          1 for tracebacks in the log
"""

import os
import secrets
from pathlib import Path

from csp.constants import NONE, SELF
from django.contrib.messages.constants import DEBUG as DEBUG_LEVEL
from django.contrib.messages.constants import ERROR, INFO, SUCCESS, WARNING

from fiftytwo.base.workspace import Workspace, open_workspace, workspace_path
from fiftytwo.web.database import database
from fiftytwo.web.environment import choice, number, switch
from fiftytwo.web.openid import openid_app
from fiftytwo.web.smtp import smtp_settings

HERE = Path(__file__).resolve().parent
ROOT = workspace_path()
IS_MADE = (ROOT / "fiftytwo.toml").exists()

# Before `init` there is no workspace yet, but the tables of one must be makeable.
WORKSPACE = open_workspace(ROOT) if IS_MADE else Workspace(root=ROOT)
SECRET_KEY = WORKSPACE.secret_key if IS_MADE else secrets.token_urlsafe(50)

DEBUG = False
TRACEBACKS = switch(os.environ, "FIFTYTWO_DEBUG")
BOUND_HOST = WORKSPACE.host
LOOPBACK_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
ALLOWED_HOSTS = [
    *LOOPBACK_HOSTS,
    BOUND_HOST,
    *filter(None, os.environ.get("FIFTYTWO_HOSTS", "").split(",")),
]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "axes",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "rules",
    # Ours, from the bottom up: an app imports only from those above it in this list.
    "fiftytwo.web.audit",
    "fiftytwo.web.notices",
    "fiftytwo.web.people",
    "fiftytwo.web.accounts",
    "fiftytwo.web.signin",
    "fiftytwo.web.agreements",
    "fiftytwo.web.tokens",
    "fiftytwo.web.scim",
    "fiftytwo.web.jobs",
    "fiftytwo.web.post",
    "fiftytwo.web.intake",
    "fiftytwo.web.service",
    "fiftytwo.web.saved",
    "fiftytwo.web.plans",
    "fiftytwo.web.privacy",
    "fiftytwo.web.api",
    "fiftytwo.web.search",
    "fiftytwo.web.home",
    "fiftytwo.web.style",
]

MIDDLEWARE = [
    "fiftytwo.web.middleware.request_log",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "fiftytwo.web.middleware.told_to_browsers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "fiftytwo.web.bodies.BodyLimit",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "fiftytwo.web.accounts.middleware.demo_on_loopback",
    "fiftytwo.web.signin.middleware.marked_sessions",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "fiftytwo.web.signin.middleware.SecondFactor",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "fiftytwo.web.urls"
WSGI_APPLICATION = "fiftytwo.web.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["fiftytwo.web.templatetags.words", "django.templatetags.i18n"],
            "libraries": {"words": "fiftytwo.web.templatetags.words"},
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "fiftytwo.web.frame.frame",
            ],
        },
    }
]

DATABASE_URL = os.environ.get("FIFTYTWO_DATABASE_URL", os.environ.get("DATABASE_URL"))
DATABASES = {"default": database(WORKSPACE.ledger, DATABASE_URL)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Limits and used codes must hold for all web processes, so they are kept where all of them look.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}
}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
# What the worker starts by itself: constants of web.jobs.schedules.Schedule
SCHEDULES = [
    "fiftytwo.web.jobs.jobs.TIDY",
    "fiftytwo.web.intake.jobs.UPKEEP",
    "fiftytwo.web.intake.jobs.STALE_UPLOADS",
    "fiftytwo.web.privacy.jobs.RETENTION",
    "fiftytwo.web.privacy.jobs.READS",
    "fiftytwo.web.saved.jobs.VIEWS",
    "fiftytwo.web.plans.jobs.TODAY",
]

# How notices leave the house
globals().update(smtp_settings(os.environ, WORKSPACE))
CHAT_PRIVATE = switch(os.environ, "FIFTYTWO_CHAT_PRIVATE")

# Who may come in
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "fiftytwo.web.signin.backend.LedgerBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "fiftytwo.web.signin.adapter.Adapter"
ACCOUNT_FORMS = {
    "login": "fiftytwo.web.signin.forms.SignInForm",
    "change_password": "fiftytwo.web.signin.forms.ChangePasswordForm",
    "reauthenticate": "fiftytwo.web.signin.forms.PasswordAgain",
}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_USER_DISPLAY = str
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
# Wrong passwords are counted by axes; `login_failed` counts wrong codes of second factors.
ACCOUNT_RATE_LIMITS = {
    "login_failed": "8/15m/key",
    "login": "120/m/ip",  # a whole office behind one address signs in at eight
    "link": "30/m/ip",
    "upload": "60/h/user",
    "token": "20/h/user",
    "wishes": "30/h/user",  # each looks up the machine of a chat address
    "api": "120/m/key",  # of one token
}
MFA_ADAPTER = "fiftytwo.web.signin.factors.Factors"
MFA_FORMS = {
    "authenticate": "fiftytwo.web.signin.forms.AuthenticateByCode",
    "authenticate_webauthn": "fiftytwo.web.signin.forms.AuthenticateByPasskey",
    "reauthenticate": "fiftytwo.web.signin.forms.ConfirmByCode",
    "reauthenticate_webauthn": "fiftytwo.web.signin.forms.ConfirmByPasskey",
    "login_webauthn": "fiftytwo.web.signin.forms.SignInByPasskey",
    "activate_totp": "fiftytwo.web.signin.forms.SetUpApp",
    "add_webauthn": "fiftytwo.web.signin.forms.AddPasskey",
    "edit_webauthn": "fiftytwo.web.signin.forms.RenamePasskey",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_TOLERANCE = 1  # clocks of phones differ; a code is taken once all the same
MFA_ALLOW_UNVERIFIED_EMAIL = True  # addresses are given with the account, not claimed
MFA_RATE_LIMITS = {"webauthn_login": "120/m/ip"}
SOCIALACCOUNT_ADAPTER = "fiftytwo.web.signin.provider.Linked"
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [openid_app(WORKSPACE)] if WORKSPACE.openid else [],
    }
}
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "account/locked.html"
AXES_HTTP_RESPONSE_CODE = 429
AXES_CLIENT_IP_CALLABLE = "fiftytwo.web.signin.place.client_address"
AXES_VERBOSE = False
AXES_DISABLE_ACCESS_LOG = True
SILENCED_SYSTEM_CHECKS = [
    "axes.W003",  # the stand-alone back-end is the first in the list
    "security.W005",  # what else runs under the domain is not ours to decide: FIFTYTWO_HSTS=domain
    "security.W021",
]

# What a browser is told
IS_HTTPS = switch(os.environ, "FIFTYTWO_HTTPS")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_ENGINE = "fiftytwo.web.signin.store"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_HTTPS else None
HSTS = choice(os.environ, "FIFTYTWO_HSTS", ("host", "domain", "off"), "host")
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS and HSTS != "off" else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HSTS == "domain"
PROXIES = number(os.environ, "FIFTYTWO_PROXIES", 1 if IS_HTTPS else 0)
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "fiftytwo.web.errors.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440  # a form without files
UPLOAD_MOST_BYTES = number(os.environ, "FIFTYTWO_UPLOAD_MB", 2000, least=1) * 1_000_000
FILE_UPLOAD_TEMP_DIR = str(WORKSPACE.uploads) if WORKSPACE.uploads.exists() else None
FILE_UPLOAD_PERMISSIONS = 0o600

# Words and times
LANGUAGE_CODE = WORKSPACE.language
LANGUAGES = [("en", "English"), ("de", "Deutsch")]  # each in its own words
LOCALE_PATHS = [HERE / "locale"]
USE_I18N = USE_TZ = True
USE_THOUSAND_SEPARATOR = True
TIME_ZONE = WORKSPACE.zone
FIRST_DAY_OF_WEEK = 1
FORMAT_MODULE_PATH = ["fiftytwo.web.formats"]

# Files that never change under one address: whitenoise serves them from the package itself.
STATIC_URL = "/static/"
STATICFILES_DIRS = [HERE / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "fiftytwo.web.storage.VersionedStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 31_536_000

MESSAGE_TAGS = {DEBUG_LEVEL: "", INFO: "", SUCCESS: "good", WARNING: "watch", ERROR: "bad"}
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "fiftytwo.web.logs.LineFormatter", "tracebacks": TRACEBACKS}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "fiftytwo": {"level": "INFO"},
        "django.request": {"level": "CRITICAL"},  # the request line says it, with the id
        "django.server": {"level": "CRITICAL"},
        "axes": {"level": "ERROR"},
    },
}
