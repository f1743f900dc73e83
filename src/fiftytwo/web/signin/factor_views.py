"""Pages of second factors: apps, passkeys, recovery codes, and proving them."""

from allauth.mfa.base.views import AuthenticateView, IndexView, ReauthenticateView
from allauth.mfa.recovery_codes.views import (
    DownloadRecoveryCodesView,
    GenerateRecoveryCodesView,
    ViewRecoveryCodesView,
)
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import (
    AddWebAuthnView,
    EditWebAuthnView,
    LoginWebAuthnView,
    ReauthenticateWebAuthnView,
    RemoveWebAuthnView,
)
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator

from fiftytwo.web.accounts.rights import page_right
from fiftytwo.web.signin import actions, queries
from fiftytwo.web.signin.middleware import lacks_factor
from fiftytwo.web.signin.views import Unprocessable

__all__ = [
    "AddPasskey",
    "Authenticate",
    "Codes",
    "CodesFile",
    "ConfirmByCode",
    "ConfirmByPasskey",
    "Factors",
    "NewCodes",
    "PasskeySignIn",
    "RemoveApp",
    "RemovePasskey",
    "RenamePasskey",
    "SetUpApp",
]

own = method_decorator(page_right("account"), name="dispatch")
INDEX = reverse_lazy("mfa_index")


class NotShared:
    """Mixed into a page that changes factors: a demo login, which many share, has none."""

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Send a demo login back to the list, which says why."""
        if request.user.is_demo:
            return redirect(INDEX)
        return super().dispatch(request, *args, **kwargs)


class Noted:
    """Mixed into a page that changes factors: the change and its entry are kept together."""

    change = ""  # a key of audit.words.ACTIONS

    def form_valid(self, form: object) -> HttpResponse:
        """Change it and note it."""
        with transaction.atomic():
            response = super().form_valid(form)
            actions.note_own_change(self.request.user, self.change)
        return response


class Authenticate(Unprocessable, AuthenticateView):
    """The second step of signing in."""


class PasskeySignIn(LoginWebAuthnView):
    """Sign in with a passkey alone: GET gives the question, POST takes the answer."""

    def form_invalid(self, form: object) -> HttpResponse:
        """Say on the sign-in page what was wrong."""
        for error in form.errors.get("credential", []):
            messages.error(self.request, error)
        return redirect("account_login")


@own
class ConfirmByCode(Unprocessable, ReauthenticateView):
    """Ask for a code before a page that changes rights, tokens or factors."""


@own
class ConfirmByPasskey(ReauthenticateWebAuthnView):
    """Ask for a passkey before a page that changes rights, tokens or factors."""

    def form_invalid(self, form: object) -> HttpResponse:
        """Show the page again with what was wrong."""
        context = self.get_context_data() | {"form": form}
        return self.render_to_response(context, status=422)


@own
class Factors(IndexView):
    """List one's second factors."""

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Add whether the role needs one that is not there yet, and whether passkeys can work."""
        return super().get_context_data(**kwargs) | {
            "is_missing": lacks_factor(self.request),
            "factors": queries.factors_of(self.request.user),
        }


@own
class SetUpApp(NotShared, Noted, Unprocessable, ActivateTOTPView):
    """Set up an app that shows codes."""

    change = "signin.add_app"


@own
class RemoveApp(NotShared, Noted, DeactivateTOTPView):
    """Remove the app."""

    change = "signin.remove_app"


@own
class AddPasskey(NotShared, Noted, AddWebAuthnView):
    """Add a passkey."""

    change = "signin.add_passkey"

    def form_invalid(self, form: object) -> HttpResponse:
        """Show the page again with what was wrong."""
        context = self.get_context_data() | {"form": form}
        return self.render_to_response(context, status=422)


@own
class RenamePasskey(NotShared, Noted, Unprocessable, EditWebAuthnView):
    """Name a passkey."""

    change = "signin.rename_passkey"

    success_url = INDEX


@own
class RemovePasskey(NotShared, Noted, RemoveWebAuthnView):
    """Remove a passkey."""

    change = "signin.remove_passkey"

    success_url = INDEX


@own
class Codes(NotShared, ViewRecoveryCodesView):
    """Show the recovery codes, once."""


@own
class NewCodes(NotShared, Noted, Unprocessable, GenerateRecoveryCodesView):
    """Make new recovery codes."""

    change = "signin.new_codes"


@own
class CodesFile(NotShared, DownloadRecoveryCodesView):
    """The recovery codes as a text file."""
