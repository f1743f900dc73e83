"""The parts of a profile: conditions, fields, instants, durations and segments, as plain values."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fiftytwo.contacts.settings import Settings

__all__ = [
    "CHANNELS", "OUTCOMES", "SEGMENT_KINDS", "Case", "Condition", "Duration", "Field", "Instant",
    "SegmentRule", "read_conditions", "read_duration", "read_field", "read_instant", "read_segment",
]  # fmt: skip

CHANNELS = (
    "voice", "callback", "chat", "messaging", "email", "web", "social", "sms", "video", "task",
    "other",
)  # fmt: skip
OUTCOMES = (
    "open", "handled", "bot_resolved", "bot_assumed", "abandoned_queue", "abandoned_ivr",
    "abandoned_ring", "flow_out", "opted_out", "voicemail", "callback_requested", "no_contact",
    "blocked", "merged", "closed_no_reply", "withdrawn", "failed", "unknown",
)  # fmt: skip
SEGMENT_KINDS = (
    "ivr", "bot", "wait", "ring", "talk", "hold", "conference", "consult", "dial", "wrap", "work",
    "park", "voicemail", "monitor",
)  # fmt: skip
UNITS = ("s", "ms", "min", "h", "h:mm:ss", "mm:ss", "h:mm")
MISSING = ("",)


@dataclass(frozen=True, slots=True)
class Condition:
    """One column compared: equal to one of `values`, or to none, or above / below a number."""

    column: str
    test: str  # equals, not, above, below, empty
    values: tuple[str, ...] = ()
    limit: float = 0.0

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of the file that it reads."""
        return (self.column,)


@dataclass(frozen=True, slots=True)
class Case:
    """A value that holds where all conditions hold."""

    when: tuple[Condition, ...]
    value: str | None


@dataclass(frozen=True, slots=True)
class Field:
    """A text: a column (perhaps translated), a constant, or the first case that holds."""

    column: str | None = None
    value: str | None = None
    translate: Mapping[str, str] | None = None
    unknown: str = "quarantine"  # or "keep": what becomes of a text that `translate` lacks
    cases: tuple[Case, ...] = ()
    missing: tuple[str, ...] = MISSING
    default: str | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of the file that it reads."""
        own = (self.column,) if self.column else ()
        return own + tuple(c.column for case in self.cases for c in case.when)


@dataclass(frozen=True, slots=True)
class Instant:
    """A moment: one column, or a date column and a time column, with its formats."""

    columns_read: tuple[str, ...]
    formats: tuple[str, ...]
    unless: tuple[Condition, ...] = ()
    missing: tuple[str, ...] = MISSING

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of the file that it reads."""
        return self.columns_read + tuple(c.column for c in self.unless)


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time: a column with its unit."""

    column: str
    unit: str
    decimal: str = "."
    missing: tuple[str, ...] = MISSING

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of the file that it reads."""
        return (self.column,)


