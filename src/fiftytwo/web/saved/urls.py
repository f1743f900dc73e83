"""Addresses of saved views."""

from django.urls import path

from fiftytwo.web.saved import views

urlpatterns = [
    path("", views.saved, name="saved-views"),
    path("<int:view_id>/", views.go, name="saved-view"),
    path("<int:view_id>/change/", views.change, name="saved-view-change"),
    path("<int:view_id>/drop/", views.drop, name="saved-view-drop"),
]
