"""Addresses of the measures explorer."""

from django.urls import path

from fiftytwo.web.service import views

urlpatterns = [
    path("", views.explore, name="service"),
    path("rows/", views.rows, name="service-rows"),
    path("data.csv", views.download, name="service-csv"),
]
