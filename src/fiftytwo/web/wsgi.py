"""The WSGI application that `fiftytwo serve` runs."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from fiftytwo.web.lifeline import die_with_supervisor

die_with_supervisor()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fiftytwo.web.settings")
application = get_wsgi_application()
get_resolver().url_patterns  # noqa: B018  (imports every view now, not under the first visitor)
