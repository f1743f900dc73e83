"""What allauth asks us about second factors: how secrets are kept, how keys are named."""

import base64
import hashlib

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from fiftytwo.web.accounts.models import User

__all__ = ["Factors"]


class Factors(DefaultMFAAdapter):
    """Secrets of second factors are kept encrypted under a key that the ledger does not hold."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("That did not fit. Use the code that is shown now, or another way."),
        "cannot_generate_recovery_codes": _("Set up an app or a passkey first."),
    }

    def encrypt(self, text: str) -> str:
        """Return `text` encrypted."""
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return the text of what `encrypt` made."""
        return _box().decrypt(encrypted_text.encode()).decode()

    def get_totp_issuer(self) -> str:
        """Return the name under which an app lists the account."""
        return f"fiftytwo, {settings.WORKSPACE.name}"

    def get_totp_label(self, user: User) -> str:
        """Return the username: an address is nobody's business on a picture."""
        return user.username

    def _get_site_name(self) -> str:
        return self.get_totp_issuer()

    def _get_user_identifier(self, user: User) -> str:
        return user.username


def _box() -> Fernet:
    key = hashlib.sha256(b"second factors\0" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
