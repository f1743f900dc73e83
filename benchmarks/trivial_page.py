"""A trivial Django page, the measure of `bench_reads.py`: Django's own middleware, one template, no database.

With `BENCH_SESSIONS` (a SQLite file) it greets who is signed in, from a session in that database.
"""

import os
import sys

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import path

SESSIONS = os.environ.get("BENCH_SESSIONS")
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{{ title }}</title></head>
<body><h1>{{ title }}</h1><p>Hello, {{ name }}.</p><ul>{% for line in lines %}<li>{{ line }}</li>{% endfor %}</ul>
</body></html>"""


def page(request: HttpRequest) -> HttpResponse:
    name = request.user.get_username() if SESSIONS else "world"
    lines = [f"Line {n}" for n in range(20)]
    return HttpResponse(
        render_to_string("page", {"title": "Trivial", "name": name, "lines": lines})
    )


urlpatterns = [path("", page)]
settings.configure(
    SECRET_KEY="not a secret",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
    ],
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {
                "loaders": [
                    (
                        "django.template.loaders.cached.Loader",
                        [("django.template.loaders.locmem.Loader", {"page": PAGE})],
                    )
                ]
            },
        }
    ],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": SESSIONS or ":memory:"}},
)
application = get_wsgi_application()


def make_session() -> str:
    """Make the tables, a user and a session; return the session's key."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.auth.models import User
    from django.contrib.sessions.backends.db import SessionStore
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    user = User.objects.create_user("nadia", password="x")
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return session.session_key


if __name__ == "__main__":
    sys.stdout.write(make_session())
