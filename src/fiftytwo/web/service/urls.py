"""Addresses of the measures explorer."""

from django.urls import path

from fiftytwo.web.service import fair_views, views

urlpatterns = [
    path("", views.explore, name="service"),
    path("rows/", views.rows, name="service-rows"),
    path("contacts.<str:kind>", views.contacts, name="service-contacts"),
    path("data.csv", views.download, name="service-csv"),
    path("publish/", views.publish, name="service-publish"),
    path("compare/", fair_views.compare, name="compare"),
    path("compare/data.csv", fair_views.compare_csv, name="compare-csv"),
    path("changes/", fair_views.changes, name="changes"),
    path("drivers/", fair_views.drivers, name="drivers"),
]
