"""Addresses of Settings → Sources."""

from django.urls import path

from fiftytwo.web.intake import quality_views, views

urlpatterns = [
    path("", views.sources, name="sources"),
    path("add/", views.add, name="source-add"),
    path("uploads/<uuid:upload_id>/", views.describe, name="upload"),
    path("uploads/<uuid:upload_id>/drop/", views.drop, name="upload-drop"),
    path("loads/<str:load_id>/", views.load, name="load"),
    path("profiles/<slug:name>/", views.profile, name="profile"),
    path("quality/", quality_views.quality, name="quality"),
    path("quarantine/", views.quarantine, name="quarantine"),
    path("quarantine/retry/", views.retry, name="quarantine-retry"),
    path("quarantine/<str:raw_id>/dismiss/", views.dismiss, name="quarantine-dismiss"),
]
