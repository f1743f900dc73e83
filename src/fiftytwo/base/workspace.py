"""A workspace: one folder with settings, ledger, lake, keys, profiles and logs."""

import json
import os
import re
import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from fiftytwo.base.errors import InputError
from fiftytwo.base.secrets import OpenId, openid_of, read_secret

__all__ = [
    "LANGUAGES", "PORT", "SCHEMA", "Target", "Workspace", "create_workspace", "open_workspace", "workspace_path",
]  # fmt: skip

SCHEMA = 2
SETTINGS_FILE = "fiftytwo.toml"
ENVIRONMENT = "FIFTYTWO_WORKSPACE"
DEFAULT_PATH = "workspace"
PORT = 8052  # that `serve` tries first
LANGUAGES = ("en", "de")
CHANGEABLE = ("zone", "language", "currency", "host")  # by the environment


@dataclass(frozen=True, slots=True)
class Target:
    """What a queue promises.

    Attributes
    ----------
    answer_within_s : float
        Threshold of the service level [seconds].
    service_level : float
        Share to be answered within it [0..1].
    short_abandon_s : float
        A caller who leaves sooner counts as a short abandon [seconds].
    """

    answer_within_s: float = 20.0
    service_level: float = 0.80
    short_abandon_s: float = 5.0


@dataclass(frozen=True, slots=True)
class Workspace:
    """An opened workspace: where things are, and its settings."""

    root: Path
    name: str = "Our service team"
    zone: str = "UTC"
    language: str = "en"
    currency: str = "EUR"
    host: str = "127.0.0.1"
    schema: int = SCHEMA
    target: Target = Target()
    queue_targets: Mapping[str, Target] = field(default_factory=dict)
    pools: Mapping[str, str] = field(default_factory=dict)  # queue → the pool that answers it
    not_at_once: tuple[str, ...] = ()  # reasons that nobody can close at the first contact
    openid: OpenId | None = None  # the company's own login, where there is one

    @property
    def lake(self) -> Path:
        """Folder of the lake's tables."""
        return self.root / "lake"

    @property
    def ledger(self) -> Path:
        """File of the ledger (SQLite) where no other database is configured."""
        return self.root / "ledger.sqlite3"

    @property
    def profiles(self) -> Path:
        """Folder of the saved profiles."""
        return self.root / "profiles"

    @property
    def uploads(self) -> Path:
        """Folder where files uploaded in the web wait for their job."""
        return self.root / "uploads"

    @property
    def logs(self) -> Path:
        """Folder of the lines that the server and its worker log."""
        return self.root / "logs"

    @property
    def secret_key(self) -> str:
        """Key that signs sessions."""
        return self._key("secret.key")

    @property
    def hash_key(self) -> bytes:
        """Key of the hashes that stand for customers and agents in the lake."""
        return bytes.fromhex(self._key("hash.key"))

    @property
    def openid_secret(self) -> str:
        """Secret of the company's own login: the environment's, else of keys/openid.secret."""
        return os.environ.get("FIFTYTWO_OPENID_SECRET") or self._key("openid.secret")

    def target_of(self, queue: str) -> Target:
        """Return the target of a queue: its own, else the workspace's."""
        return self.queue_targets.get(queue, self.target)

    def _key(self, name: str) -> str:
        return read_secret(self.root / "keys" / name)


def workspace_path(given: Path | None = None) -> Path:
    """Return the workspace folder: the one given, the environment's, or ./workspace."""
    return Path(given or os.environ.get(ENVIRONMENT) or DEFAULT_PATH).resolve()


def create_workspace(
    root: Path,
    *,
    name: str = "Our service team",
    zone: str = "UTC",
    currency: str = "EUR",
    language: str = "en",
) -> Workspace:
    """Make a workspace folder with settings and keys; an existing one is refused.

    Raises
    ------
    InputError
        If the folder is a workspace already, is not empty, or a setting is of the wrong kind.
    """
    for key, value in (
        ("name", name),
        ("zone", zone),
        ("currency", currency),
        ("language", language),
    ):
        _check(key, value, key)
    if (root / SETTINGS_FILE).exists():
        raise InputError(f"{root} is a workspace already: use it, or name another folder")
    if root.exists() and any(root.iterdir()):
        raise InputError(f"{root} is not empty: name a new folder")
    for folder in (
        root,
        root / "keys",
        root / "lake",
        root / "profiles",
        root / "uploads",
        root / "logs",
    ):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    _write_key(root / "keys" / "secret.key", secrets.token_urlsafe(50))
    _write_key(root / "keys" / "hash.key", secrets.token_hex(32))
    settings = SETTINGS.format(
        schema=SCHEMA,
        name=json.dumps(name, ensure_ascii=False),
        zone=json.dumps(zone),
        currency=json.dumps(currency),
        language=json.dumps(language),
    )
    (root / SETTINGS_FILE).write_text(settings)  # last: it makes the folder a workspace
    return open_workspace(root)


