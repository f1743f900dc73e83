"""Interval reports: what they can tell where no contacts exist for a queue and day.

Counts and times per queue and interval know no single contact, so no short abandons and no
percentiles. A measure either has its counterpart here or counts the reports' contacts as missing.
"""

from dataclasses import replace

from fiftytwo.measures.model import Measure, Part, Terms, Where

__all__ = ["REPORT_PARTS", "with_reports"]


def _sum(column: str, *known: str) -> Part:
    """Return a column summed over the intervals where other columns are known."""
    name = "_".join((column, *(("where", *known) if known else ())))
    return Part(name, "report", tuple(Where(other, "known") for other in known), column)


def _lost(column: str) -> Part:
    """Return the contacts offered in intervals that do not tell `column`."""
    return Part(f"offered_without_{column}", "report", (Where(column, "missing"),), "offered")


IN_20 = Where("target_s", "=", 20)
OFFERED = _sum("offered")
ANSWERED, ABANDONED = _sum("answered"), _sum("abandoned")

WAITS = ("segment", "next_wait", "waited")  # what is read from waits and pieces of handling
# measure → numerator, factor to the lake's unit, denominator, column that must be known
COUNTERPARTS: dict[str, tuple[Part, int, Part | None, str]] = {
    "offered": (OFFERED, 1, None, "offered"),
    "answered": (ANSWERED, 1, None, "answered"),
    "abandoned": (ABANDONED, 1, None, "abandoned"),
    "abandonment_raw": (ABANDONED, 1, _sum("offered", "abandoned"), "abandoned"),
    "sl_offered": (
        _sum("answered_in_target"), 1, _sum("offered", "answered_in_target"), "answered_in_target",
    ),
    "sl_answered": (
        _sum("answered_in_target", "answered"), 1, _sum("answered", "answered_in_target"), "answered_in_target",
    ),
    "asa_s": (_sum("wait_s", "answered"), 1000, _sum("answered", "wait_s"), "wait_s"),
    "aht_s": (_sum("handle_s", "answered"), 1000, _sum("answered", "handle_s"), "handle_s"),
    "handle_total_s": (_sum("handle_s"), 1000, None, "handle_s"),
}  # fmt: skip

REPORT_PARTS = tuple(dict.fromkeys(
    part
    for what, _, per, column in COUNTERPARTS.values()
    for part in (what, per, _lost(column))
    if part is not None
))  # fmt: skip


def with_reports(item: Measure) -> Measure:
    """Return a measure that also reads interval reports; what they cannot tell is missing."""
    if item.fact not in WAITS:
        return item
    counterpart = COUNTERPARTS.get(item.name)
    if counterpart is None:
        return replace(item, missing=(*item.missing, (1, OFFERED)))
    what, factor, per, column = counterpart
    assert isinstance(item.what, tuple)
    told: Terms = ((1, OFFERED), (-1, _lost(column)))
    divisor: Terms = ((1, per),) if per else told
    return replace(
        item,
        what=(*item.what, (factor, what)),
        per=(*item.per, *divisor) if item.per is not None else None,
        count=(*item.count, *divisor) if factor > 1 or item.per else (*item.count, (1, what)),
        missing=(*item.missing, (1, _lost(column))),
        covers=(*item.count, *told),
    )
