"""The WSGI application that `fiftytwo serve` runs."""

import gc

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

import fiftytwo.web.ready  # noqa: F401  (before anything that touches the ledger)
from fiftytwo.web.lifeline import die_with_supervisor
from fiftytwo.web.logs import keep_lines
from fiftytwo.web.warming import warm_up

die_with_supervisor()
application = get_wsgi_application()
keep_lines(settings.WORKSPACE.logs)  # not before: the line above sets all handlers anew
get_resolver().url_patterns  # noqa: B018  (imports every view now, not under the first visitor)
warm_up()
# What is there now stays: looked through once more at each collection, it costs a tenth of all reads.
gc.collect()
gc.freeze()
