"""What must not be read by others: keys in files of tight mode, and who the provider of logins is."""

import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from fiftytwo.base.errors import InputError

__all__ = ["OpenId", "openid_of", "read_secret"]

OTHERS = stat.S_IRWXG | stat.S_IRWXO
LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class OpenId:
    """The company's own login by OpenID Connect.

    Attributes
    ----------
    name : str
        What people call it, such as "Company login".
    server : str
        Its address (issuer).
    client_id : str
        The name under which it knows fiftytwo.
    """

    name: str
    server: str
    client_id: str


def openid_of(path: Path, given: Mapping[str, object]) -> OpenId:
    """Return the section ``[openid]`` of a workspace's settings.

    Raises
    ------
    InputError
        If a setting is missing, unknown or no text, or the server is not reached by HTTPS.
    """
    known = ("name", "server", "client_id")
    for name in given:
        if name not in known:
            raise InputError(
                f"{path}: unknown setting openid.{name}: use {', '.join(known)}; the secret belongs "
                "in FIFTYTWO_OPENID_SECRET or keys/openid.secret"
            )
    for name in known:
        if not isinstance(given.get(name), str) or not given[name]:
            raise InputError(f"{path}: openid.{name} is missing: write it in quotes")
    parts = urlsplit(str(given["server"]))
    if parts.scheme != "https" and parts.hostname not in LOOPBACK:
        raise InputError(f"{path}: openid.server must begin with https://")
    return OpenId(str(given["name"]), str(given["server"]), str(given["client_id"]))


def read_secret(path: Path) -> str:
    """Return the text of a file that its owner alone can read.

    Raises
    ------
    InputError
        If it cannot be read, or others can read it too.
    """
    try:
        text = path.read_text().strip()
        mode = stat.S_IMODE(path.stat().st_mode)
    except OSError as error:
        raise InputError(
            f"{path} cannot be read ({error.strerror}): restore it from a backup"
        ) from None
    if os.name == "posix" and mode & OTHERS:
        raise InputError(
            f"{path} can be read by others (mode {mode:04o}): run `chmod 600 {path}`, and think of "
            "it as known to whoever could read it"
        )
    return text
