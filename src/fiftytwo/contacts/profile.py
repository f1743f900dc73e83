"""A profile: how the lines of one kind of file become canonical rows, as frozen data from TOML."""

import hashlib
import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from fiftytwo.base.errors import InputError
from fiftytwo.contacts.profile_parts import (
    CHANNELS,
    OUTCOMES,
    Condition,
    Duration,
    Field,
    Instant,
    SegmentRule,
    read_conditions,
    read_duration,
    read_field,
    read_instant,
    read_segment,
)
from fiftytwo.contacts.settings import Settings

__all__ = ["KINDS", "FileFormat", "Profile", "profile_from_text"]

KINDS = (
    "contacts", "interval_report", "case_events", "asterisk_queue_log", "agent_state", "survey",
)  # fmt: skip
FILE_TYPES = ("csv", "jsonl", "parquet", "lines")
ENCODINGS = ("utf-8", "latin-1", "cp1252")
NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")


@dataclass(frozen=True, slots=True)
class FileFormat:
    """How the file is written down. `type` None: told by the file's name."""

    type: str | None = None
    delimiter: str = ","
    quote: str = '"'
    encoding: str = "utf-8"
    header: bool = True
    columns: tuple[str, ...] = ()  # names, where the file has no header
    decimal: str = "."


@dataclass(frozen=True)
class Profile:
    """All that is known about a kind of file.

    Attributes
    ----------
    name, kind, source : str
        Its name, what its lines are (`KINDS`), and the configured source they belong to.
    zone, local_zone : str
        IANA zone of times without one, and the zone of local days (the same unless given).
    fold, gap : str
        What becomes of local times that exist twice (``quarantine``, ``first``, ``second``) or
        not at all (``quarantine``, ``shift``).
    version : str
        ``content``: one key has one content; ``column``: the greatest `version_column` wins;
        ``import_sequence``: the later file wins.
    key : tuple of str
        Columns that name a record; empty: the line itself does.
    ignore, flags : Mapping
        Rule name → conditions: lines that are no records, and lines to be marked and counted.
    fields : Mapping
        Canonical column → `Field`, `Instant` or `Duration`.
    options : Mapping
        The table ``[options]`` for sources with a mapping of their own.
    """

    name: str
    kind: str
    source: str
    zone: str
    local_zone: str
    text: str
    fold: str = "quarantine"
    gap: str = "quarantine"
    version: str = "content"
    version_column: str | None = None
    key: tuple[str, ...] = ()
    file: FileFormat = FileFormat()
    ignore: Mapping[str, tuple[Condition, ...]] = field(default_factory=dict)
    flags: Mapping[str, tuple[Condition, ...]] = field(default_factory=dict)
    fields: Mapping[str, Field] = field(default_factory=dict)
    instants: Mapping[str, Instant] = field(default_factory=dict)
    durations: Mapping[str, Duration] = field(default_factory=dict)
    segments: tuple[SegmentRule, ...] = ()
    midnight: bool = False
    clip_s: float = 2.0
    clip_reason: str | None = None
    mismatch_s: float = 1.0
    keep: tuple[str, ...] = ()
    caveats: tuple[str, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)

    @property
    def hash(self) -> str:
        """Digest of its meaning: comments and layout of the text do not count."""
        data = json.dumps(tomllib.loads(self.text), sort_keys=True, default=str)
        return hashlib.sha256(data.encode()).hexdigest()[:32]

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of the file that it reads, each once, in a fixed order."""
        parts: list[Any] = [*self.fields.values(), *self.instants.values()]
        parts += [*self.durations.values(), *self.segments]
        parts += [c for rules in (self.ignore, self.flags) for cs in rules.values() for c in cs]
        named = [*self.key, *self.keep, *([self.version_column] if self.version_column else [])]
        return tuple(dict.fromkeys([*named, *(c for part in parts for c in part.columns)]))


def profile_from_text(text: str, name: str = "profile") -> Profile:
    """Read a profile.

    Parameters
    ----------
    text : str
        TOML.
    name : str
        What errors call it until its own name is known, such as its file name.

    Raises
    ------
    InputError
        If a setting is missing, unknown or wrong; the text names it.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"profile {name} is not valid TOML ({error}): mend that line") from None
    settings = Settings(f"profile {data.get('name', name)}", data)
    base = _base(settings, text)
    base["options"] = settings.table("options")
    if base["kind"] in ("case_events", "asterisk_queue_log"):
        base["caveats"] = settings.texts("caveats")
        settings.finish()
        return Profile(**base)
    base |= _rules(settings) | _content(settings, base["kind"], base["file"].decimal)
    settings.finish()
    profile = Profile(**base)
    _check(settings, profile)
    return profile


