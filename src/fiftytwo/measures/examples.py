"""Rows for worked examples: small, complete, all on Monday 2 March 2026 from 08:00.

>>> value_of("abandonment_raw", [wait("answered", 12)] * 9 + [wait("abandoned", 40)])
0.1
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from fiftytwo.measures.model import Query
from fiftytwo.measures.reference import evaluate_rows

__all__ = [
    "Example", "asked", "both", "case", "contact", "leg", "on_day", "open_hours", "scored", "state", "tables_of", "value_of", "wait",
]  # fmt: skip

Example = dict[str, Any]  # a row with the name of its table under "table"
START = datetime(2026, 3, 2, 8, tzinfo=UTC)
CONTACT = b"\x01" * 16


def wait(end_reason: str | None, seconds: float | None, **other: Any) -> Example:
    """Return a wait of queue Sales: target 20 s, short below 5 s; None has not ended."""
    return (
        _row("segment", START, _segment("wait", seconds), end_reason=end_reason, first_wait=True)
        | other
    )


def leg(kind: str, seconds: float, **other: Any) -> Example:
    """Return a piece of handling by Ada; talk and work count as a handled leg of their own."""
    first = kind in ("talk", "conference", "work")
    return _row("segment", START, _segment(kind, seconds), agent="Ada", leg_first=first) | other


def _segment(kind: str, seconds: float | None) -> Example:
    return {
        "contact_id": CONTACT, "leg": "main", "kind": kind, "is_counted": True, "hold_included": False,
        "duration_ms": None if seconds is None else round(seconds * 1000),
        "target_ms": 20_000, "short_ms": 5_000,
    }  # fmt: skip


def open_hours(text: str) -> Example:
    """Return the opening hours of a workspace, as its file schedules.toml says them."""
    return {"table": "schedules", "text": text}


def contact(outcome: str, **other: Any) -> Example:
    """Return an inbound contact with its outcome."""
    row = {"contact_id": CONTACT, "direction": "inbound", "is_excluded": False, "transfer_count": 0}
    return _row("contact", START, row, outcome=outcome) | other


def asked(score_norm: float | None, **other: Any) -> Example:
    """Return a satisfaction question; its score is brought to 0..1, None was not answered."""
    return _row("survey_response", START, {"instrument": "csat", "score_norm": score_norm}) | other


def scored(instrument: str, score: float | None, low: float, high: float) -> Example:
    """Return an answer as given, with the ends of the scale it was asked on."""
    return asked(None, instrument=instrument, score=score, scale_min=low, scale_max=high)


def both(
    expectation: float | None, experience: float | None, *, contact: bytes, item: str = "speed"
) -> list[Example]:
    """Return answers on 1..5 about one contact: what was expected, what was experienced; None is none."""
    return [
        scored("custom", score, 1, 5)
        | {
            "score_norm": (score - 1) / 4,
            "survey_id": contact + kind.encode(),
            "question_ref": f"{item}/{kind}",
            "contact_id": contact,
            "offered_at": START,
        }
        for kind, score in (("expectation", expectation), ("experience", experience))
        if score is not None
    ]


def on_day(days: int, row: Example) -> Example:
    """Return a row moved to that many days later."""
    began = row["started_at"] + timedelta(days=days)
    return row | {"started_at": began, "local_day": began.date(), "month": f"{began:%Y-%m}"}


def state(name: str, minute: int, minutes: int, **other: Any) -> Example:
    """Return a state of Ada that begins some minutes after 08:00."""
    row = {"agent": "Ada", "state": name, "duration_ms": minutes * 60_000}
    return _row("agent_state", START + timedelta(minutes=minute), row) | other


def case(
    *changes: tuple[str, float],
    first_response_h: float | None = None,
    owed_since_h: float | None = None,
    waiting_h: float = 0,
    handoffs: int = 0,
    episodes: Iterable[tuple[float, float]] = (),
    stays: Iterable[tuple[str, float]] = (),
) -> list[Example]:
    """Return a case from its changes, each a cause and hours after 08:00, such as ("solved", 26).

    `owed_since_h` is where a first wait began that has not ended. `episodes` are its contacts from one minute to another, `stays` its states with their minutes.
    """
    case_id = str((changes, first_response_h)).encode()
    rows = [
        _row(
            "case_flow",
            _at(hours),
            {"case_id": case_id},
            cause=cause,
            change=_change(cause),
            at=_at(hours),
        )
        for cause, hours in changes
    ]
    opened = changes[0][1]
    solved = [hours for cause, hours in changes if cause == "solved"]
    fact = _row("fact_case", _at(opened), {
        "case_id": case_id, "is_counted": True, "created_at": _at(opened),
        "handoff_count": handoffs, "reopen_count": sum(cause == "reopened" for cause, _ in changes),
        "first_response_ms": _ms(first_response_h),
        "response_from": None if first_response_h is None else _at(opened),
        "owed_since": None if owed_since_h is None else _at(owed_since_h), "first_solved_at": None, "solved_day": None, "solved_minute": None,
        "resolution_first_ms": None, "resolution_ms": None, "resolution_excl_waiting_ms": None,
    })  # fmt: skip
    if solved:
        last = _at(solved[-1])
        fact |= {
            "first_solved_at": _at(solved[0]), "last_solved_at": last, "solved_day": last.date(), "solved_minute": last.hour * 60 + last.minute,
            "resolution_first_ms": _ms(solved[0] - opened), "resolution_ms": _ms(solved[-1] - opened),
            "resolution_excl_waiting_ms": _ms(solved[-1] - opened - waiting_h),
        }  # fmt: skip
    begun = 0.0
    for value, minutes in stays:
        start, end = _at(begun / 60), _at((begun + minutes) / 60)
        stay = {"case_id": case_id, "attribute": "status_category", "ended_at": end}
        rows.append(_row("case_interval", start, stay, value=value))
        begun += minutes
    for start_min, end_min in episodes:
        about = {
            "direction": "inbound",
            "is_excluded": False,
            "case_id": case_id,
            "contact_id": case_id,
        }
        rows.append(
            _row(
                "contact", _at(start_min / 60), about, outcome="handled", ended_at=_at(end_min / 60)
            )
        )
    return [*rows, fact]


def value_of(name: str, rows: Iterable[Example], **query: Any) -> float | None:
    """Return one measure over example rows, by the plain evaluator; `query` as in `Query`."""
    [(_, told)] = evaluate_rows(tables_of(rows), Query((name,), **query)).items()
    return told[name][0]


def tables_of(rows: Iterable[Example]) -> dict[str, list[Example]]:
    """Return example rows by table."""
    found: dict[str, list[Example]] = {}
    for row in rows:
        found.setdefault(row["table"], []).append(row)
    return found


def _row(table: str, began: datetime, *parts: Example, **other: Any) -> Example:
    row: Example = {
        "table": table, "queue": "Sales", "channel": "voice", "agent": None, "reason": None,
        "local_day": began.date(), "local_minute": began.hour * 60 + began.minute, "started_at": began,
        "month": f"{began:%Y-%m}",
    }  # fmt: skip
    for part in parts:
        row |= part
    return row | other


def _change(cause: str) -> int:
    return 1 if cause in ("opened", "reopened") else -1


def _at(hours: float) -> datetime:
    return START + timedelta(hours=hours)


def _ms(hours: float | None) -> int | None:
    return None if hours is None else round(hours * 3_600_000)
