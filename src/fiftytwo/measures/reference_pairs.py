"""Answers asked twice, of expectation and of experience, in plain Python."""

from collections.abc import Mapping
from typing import Any

from fiftytwo.measures.reference_rows import Rows, Tables

__all__ = ["pairs"]

KINDS = ("experience", "expectation")


def pairs(tables: Tables) -> Rows:
    """Return a row an answer about experience, with its gap; and a row an expectation without one."""
    newest: dict[tuple[Any, ...], dict[str, Any]] = {}
    answers = [dict(row) for row in tables.get("survey_response", ()) if _is_asked(row)]
    for row in sorted(answers, key=lambda row: (row["offered_at"], row["survey_id"])):
        newest[_key(row, _kind(row))] = row
    found = []
    for row in newest.values():
        other = newest.get(_key(row, _other(_kind(row)))) if _who(row) is not None else None
        if _kind(row) == "experience":
            gap = None if other is None else row["score_norm"] - other["score_norm"]
            found.append(row | {"gap": gap})
        elif other is None:
            found.append(row | {"gap": None})
    return found


def _is_asked(row: Mapping[str, Any]) -> bool:
    known = all(row.get(name) is not None for name in ("score_norm", "scale_min", "scale_max"))
    return known and _item(row)[1] in KINDS


def _item(row: Mapping[str, Any]) -> tuple[str | None, str]:
    item, slash, kind = (row.get("question_ref") or "").rpartition("/")
    return (item, kind) if slash else (None, "")


def _kind(row: Mapping[str, Any]) -> str:
    return _item(row)[1]


def _other(kind: str) -> str:
    return KINDS[1 - KINDS.index(kind)]


def _who(row: Mapping[str, Any]) -> bytes | None:
    who: bytes | None = row.get("contact_id") or row.get("case_id")
    return who


def _key(row: Mapping[str, Any], kind: str) -> tuple[Any, ...]:
    who = _who(row)
    alone = row["survey_id"] if who is None else None
    return (
        row.get("source_id"),
        who,
        alone,
        _item(row)[0],
        kind,
        row["scale_min"],
        row["scale_max"],
    )
