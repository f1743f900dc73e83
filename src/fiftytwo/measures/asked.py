"""A measure as a question asks it: booked on the end, or with reasons that are set apart."""

from dataclasses import replace

from fiftytwo.base.errors import InputError
from fiftytwo.measures.known import Known, resolve
from fiftytwo.measures.model import Measure, Part, Quantile, Query, Terms, Where

__all__ = ["asked"]

ENDS = {"segment": "segment_end", "contact": "contact_end", "next_wait": "next_wait_end"}
BOOKED = frozenset({"case_solved", "case_flow", "done_business", "done_last_schedule", "solve", "state", "owed_flow", "aged_flow", "tenure"})  # fmt: skip
UNBOOKED = "it is booked on the arrival only: leave basis=end out"


def asked(item: Measure, query: Query, known: Known) -> tuple[Measure, str]:
    """Return a measure as the question wants it counted, and why it cannot be told, or "".

    With ``basis="end"`` waits and contacts are booked on their end; what happens at an instant,
    such as a solution, stays where it is. What knows no end is not available, with the reason.

    Raises
    ------
    InputError
        If the basis is neither "arrival" nor "end".
    """
    if query.basis not in ("arrival", "end"):
        raise InputError(f"there is no basis {query.basis!r}: use arrival or end")
    told, why = resolve(_apart(item, query.not_at_once), known)
    if why or query.basis == "arrival":
        return told, why
    return (told, UNBOOKED) if item.facts - set(ENDS) - BOOKED else (_on_end(told), "")


def _on_end(item: Measure) -> Measure:
    what = item.what
    if isinstance(what, Quantile):
        what = replace(what, fact=ENDS.get(what.fact, what.fact), open=())  # what has an end
    else:
        what = _moved(what)
    return replace(
        item,
        what=what,
        per=None if item.per is None else _moved(item.per),
        count=_moved(item.count),
        missing=_moved(item.missing),
        covers=_moved(item.covers),
        open=_moved(item.open),
    )


def _moved(terms: Terms) -> Terms:
    return tuple((f, replace(p, fact=ENDS.get(p.fact, p.fact), inside="")) for f, p in terms)


def _apart(item: Measure, reasons: tuple[str, ...]) -> Measure:
    """Return a measure that sets reasons apart with them filled in; any other as it is."""
    if not reasons or not any(
        _is_open(where) for terms in item.terms for _, part in terms for where in part.where
    ):
        return item

    def filled(part: Part) -> Part:
        name = f"{part.name}_apart" if any(map(_is_open, part.where)) else part.name
        where = tuple(replace(w, value=reasons) if _is_open(w) else w for w in part.where)
        return replace(part, name=name, where=where)

    def all_filled(terms: Terms) -> Terms:
        return tuple((factor, filled(part)) for factor, part in terms)

    assert isinstance(item.what, tuple)
    return replace(
        item,
        lacks="",
        what=all_filled(item.what),
        per=all_filled(item.per or ()),
        count=all_filled(item.count),
        missing=all_filled(item.missing),
        open=all_filled(item.open),
    )


def _is_open(item: Where) -> bool:
    return item.column == "reason" and item.op == "in" and item.value == ()
