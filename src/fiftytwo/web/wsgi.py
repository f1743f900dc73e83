"""The WSGI application that `fiftytwo serve` runs."""

import os

from django.core.wsgi import get_wsgi_application

from fiftytwo.web.lifeline import die_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fiftytwo.web.settings")
application = get_wsgi_application()
if os.environ.get("FIFTYTWO_SUPERVISED"):
    die_with_parent()