@dataclass(frozen=True, slots=True)
class SegmentRule:
    """A piece of a contact: when it exists, where it starts, how long it takes."""

    kind: str
    when: tuple[Condition, ...] = ()
    start: Instant | None = None  # None: where the piece before it ended
    end: Instant | None = None
    duration: Duration | None = None
    zero: bool = False  # a piece without length, such as being connected at once
    keep_zero: bool = True  # False: no piece where its length is zero
    negative: str = "quarantine"  # or "no_duration": keep the piece, its length unknown
    leg: str = "main"
    end_reason: Field | None = None
    agent: Field | None = None
    queue: Field | None = None
    transfer_type: Field | None = None
    to_queue: Field | None = None
    hold_included: bool = False
    time_basis: str = "exact"

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of the file that it reads."""
        parts = (
            self.start, self.end, self.duration, self.end_reason, self.agent, self.queue,
            self.transfer_type, self.to_queue,
        )  # fmt: skip
        read = tuple(c for part in parts if part is not None for c in part.columns)
        return read + tuple(c.column for c in self.when)


def read_conditions(where: str, values: object) -> tuple[Condition, ...]:
    """Return the conditions of a table ``column = test``; all of them must hold.

    A test is a text, a list of texts, or a table with `not`, `above`, `below` or `empty`.

    Examples
    --------
    >>> read_conditions("x", {"outcome": ["A", "B"], "wait": {"above": 0}})[1].limit
    0.0
    """
    settings = Settings(where, values)
    return tuple(c for name in list(settings.values) for c in _tests(settings, name))


def _tests(settings: Settings, name: str) -> Iterator[Condition]:
    value = settings.values[name]
    if not isinstance(value, Mapping):
        yield Condition(name, "equals", settings.texts(name))
        return
    tests = Settings(f"{settings.where}.{name}", settings.take(name))
    for test in ("equals", "not"):
        if test in tests.values:
            yield Condition(name, test, tests.texts(test))
    for test in ("above", "below"):
        if test in tests.values:
            limit = tests.take(test)
            if isinstance(limit, bool) or not isinstance(limit, int | float):
                raise tests.wrong(test, "must be a number", limit)
            yield Condition(name, test, limit=float(limit))
    if "empty" in tests.values:
        yield Condition(name, "empty", ("yes",) if tests.flag("empty") else ())
    tests.finish()


def read_field(where: str, value: object, allowed: tuple[str, ...] = ()) -> Field:
    """Return a field; a plain text names its column.

    Parameters
    ----------
    where : str
        Its place, for errors.
    value : object
        What the profile says.
    allowed : tuple of str
        The only values it may give, where the canonical column is an enum.
    """
    if isinstance(value, str):
        return Field(column=value, translate={a: a for a in allowed} or None)
    settings = Settings(where, value)
    translate = settings.table("map")
    if "column" in settings.values:
        translate = translate or {a: a for a in allowed}
    cases = tuple(_case(f"{where}.cases", case) for case in settings.tables("cases"))
    field = Field(
        column=settings.text("column"),
        value=settings.text("value"),
        translate={str(k): str(v) for k, v in translate.items()} or None,
        unknown=settings.choice("unknown", ("quarantine", "keep"), "quarantine"),
        cases=cases,
        missing=MISSING + settings.texts("missing"),
        default=settings.text("default"),
    )
    settings.finish()
    if (field.column is not None) + (field.value is not None) + bool(cases) != 1:
        raise settings.wrong("column", "or `value` or `cases`: give exactly one of them")
    _check_values(settings, field, allowed)
    return field


def _case(where: str, value: Mapping[str, Any]) -> Case:
    settings = Settings(where, value)
    case = Case(read_conditions(f"{where}.when", settings.table("when")), settings.text("value"))
    settings.finish()
    return case


def _check_values(settings: Settings, field: Field, allowed: tuple[str, ...]) -> None:
    given = [field.value, field.default, *(case.value for case in field.cases)]
    given += (field.translate or {}).values() if field.column else []
    for value in given:
        if allowed and value is not None and value not in allowed:
            raise settings.wrong("value", f"must be one of {', '.join(allowed)}", value)


def read_instant(
    where: str, value: object, *, date: str | None, formats: tuple[str, ...]
) -> Instant:
    """Return an instant; a plain text names its column.

    Parameters
    ----------
    where : str
        Its place, for errors.
    value : object
        What the profile says.
    date : str or None
        Column of the date for instants that name only a `time` column.
    formats : tuple of str
        Formats of the profile, where the instant names none: strptime patterns, ``iso``,
        ``epoch_s`` or ``epoch_ms``.
    """
    settings = Settings(where, {"column": value} if isinstance(value, str) else value)
    column, time = settings.text("column"), settings.text("time")
    day = settings.text("date", date if time else None)
    instant = Instant(
        columns_read=tuple(c for c in (column, day, time) if c),
        formats=settings.texts("formats", settings.texts("format", formats)),
        unless=read_conditions(f"{where}.unless", settings.table("unless")),
        missing=MISSING + settings.texts("missing"),
    )
    settings.finish()
    if bool(column) == bool(time) or (time and not day):
        raise settings.wrong("column", "or a `date` and a `time` column: give one of the two")
    return instant


def read_duration(where: str, value: object, *, decimal: str) -> Duration:
    """Return a duration; its unit has no default, because a guess would be a factor 60 off."""
    settings = Settings(where, value)
    duration = Duration(
        column=str(settings.text("column", needed=True)),
        unit=settings.choice("unit", UNITS, "(none)"),
        decimal=settings.choice("decimal", (".", ","), decimal),
        missing=MISSING + settings.texts("missing"),
    )
    settings.finish()
    return duration


def read_segment(
    where: str, value: object, *, date: str | None, formats: tuple[str, ...], decimal: str
) -> SegmentRule:
    """Return the rule of one segment."""
    settings = Settings(where, value)

    def instant(name: str) -> Instant | None:
        given = settings.take(name)
        if given is None:
            return None
        return read_instant(f"{where}.{name}", given, date=date, formats=formats)

    def field(name: str) -> Field | None:
        given = settings.take(name)
        return None if given is None else read_field(f"{where}.{name}", given)

    length = settings.take("duration")
    rule = SegmentRule(
        kind=settings.choice("kind", SEGMENT_KINDS, "(none)"),
        when=read_conditions(f"{where}.when", settings.table("when")),
        start=instant("start"),
        end=instant("end"),
        duration=None if length is None else read_duration(f"{where}.duration", length, decimal=decimal),
        zero=settings.flag("zero"),
        keep_zero=settings.flag("keep_zero", True),
        negative=settings.choice("negative", ("quarantine", "no_duration"), "quarantine"),
        leg=str(settings.text("leg", "main")),
        end_reason=field("end_reason"),
        agent=field("agent"),
        queue=field("queue"),
        transfer_type=field("transfer_type"),
        to_queue=field("to_queue"),
        hold_included=settings.flag("hold_included"),
        time_basis=settings.choice("time_basis", ("exact", "reconstructed", "inferred", "aggregate"), "exact"),
    )  # fmt: skip
    settings.finish()
    if not (rule.zero or rule.duration or rule.end):
        raise settings.wrong("duration", "or `end` or `zero = true` is missing")
    return rule
