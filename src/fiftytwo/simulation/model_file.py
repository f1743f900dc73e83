"""A model as a person writes it: a TOML file, read strictly."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from fiftytwo.base.errors import InputError
from fiftytwo.simulation.agents import Group, Learning, Shift
from fiftytwo.simulation.demand import Outbound, Queue, Redial, Route
from fiftytwo.simulation.laws import FOREVER, Law
from fiftytwo.simulation.model import Model
from fiftytwo.simulation.targets import Target

__all__ = ["model_of", "read_model"]

Table = Mapping[str, Any]
MODEL = ("name", "opens", "interval_s", "intervals", "at_close", "busyness_shape", "learning")
QUEUE: tuple[str, ...] = (
    "name",
    "arrivals",
    "service",
    "service_by_group",
    "groups",
    "patience",
    "wrap_up",
)
QUEUE += (
    "redial",
    "within_s",
    "busyness_shape",
    "deferred",
    "backlog",
    "backlog_ages_s",
    "outbound",
    "target",
)
GROUP: tuple[str, ...] = (
    "name",
    "agents",
    "shift",
    "queues",
    "speed",
    "tenure_weeks",
    "keep_idle",
    "blend",
)
GROUP += ("protected", "cost", "most")
TARGET = ("service_level", "definition", "max_asa_s", "max_abandonment")
LAW = ("kind", "mean_s", "cv", "shape", "low_s", "high_s", "from_s", "leaving_per_s", "at_once")
CLOCK = re.compile(r"(\d{1,2}):(\d{2})")


def read_model(path: Path) -> Model:
    """Return the model in a TOML file; `docs/how-to/simulate-a-day.md` says what it may hold.

    Raises
    ------
    InputError
        If the file cannot be read; otherwise as `model_of`, with its name in front.
    """
    try:
        text = path.read_text(encoding="utf-8")
        data = tomllib.loads(text)
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise InputError(f"{path} cannot be read ({reason}): name a TOML file") from None
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{path} is no TOML: {error}") from None
    with _place(str(path), ", "):
        return model_of(data)


def model_of(data: Table) -> Model:
    """Return the model that a table describes.

    Raises
    ------
    InputError
        Naming the queue or group, the key, its value and what is allowed.

    Examples
    --------
    >>> service = {"kind": "exponential", "mean_s": 240}
    >>> queue = {"name": "calls", "arrivals": 100, "service": service, "groups": ["team"]}
    >>> table = {"interval_s": 1800, "intervals": 16, "queue": [queue]}
    >>> model_of(table | {"group": [{"name": "team", "agents": 16}]}).horizon_s
    28800
    """
    _known(data, (*MODEL, "queue", "group"))
    opens = _clock(data.get("opens", "00:00"), "opens")
    groups = tuple(_each(data, "group", lambda table: _group(table, opens)))
    queues = tuple(_each(data, "queue", lambda table: _queue(table, opens)))
    learning = None
    if "learning" in data:
        with _place("learning"):
            table = _table(data["learning"])
            _known(table, ("weeks", "speed"))
            learning = Learning(_numbers(table, "weeks"), _numbers(table, "speed"))
    return Model(
        name=str(data.get("name", "a day")),
        interval_s=_given(data, "interval_s"),
        intervals=_given(data, "intervals"),
        queues=queues,
        groups=groups,
        busyness_shape=data.get("busyness_shape"),
        at_close=data.get("at_close", "serve"),
        learning=learning,
    )


def _queue(table: Table, opens: float) -> Queue:
    _known(table, QUEUE)
    by_group = {}
    for name, law in _table(table.get("service_by_group", {})).items():
        with _place(f"service_by_group, {name}"):
            by_group[name] = _law(law)
    return Queue(
        name=_given(table, "name"),
        arrivals=(0.0,) if "outbound" in table else _numbers(table, "arrivals"),
        service=_law_at(table, "service"),
        routes=_routes(_given(table, "groups")),
        patience=_law_at(table, "patience") if "patience" in table else FOREVER,
        wrap_up=_law_at(table, "wrap_up") if "wrap_up" in table else None,
        redial=_redial(table["redial"]) if "redial" in table else None,
        within_s=table.get("within_s", 20.0),
        busyness_shape=table.get("busyness_shape"),
        service_by_group=by_group,
        deferred=_truth(table, "deferred", False),
        backlog_ages_s=_backlog(table),
        outbound=_outbound(table["outbound"], opens) if "outbound" in table else None,
        target=_target(table["target"]) if "target" in table else None,
    )


def _group(table: Table, opens: float) -> Group:
    _known(table, GROUP)
    return Group(
        name=_given(table, "name"),
        agents=_numbers(table, "agents") if "agents" in table else (),
        shifts=_shifts(table, "shift", opens),
        queues=tuple(_names(level) for level in _list(table, "queues")),
        speed=table.get("speed", 1.0),
        tenure_weeks=table.get("tenure_weeks"),
        keep_idle=table.get("keep_idle", 0),
        blend=_truth(table, "blend", True),
        protected=_shifts(table, "protected", opens),
        cost=table.get("cost"),
        most=table.get("most"),
    )


def _shifts(table: Table, key: str, opens: float) -> tuple[Shift, ...]:
    out = []
    for number, shift in enumerate(_list(table, key), 1):
        with _place(f"{key} {number}"):
            _known(_table(shift), ("start", "end", "agents", "breaks"))
            breaks = []
            for pair in _list(shift, "breaks"):
                if not isinstance(pair, list) or len(pair) != 2:
                    raise InputError(f'breaks has {pair!r}: give pairs such as ["12:00", "12:30"]')
                breaks.append(tuple(_clock(edge, "breaks") - opens for edge in pair))
            out.append(
                Shift(
                    _clock(_given(shift, "start"), "start") - opens,
                    _clock(_given(shift, "end"), "end") - opens,
                    _given(shift, "agents"),
                    tuple((begin, end) for begin, end in breaks),
                )
            )
    return tuple(out)


def _routes(given: Any) -> tuple[Route, ...]:
    if not isinstance(given, list):
        raise InputError(f"groups is {given!r}: give a list of groups")
    out = []
    for rank, item in enumerate(given):
        for one in item if isinstance(item, list) else [item]:
            if isinstance(one, str):
                out.append(Route(one, rank))
            else:
                table = _table(one)
                _known(table, ("name", "after_s"))
                out.append(Route(_given(table, "name"), rank, table.get("after_s", 0.0)))
    return tuple(out)


def _redial(given: Any) -> Redial:
    with _place("redial"):
        table = _table(given)
        _known(table, ("share", "wait", "times", "keeps_patience"))
        return Redial(
            _given(table, "share"),
            _law_at(table, "wait"),
            table.get("times", 3),
            _truth(table, "keeps_patience", False),
        )


def _outbound(given: Any, opens: float) -> Outbound:
    with _place("outbound"):
        table = _table(given)
        _known(table, ("start", "end", "reach", "per_idle", "min_idle", "watch"))
        return Outbound(
            _clock(_given(table, "start"), "start") - opens,
            _clock(_given(table, "end"), "end") - opens,
            _numbers(table, "reach"),
            table.get("per_idle", 1.0),
            table.get("min_idle", 1),
            _names(table.get("watch", [])),
        )


def _target(given: Any) -> Target:
    with _place("target"):
        table = _table(given)
        _known(table, TARGET)
        return Target(**table)


def _backlog(table: Table) -> tuple[float, ...]:
    if "backlog" not in table:
        return _numbers(table, "backlog_ages_s") if "backlog_ages_s" in table else ()
    if "backlog_ages_s" in table:
        raise InputError("give either backlog or backlog_ages_s, not both")
    with _place("backlog"):
        given = _table(table["backlog"])
        _known(given, ("count", "oldest_s"))
        count, oldest = _given(given, "count"), _given(given, "oldest_s")
        if not isinstance(count, int) or not 0 <= count <= 1_000_000:
            raise InputError(f"count is {count}: give a whole number from 0 to 1000000")
        if isinstance(oldest, bool) or not isinstance(oldest, int | float) or not oldest > 0:
            raise InputError(f"oldest_s is {oldest}: give seconds above 0")
        return tuple(oldest * (k + 1) / count for k in range(count))


def _law_at(table: Table, key: str) -> Law:
    with _place(key):
        return _law(_given(table, key))


def _law(given: Any) -> Law:
    table = _table(given)
    _known(table, LAW)
    values: dict[str, Any] = {key: table[key] for key in LAW[1:] if key in table}
    for key in ("mean_s", "from_s", "leaving_per_s"):
        if key in values:
            values[key] = _numbers(table, key)
    return Law(_given(table, "kind"), **values)


def _each(data: Table, key: str, read: Any) -> Iterator[Any]:
    for number, table in enumerate(_list(data, key), 1):
        name = table.get("name") if isinstance(table, Mapping) else None
        with _place(f"{key} {name!r}" if isinstance(name, str) else f"{key} {number}"):
            yield read(_table(table))


@contextmanager
def _place(where: str, then: str = ": ") -> Iterator[None]:
    """Put in front of an error where it is."""
    try:
        yield
    except InputError as error:
        raise InputError(f"{where}{then}{error}") from None


def _known(table: Table, keys: tuple[str, ...]) -> None:
    for key in table:
        if key not in keys:
            raise InputError(f"there is no key {key!r}: keys are {', '.join(keys)}")


def _given(table: Table, key: str) -> Any:
    if key not in table:
        raise InputError(f"{key} is missing: give it")
    return table[key]


def _table(given: Any) -> Table:
    if not isinstance(given, Mapping):
        raise InputError(f"{given!r} is no table: write {{ key = value }}")
    return given


def _list(table: Table, key: str) -> list[Any]:
    given = table.get(key, [])
    if not isinstance(given, list):
        raise InputError(f"{key} is {given!r}: give a list")
    return given


def _names(level: Any) -> tuple[str, ...]:
    names = level if isinstance(level, list) else [level]
    for name in names:
        if not isinstance(name, str):
            raise InputError(f"{name!r} stands where a name is needed: give names in quotes")
    return tuple(names)


def _numbers(table: Table, key: str) -> tuple[Any, ...]:
    given = _given(table, key)
    numbers = tuple(given) if isinstance(given, list) else (given,)
    for number in numbers:
        if isinstance(number, bool) or not isinstance(number, int | float):
            raise InputError(f"{key} has {number!r}: give numbers")
    return numbers


def _truth(table: Table, key: str, default: bool) -> bool:
    given = table.get(key, default)
    if not isinstance(given, bool):
        raise InputError(f"{key} is {given!r}: give true or false")
    return given


def _clock(given: Any, key: str) -> float:
    """Return seconds from midnight of a time such as "08:30"; up to "47:59" for the next day."""
    found = CLOCK.fullmatch(given) if isinstance(given, str) else None
    if not found or int(found[1]) > 47 or int(found[2]) > 59:
        raise InputError(f'{key} is {given!r}: give a time such as "08:30"')
    return int(found[1]) * 3600.0 + int(found[2]) * 60.0
