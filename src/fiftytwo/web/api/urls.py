"""Addresses of the API, below ``/api/v1/``."""

from django.urls import path

from fiftytwo.web.api.views import API, elsewhere

operations, _app, _namespace = API.urls
urlpatterns = [
    *(entry for entry in operations if entry.name != "api-root"),
    path("", elsewhere, name="api-root"),
    path("<path:path>", elsewhere, name="api-elsewhere"),
]
