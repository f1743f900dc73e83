"""Addresses of one's own account."""

from django.urls import path

from fiftytwo.web.accounts import views

urlpatterns = [
    path("account/", views.account, name="account"),
    path("theme/", views.theme, name="theme"),
    path("language/", views.language, name="language"),
]
