"""Addresses of coming in. allauth's other addresses are not routed: nobody signs up here."""

from allauth.socialaccount.providers.openid_connect.views import callback
from django.urls import path

from fiftytwo.web.signin import factor_views, provider_views, views

FACTOR = "account/second-factor/"

urlpatterns = [
    path("sign-in/", views.SignIn.as_view(), name="account_login"),
    path("sign-in/second-factor/", factor_views.Authenticate.as_view(), name="mfa_authenticate"),
    path("sign-in/again/", views.start_again, name="sign-in-again"),
    path("sign-in/passkey/", factor_views.PasskeySignIn.as_view(), name="mfa_login_webauthn"),
    path("sign-in/with/<slug:provider_id>/", provider_views.go, name="openid_connect_login"),
    path("sign-in/with/<slug:provider_id>/back/", callback, name="openid_connect_callback"),
    path("sign-out/", views.SignOut.as_view(), name="account_logout"),
    path("first-head/<str:token>/", views.first_head, name="first-head"),
    path("join/<str:token>/", views.join, name="join"),
    path("account/password/", views.Password.as_view(), name="account_change_password"),
    path("account/confirm/", views.Confirm.as_view(), name="account_reauthenticate"),
    path("account/confirm/code/", factor_views.ConfirmByCode.as_view(), name="mfa_reauthenticate"),
    path(
        "account/confirm/passkey/",
        factor_views.ConfirmByPasskey.as_view(),
        name="mfa_reauthenticate_webauthn",
    ),
    path("account/confirm/company/", provider_views.confirm, name="confirm-by-provider"),
    path(FACTOR, factor_views.Factors.as_view(), name="mfa_index"),
    path(f"{FACTOR}app/", factor_views.SetUpApp.as_view(), name="mfa_activate_totp"),
    path(f"{FACTOR}app/remove/", factor_views.RemoveApp.as_view(), name="mfa_deactivate_totp"),
    path(f"{FACTOR}passkey/", factor_views.AddPasskey.as_view(), name="mfa_add_webauthn"),
    path(
        f"{FACTOR}passkey/<int:pk>/name/",
        factor_views.RenamePasskey.as_view(),
        name="mfa_edit_webauthn",
    ),
    path(
        f"{FACTOR}passkey/<int:pk>/remove/",
        factor_views.RemovePasskey.as_view(),
        name="mfa_remove_webauthn",
    ),
    path(f"{FACTOR}codes/", factor_views.Codes.as_view(), name="mfa_view_recovery_codes"),
    path(
        f"{FACTOR}codes/new/", factor_views.NewCodes.as_view(), name="mfa_generate_recovery_codes"
    ),
    path(
        f"{FACTOR}codes/file/",
        factor_views.CodesFile.as_view(),
        name="mfa_download_recovery_codes",
    ),
    path("account/sessions/", views.sessions, name="sessions"),
    path("account/sessions/end/", views.end_others, name="sessions-end"),
    path("account/sessions/<uuid:public_id>/end/", views.end_session, name="session-end"),
    path("settings/sign-in/", views.rules, name="sign-in-rules"),
]
