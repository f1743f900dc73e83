"""Addresses of the week plan."""

from django.urls import path

from fiftytwo.web.plans import views

urlpatterns = [
    path("", views.week_plan, name="plan"),
    path("today/", views.today, name="plan-today"),
    path("today/again/", views.forecast_again, name="plan-again"),
    path("make/", views.make, name="plan-make"),
]
