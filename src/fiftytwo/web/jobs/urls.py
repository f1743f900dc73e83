"""Addresses of background work."""

from django.urls import path

from fiftytwo.web.jobs import views

urlpatterns = [
    path("", views.jobs, name="jobs"),
    path("all/", views.operations, name="operations"),
    path("all/<uuid:job_id>/end/", views.end, name="operations-end"),
    path("<uuid:job_id>/", views.job, name="job"),
    path("<uuid:job_id>/cancel/", views.cancel, name="job-cancel"),
    path("<uuid:job_id>/again/", views.again, name="job-again"),
]
