"""Addresses of Settings → Access tokens."""

from django.urls import path

from fiftytwo.web.tokens import views

urlpatterns = [
    path("", views.tokens, name="tokens"),
    path("<int:token_id>/revoke/", views.revoke, name="token-revoke"),
]
