"""The mail server as Django's settings want it told, from one address in the environment."""

from collections.abc import Mapping
from urllib.parse import unquote, urlsplit

from fiftytwo.base.errors import InputError
from fiftytwo.base.secrets import read_secret
from fiftytwo.base.workspace import Workspace

__all__ = ["smtp_settings"]

PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
TIMEOUT_S = 15


def smtp_settings(environ: Mapping[str, str], workspace: Workspace) -> dict[str, object]:
    """Return Django's settings of mail; without FIFTYTWO_SMTP there is no mail.

    Raises
    ------
    InputError
        If the address is not of a mail server, or it is not said where the application and whom
        the mail is from.

    Examples
    --------
    >>> given = {"FIFTYTWO_SMTP": "smtps://ops@mail.example.com",
    ...          "FIFTYTWO_SMTP_PASSWORD": "x", "FIFTYTWO_MAIL_FROM": "ops@example.com",
    ...          "FIFTYTWO_ADDRESS": "https://ops.example.com/"}
    >>> made = smtp_settings(given, None)
    >>> made["EMAIL_PORT"], made["EMAIL_USE_SSL"], made["PUBLIC_ADDRESS"]
    (465, True, 'https://ops.example.com')
    >>> smtp_settings({}, None)["EMAIL_HOST"]
    ''
    """
    address = environ.get("FIFTYTWO_SMTP", "")
    public = environ.get("FIFTYTWO_ADDRESS", "").rstrip("/")
    if not address:
        return {"EMAIL_HOST": "", "PUBLIC_ADDRESS": public}
    url = urlsplit(address)
    if url.scheme not in PORTS or not url.hostname or url.password:
        raise InputError(
            "FIFTYTWO_SMTP must look like smtps://user@mail.example.com (or smtp+starttls://, "
            "smtp://); its password belongs into FIFTYTWO_SMTP_PASSWORD or keys/smtp.secret"
        )
    sender = environ.get("FIFTYTWO_MAIL_FROM", "")
    if "@" not in sender or not public.startswith(("http://", "https://")):
        raise InputError(
            "mail needs FIFTYTWO_MAIL_FROM (its sender, such as ops@example.com) and "
            "FIFTYTWO_ADDRESS (where the application is reached, such as https://ops.example.com)"
        )
    return {
        "EMAIL_HOST": url.hostname,
        "EMAIL_PORT": url.port or PORTS[url.scheme],
        "EMAIL_HOST_USER": unquote(url.username or ""),
        "EMAIL_HOST_PASSWORD": _password(environ, workspace) if url.username else "",
        "EMAIL_USE_TLS": url.scheme == "smtp+starttls",
        "EMAIL_USE_SSL": url.scheme == "smtps",
        "EMAIL_TIMEOUT": TIMEOUT_S,
        "DEFAULT_FROM_EMAIL": sender,
        "PUBLIC_ADDRESS": public,
    }


def _password(environ: Mapping[str, str], workspace: Workspace) -> str:
    return environ.get("FIFTYTWO_SMTP_PASSWORD") or read_secret(
        workspace.root / "keys" / "smtp.secret"
    )
