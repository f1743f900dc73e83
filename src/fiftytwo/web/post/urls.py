"""Addresses of notices."""

from django.urls import path

from fiftytwo.web.post import views

urlpatterns = [
    path("notices/", views.notices, name="notices"),
    path("notices/read/", views.read_all, name="notices-read"),
    path("notices/<int:notice_id>/read/", views.read, name="notice-read"),
    path("account/notices/", views.wishes, name="notice-wishes"),
]