def _base(settings: Settings, text: str) -> dict[str, Any]:
    name = str(settings.text("name", needed=True))
    if not NAME.fullmatch(name):
        raise settings.wrong("name", "must be small letters, digits, - and _", name)
    zone = _zone(settings, "zone", None)
    return {
        "text": text,
        "name": name,
        "kind": settings.choice("kind", KINDS, "contacts"),
        "source": settings.text("source", name),
        "zone": zone,
        "local_zone": _zone(settings, "local_zone", zone),
        "file": _format(settings),
    }


def _zone(settings: Settings, name: str, default: str | None) -> str:
    zone = settings.text(name, default)
    if zone is None:
        raise settings.wrong(name, "is missing: give the IANA zone of the file's times")
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise settings.wrong(name, "must be an IANA zone such as Europe/Berlin", zone) from None
    return zone


def _format(settings: Settings) -> FileFormat:
    own = Settings(f"{settings.where}: format", settings.table("format"))
    kind = own.text("type")
    if kind is not None and kind not in FILE_TYPES:
        raise own.wrong("type", f"must be one of {', '.join(FILE_TYPES)}", kind)
    given = FileFormat(
        type=kind,
        delimiter=str(own.text("delimiter", ",")),
        quote=str(own.text("quote", '"')),
        encoding=own.choice("encoding", ENCODINGS, "utf-8"),
        header=own.flag("header", True),
        columns=own.texts("columns"),
        decimal=own.choice("decimal", (".", ","), "."),
    )
    own.finish()
    if len(given.delimiter) != 1 or len(given.quote) != 1:
        raise own.wrong("delimiter", "and `quote` must be one character each")
    if not given.header and not given.columns and kind in (None, "csv"):
        raise own.wrong("columns", "is missing: name the columns of a file without a header")
    return given


def _rules(settings: Settings) -> dict[str, Any]:
    def conditions(table: str) -> dict[str, tuple[Condition, ...]]:
        where = f"{settings.where}: {table}"
        return {
            rule: read_conditions(f"{where}.{rule}", given)
            for rule, given in settings.table(table).items()
        }

    return {
        "key": settings.texts("key"),
        "version": settings.choice("version", ("content", "column", "import_sequence"), "content"),
        "version_column": settings.text("version_column"),
        "fold": settings.choice("fold", ("quarantine", "first", "second"), "quarantine"),
        "gap": settings.choice("gap", ("quarantine", "shift"), "quarantine"),
        "ignore": conditions("ignore"),
        "flags": conditions("flags"),
        "keep": settings.texts("keep"),
        "caveats": settings.texts("caveats"),
        "clip_s": settings.number("clip_s", 2.0),
        "mismatch_s": settings.number("mismatch_s", 1.0),
        "clip_reason": settings.text("clip_reason"),
    }


