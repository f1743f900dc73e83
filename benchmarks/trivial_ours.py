"""The project with one page more, the peer of `bench_reads.py`: its middleware, session, base template, one sentence."""

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

import fiftytwo.web.ready  # noqa: F401  (before anything that needs the settings)
from fiftytwo.web import urls
from fiftytwo.web.accounts.rights import page_right
from fiftytwo.web.wsgi import application

__all__ = ["application"]

PAGE = '{% extends "base.html" %}{% block title %}Trivial{% endblock %}{% block main %}<p>Hello.</p>{% endblock %}'
template = engines["django"].from_string(PAGE)


@page_right("account")
def page(request: HttpRequest) -> HttpResponse:
    """Show one sentence to whoever is signed in."""
    return HttpResponse(template.render({}, request))


urls.urlpatterns.insert(0, path("trivial/", page))
