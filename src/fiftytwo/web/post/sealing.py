"""Addresses of chat services hold a secret: they are kept encrypted and never shown again."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

from fiftytwo.base.errors import InputError

__all__ = ["seal", "unseal"]


def seal(text: str) -> str:
    """Return `text` encrypted under a key that the ledger does not hold."""
    return _box().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """Return the text of what `seal` made.

    Raises
    ------
    InputError
        If it was sealed under another key, as after a restore without the keys.
    """
    try:
        return _box().decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise InputError("the chat address cannot be read any more: enter it again") from None


def _box() -> Fernet:
    key = hashlib.sha256(b"chat addresses\0" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
