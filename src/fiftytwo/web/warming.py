"""The first look at the lake is made by the process itself, before it takes a visitor's request."""

import logging
import time

from django.db import connections
from django.test import RequestFactory
from django_htmx.middleware import HtmxDetails

from fiftytwo.web.accounts.models import User
from fiftytwo.web.accounts.rights import Role
from fiftytwo.web.home.views import home
from fiftytwo.web.service.views import explore

__all__ = ["warm_up"]

log = logging.getLogger("fiftytwo.web.warming")


def warm_up() -> float:
    """Make the front page and the explorer once and throw them away; return how long it took [s].

    Imports, DuckDB, the templates and the answers that are kept until the next load are there
    afterwards. Nothing is written, and a page that breaks is only noted: its visitor will see the
    same, with an error page.
    """
    began = time.perf_counter()
    nobody = User(pk=0, username="nobody")  # no row has this key, but queries can ask for it
    nobody.roles = frozenset({Role.HEAD})
    try:
        for view, path in ((home, "/"), (explore, "/service/")):
            request = RequestFactory(headers={"host": "localhost"}).get(path)
            request.user = nobody
            request.htmx = HtmxDetails(request)
            view(request)
    except Exception as error:  # whatever it is, the server starts
        log.warning("not warm: %s", type(error).__name__)
    finally:
        connections.close_all()
    return time.perf_counter() - began