def open_workspace(root: Path) -> Workspace:
    """Read a workspace's settings; FIFTYTWO_ZONE, _LANGUAGE, _CURRENCY and _HOST beat its file.

    Raises
    ------
    InputError
        If there is no workspace, or a setting is unknown or of the wrong kind.
    """
    path = root / SETTINGS_FILE
    try:
        data = tomllib.loads(path.read_text())
    except FileNotFoundError:
        raise InputError(
            f"{root} is no workspace: run `fiftytwo init --workspace {root}` or `fiftytwo demo` first"
        ) from None
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{path} is not valid TOML ({error}): mend that line") from None
    _refuse_unknown(path, "", data, {"workspace", "targets", "pools", "measures", "openid"})
    for name, value in data.items():
        if not isinstance(value, dict):
            raise InputError(f"{path}: {name} must be a section [{name}], not {value!r}")
    section = _section(path, data.get("workspace", {}))
    targets = dict(data.get("targets", {}))
    queues = targets.pop("queue", {})
    if not isinstance(queues, dict) or not all(isinstance(t, dict) for t in queues.values()):
        raise InputError(f'{path}: a queue has its own section [targets.queue."Name of the queue"]')
    default = _target(path, "targets", targets, Target())
    return Workspace(
        root=root,
        target=default,
        queue_targets={
            q: _target(path, f"targets.queue.{q}", t, default) for q, t in queues.items()
        },
        pools=_pools(path, data.get("pools", {})),
        not_at_once=_not_at_once(path, data.get("measures", {})),
        openid=openid_of(path, data["openid"]) if "openid" in data else None,
        **section,
    )


def _section(path: Path, given: Mapping[str, object]) -> dict[str, Any]:
    """Return the checked lines of [workspace], each the environment's where it has one."""
    _refuse_unknown(path, "workspace", given, {"schema", "name", *CHANGEABLE})
    for key, value in given.items():
        _check(key, value, f"{path}: {key}")
    section = dict(given)
    for key in CHANGEABLE:
        name = f"FIFTYTWO_{key.upper()}"
        if os.environ.get(name):
            _check(key, os.environ[name], name)
            section[key] = os.environ[name]
    return section


def _check(key: str, value: object, where: str) -> None:
    """Refuse a setting of the wrong kind; `where` says where it stands."""
    wanted = {
        "schema": ("a whole number", type(value) is int),
        "language": (" or ".join(LANGUAGES), value in LANGUAGES),
        "currency": (
            "three capital letters such as EUR",
            isinstance(value, str) and re.fullmatch("[A-Z]{3}", value) is not None,
        ),
    }
    text = ("a text in quotes", isinstance(value, str) and bool(value.strip()))
    words, is_good = wanted.get(key, text)
    if not is_good:
        raise InputError(f"{where} must be {words}, not {value!r}")
    if key == "zone":
        _check_zone(str(value), where)


def _pools(path: Path, given: Mapping[str, object]) -> dict[str, str]:
    """Turn pool → queues, as people write it, into queue → pool."""
    found: dict[str, str] = {}
    for pool, queues in given.items():
        if not isinstance(queues, list) or not all(isinstance(queue, str) for queue in queues):
            raise InputError(f"{path}: pools.{pool} must be a list of names of queues")
        for queue in queues:
            if queue in found:
                raise InputError(
                    f"{path}: {queue!r} is in the pools {found[queue]!r} and {pool!r}: keep one"
                )
            found[queue] = pool
    return found


def _not_at_once(path: Path, given: Mapping[str, object]) -> tuple[str, ...]:
    _refuse_unknown(path, "measures", given, {"not_at_once"})
    reasons = given.get("not_at_once", [])
    if not isinstance(reasons, list) or not all(isinstance(reason, str) for reason in reasons):
        raise InputError(f"{path}: measures.not_at_once must be a list of reasons of contacts")
    return tuple(reasons)


def _target(path: Path, where: str, values: Mapping[str, object], default: Target) -> Target:
    known = {"answer_within_s", "service_level", "short_abandon_s"}
    _refuse_unknown(path, where, values, known)
    numbers: dict[str, float] = {}
    for name in known:
        value = values.get(name, getattr(default, name))
        if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
            raise InputError(f"{path}: {where}.{name} must be a number >= 0, not {value!r}")
        numbers[name] = float(value)
    if not 0 < numbers["service_level"] < 1:
        raise InputError(f"{path}: {where}.service_level must lie between 0 and 1, such as 0.8")
    return Target(**numbers)


def _refuse_unknown(path: Path, where: str, values: Mapping[str, object], known: set[str]) -> None:
    for name in values:
        if name not in known:
            place = f"{where}.{name}" if where else name
            raise InputError(f"{path}: unknown setting {place}: use {', '.join(sorted(known))}")


def _check_zone(zone: str, where: str) -> None:
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise InputError(
            f"{where}: {zone!r} is no time zone: use an IANA name such as Europe/Berlin"
        ) from None


def _write_key(path: Path, key: str) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(key + "\n")


SETTINGS = """\
# Settings of this workspace. A flag beats the environment, which beats this file.
[workspace]
schema = {schema}
name = {name}
zone = {zone}
language = {language}
currency = {currency}
host = "127.0.0.1"

# What a queue promises; [targets.queue."Name of a queue"] overrides single lines.
[targets]
answer_within_s = 20
service_level = 0.8
short_abandon_s = 5

# Which people answer which queues; a queue that is in no pool has one of its own name.
# [pools]
# "Name of a pool" = ["Name of a queue", "Name of another"]

# Reasons of contacts that nobody can close at the first one: fcr_net leaves them out, fcr_gross
# counts them as not resolved.
# [measures]
# not_at_once = ["Name of a reason"]

# The company's own login (OpenID Connect). Its secret is never here: it is in the environment as
# FIFTYTWO_OPENID_SECRET, or in keys/openid.secret, which only its owner may read (mode 0600).
# [openid]
# name = "Company login"
# server = "https://login.example.com"
# client_id = "fiftytwo"
"""
