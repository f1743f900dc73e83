"""Addresses of the week plan."""

from django.urls import path

from fiftytwo.web.plans import views

urlpatterns = [
    path("", views.week_plan, name="plan"),
    path("make/", views.make, name="plan-make"),
]