# Canonical columns a profile may fill, per kind: texts (with their enums), instants, durations.
TEXTS: dict[str, dict[str, tuple[str, ...]]] = {
    "contacts": {
        "channel": CHANNELS, "direction": ("inbound", "outbound", "internal"),
        "initiation": ("customer", "agent", "campaign", "callback", "transfer_in", "api", "reopen"),
        "queue": (), "agent": (), "reason": (), "customer": (), "case": (), "outcome": OUTCOMES,
        "ended_by": ("customer", "agent", "system", "external", "unknown"), "disposition": (),
        "excluded": (),
    },
    "interval_report": {"queue": (), "channel": CHANNELS},
    "agent_state": {
        "agent": (), "track": ("presence", "work"), "channel": (), "queue": (),
        "state": (
            "offline", "available", "break", "lunch", "meeting", "training", "coaching", "project",
            "system_issue", "other_aux", "idle", "ringing", "on_contact", "wrap", "not_responding",
        ),
    },
    "survey": {
        "instrument": ("csat", "nps", "ces", "resolved_yes_no", "custom"), "question_ref": (),
        "contact": (), "case": (), "queue": (), "channel": (), "agent": (), "reason": (),
    },
}  # fmt: skip
NUMBERS: dict[str, tuple[str, ...]] = {
    "contacts": (),
    "interval_report": (
        "offered",
        "answered",
        "answered_in_target",
        "target_s",
        "abandoned",
        "length_s",
    ),
    "agent_state": (),
    "survey": ("score", "scale_min", "scale_max"),
}
INSTANTS: dict[str, tuple[str, ...]] = {
    "contacts": ("started_at", "ended_at"),
    "interval_report": ("started_at",),
    "agent_state": ("started_at", "ended_at"),
    "survey": ("offered_at", "responded_at"),
}
DURATIONS: dict[str, tuple[str, ...]] = {
    "contacts": (),
    "interval_report": ("handle", "wait", "length"),
    "agent_state": ("duration",),
    "survey": (),
}


def _content(settings: Settings, kind: str, decimal: str) -> dict[str, Any]:
    times = Settings(f"{settings.where}: time", settings.table("time"))
    date, formats = times.text("date"), times.texts("formats", times.texts("format", ("iso",)))
    found: dict[str, Any] = {"midnight": times.flag("midnight")}
    times.finish()
    table = "contact" if kind == "contacts" else kind
    own = Settings(f"{settings.where}: {table}", settings.table(table))

    def read(names: Any, reader: Any) -> dict[str, Any]:
        given = {name: own.take(name) for name in names}
        return {n: reader(f"{own.where}.{n}", v) for n, v in given.items() if v is not None}

    texts = TEXTS[kind]
    found["fields"] = {
        name: read_field(f"{own.where}.{name}", value, texts.get(name, ()))
        for name in (*texts, *NUMBERS[kind])
        if (value := _text_or_table(own.take(name))) is not None
    }
    found["instants"] = read(
        INSTANTS[kind], lambda w, v: read_instant(w, v, date=date, formats=formats)
    )
    found["durations"] = read(DURATIONS[kind], lambda w, v: read_duration(w, v, decimal=decimal))
    found["segments"] = tuple(
        read_segment(f"{settings.where}: segment {n}", given, date=date, formats=formats, decimal=decimal)
        for n, given in enumerate(settings.tables("segment"), 1)
    )  # fmt: skip
    own.finish()
    return found


def _text_or_table(value: Any) -> Any:
    """A bare number stands for a constant, as in ``target_s = 20``."""
    return {"value": str(value)} if isinstance(value, int | float) else value


def _check(settings: Settings, profile: Profile) -> None:
    first = INSTANTS[profile.kind][0]
    if first not in profile.instants:
        raise settings.wrong(first, "is missing: name the column of the time")
    if (profile.version == "column") != (profile.version_column is not None):
        raise settings.wrong("version_column", 'goes with version = "column": give both or none')
    if profile.clip_s > 2 and not profile.clip_reason:
        raise settings.wrong("clip_s", "above 2 needs a `clip_reason`: say why instants overlap")
