"""Addresses of Settings → Sources."""

from django.urls import path

from fiftytwo.web.intake import views

urlpatterns = [
    path("", views.sources, name="sources"),
]
