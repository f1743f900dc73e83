"""Addresses of signing in and of one's own account."""

from django.urls import path

from fiftytwo.web.accounts import joining, views

urlpatterns = [
    path("sign-in/", views.SignIn.as_view(), name="account_login"),
    path("sign-out/", views.SignOut.as_view(), name="account_logout"),
    path("account/", views.account, name="account"),
    path("account/password/", views.Password.as_view(), name="account_change_password"),
    path("theme/", views.theme, name="theme"),
    path("language/", views.language, name="language"),
    path("join/<str:token>/", joining.join, name="join"),
    path("first-head/<str:token>/", views.first_head, name="first-head"),
]
