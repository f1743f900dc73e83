"""Measures of offered work: what came, what was answered in time, and who left."""

from typing import Unpack

from fiftytwo.measures import parts as p
from fiftytwo.measures.model import Measure, Terms, Words, made

__all__ = ["MEASURES", "answered_within", "service_level_within"]

QUEUE_TRAP = "A contact that waits in two queues is offered twice; contacts_offered counts it once."


def minus(terms: Terms) -> Terms:
    """Return the terms with the opposite sign."""
    return tuple((-factor, part) for factor, part in terms)


def _count(name: str, what: Terms, /, **more: Unpack[Words]) -> Measure:
    shared: Words = {
        "name": name, "what": what, "per": None, "count": what, "unit": "contacts", "better": "as planned",
        "formula": f"count of {more['label'].lower()}", "traps": QUEUE_TRAP, "kind": "sum",
    }  # fmt: skip
    return made(shared, more)


def _share(name: str, what: Terms, per: Terms, /, **more: Unpack[Words]) -> Measure:
    shared: Words = {
        "name": name, "what": what, "per": per, "count": per, "unit": "share", "better": "higher",
        "open": p.WAITING,
    }  # fmt: skip
    return made(shared, more)


def answered_within(seconds: int) -> Measure:
    """Return the count of contacts answered within `seconds`, such as answered_within_20s."""
    return _count(
        f"answered_within_{seconds}s",
        p.answered_within(seconds * 1000, f"within_{seconds}s"),
        label=f"Answered within {seconds} s",
        meaning="Waits that ended with an answer or a reply within the seconds in the name.",
        better="higher",
        open=p.WAITING,
        formula=f"count of waits answered or replied in {seconds} s or less",
        traps="The limit itself counts as within. It does not follow the queue's target.",
    )


def service_level_within(seconds: int) -> Measure:
    """Return the default service level with a threshold of its own, such as service_level_30s."""
    return _share(
        f"service_level_{seconds}s",
        p.answered_within(seconds * 1000, f"within_{seconds}s"),
        p.OFFERED + minus(p.SHORT),
        label=f"Service level {seconds} s",
        variant="V6",
        formula=f"answered within {seconds} s ÷ (offered − short abandons)",
        meaning="Share of offered waits, short abandons left out, answered within the seconds in the name.",
        traps="A threshold of its own compares queues with different targets on one scale; "
        "the promise is judged by service_level.",
    )


SAME_TARGET = "The threshold is the queue's target at the time, 20 s where none is set."

MEASURES = (
    _count(
        "offered",
        p.OFFERED,
        label="Offered",
        meaning="Waits of customers for a human that began in the period, inbound and not excluded.",
        formula="count of waits",
        traps=QUEUE_TRAP + " A caller who leaves inside the voice menu was never offered.",
    ),
    _count(
        "contacts_offered",
        p.FIRST_OFFERED,
        label="Contacts offered",
        meaning="Contacts that waited for a human at least once, booked on their first wait.",
        formula="count of first waits",
        traps="By queue it shows the first queue only; use offered for a queue's work.",
    ),
    _count(
        "volume",
        p.OFFERED + minus(p.LIVE_AGAIN),
        label="Volume",
        meaning="Pieces of work that came in: live contacts once each, in text every reply owed.",
        formula="offered waits − repeated waits of live contacts",
        traps="It is what forecasts and staffing count. Live are voice, callback, chat, messaging and video. "
        "Who left in the menu is apart, in abandoned_ivr.",
    ),
    _count(
        "answered",
        p.ANSWERED,
        label="Answered",
        better="higher",
        open=p.WAITING,
        meaning="Waits that ended with a live answer or a public reply.",
        formula="count of waits ended answered or replied",
    ),
    answered_within(20),
    _count(
        "abandoned",
        p.ABANDONED,
        label="Abandoned",
        better="lower",
        open=p.WAITING,
        meaning="Waits that the customer ended before an answer.",
        formula="count of waits ended abandoned",
        traps="Short abandons are included. Leaving in the voice menu is abandoned_ivr.",
    ),
    _count(
        "abandoned_short",
        p.SHORT,
        label="Short abandons",
        open=p.WAITING,
        meaning="Abandoned waits shorter than the queue's limit for short abandons, 5 s where none is set.",
        formula="count of abandoned waits below the short limit",
        traps="The limit itself is not short: 5.000 s counts as a real abandon.",
    ),
    _count(
        "abandoned_ivr",
        p.ABANDONED_IVR,
        label="Left in the menu",
        needs=("abandoned_ivr",),
        meaning="Contacts that ended inside the voice menu, before any queue.",
        formula="count of contacts with outcome abandoned_ivr",
        traps="Many of these were served by the menu. It is shown beside offered, never inside it; "
        "where no source tells of menus it is not available.",
    ),
    _count(
        "flow_out",
        p.FLOW_OUT,
        label="Flowed out",
        better="lower",
        open=p.WAITING,
        meaning="Waits that ended by timeout, no agents, overflow, opting out or withdrawal.",
        formula="count of waits ended timeout, no_agents, overflow, opted_out or withdrawn",
        traps="Overflow into another queue starts a second wait there.",
    ),
    _share(
        "flow_out_rate",
        p.FLOW_OUT,
        p.OFFERED,
        label="Flow-out rate",
        better="lower",
        meaning="Share of offered waits that flowed out.",
        formula="flowed out ÷ offered",
        traps="Flow-outs are neither answered nor abandoned: read it beside both.",
    ),
    _count(
        "closed_without_reply",
        p.CLOSED_UNANSWERED,
        label="Closed without reply",
        better="lower",
        open=p.WAITING,
        meaning="Waits whose matter was resolved or merged without a reply.",
        formula="count of waits ended resolved_without_reply or merged",
    ),
    _count(
        "failed",
        p.FAILURES,
        label="Failed",
        better="lower",
        meaning="Waits that ended by a fault or for an unknown reason.",
        formula="count of waits ended dropped or unknown",
    ),
    _count(
        "waiting",
        p.WAITING,
        label="Still waiting",
        better="lower",
        open=p.WAITING,
        meaning="Waits that had not ended when the data was loaded.",
        formula="count of waits without an end",
        traps="offered = answered + abandoned + flowed out + closed without reply + failed + still waiting, always.",
    ),
    _share(
        "abandonment",
        p.ABANDONED + minus(p.SHORT),
        p.OFFERED + minus(p.SHORT),
        label="Abandonment",
        better="lower",
        variant="B",
        meaning="Share of offered waits that the customer gave up, short abandons left out of both sides.",
        formula="(abandoned − short abandons) ÷ (offered − short abandons)",
        traps="Variant A, abandonment_raw, is higher on the same day; never compare one with the other.",
    ),
    _share(
        "abandonment_raw",
        p.ABANDONED,
        p.OFFERED,
        label="Abandonment, raw",
        better="lower",
        variant="A",
        meaning="Share of offered waits that the customer gave up, short abandons included.",
        formula="abandoned ÷ offered",
        traps="Wrong numbers and second thoughts are in it: queues with short rings look worse.",
    ),
    _share(
        "service_level",
        p.ANSWERED_IN,
        p.OFFERED + minus(p.SHORT),
        label="Service level",
        variant="V6",
        formula="answered within target ÷ (offered − short abandons)",
        meaning="Share of offered waits, short abandons left out, that were answered within the queue's target.",
        traps=SAME_TARGET
        + " Intervals are never averaged: 10 of 10 and 60 of 100 are 63.6 %, not 80 %.",
    ),
    _share(
        "sl_offered",
        p.ANSWERED_IN,
        p.OFFERED,
        label="Service level of offered",
        variant="V3",
        formula="answered within target ÷ offered",
        meaning="Share of all offered waits that were answered within the queue's target.",
        traps=SAME_TARGET + " The staffing formulas speak of this variant.",
    ),
    _share(
        "sl_answered",
        p.ANSWERED_IN,
        p.ANSWERED,
        label="Service level of answered",
        variant="V2",
        formula="answered within target ÷ answered",
        meaning="Share of answered waits that were answered within the queue's target.",
        traps=SAME_TARGET
        + " Whoever gave up is forgotten: it rises when callers leave. Never a target.",
    ),
    _share(
        "sl_abandon_ok",
        p.ANSWERED_IN + p.ABANDONED_IN,
        p.OFFERED,
        label="Service level, early abandons count as good",
        variant="V1",
        formula="(answered within target + abandoned within target) ÷ offered",
        meaning="Share of offered waits that were answered or given up within the queue's target.",
        traps=SAME_TARGET + " It calls a caller who left a success.",
    ),
    _share(
        "sl_less_abandoned_in_target",
        p.ANSWERED_IN,
        p.OFFERED + minus(p.ABANDONED_IN),
        label="Service level less early abandons",
        variant="V4",
        formula="answered within target ÷ (offered − abandoned within target)",
        meaning="Share of offered waits, those given up within the target left out, that were answered within it.",
        traps=SAME_TARGET + " A longer target removes more abandons and flatters the figure.",
    ),
    _share(
        "sl_offered_plus_short",
        p.ANSWERED_IN + p.SHORT,
        p.OFFERED,
        label="Service level, short abandons count as good",
        variant="V5",
        formula="(answered within target + short abandons) ÷ offered",
        meaning="Share of offered waits that were answered within the target or given up as short abandons.",
        traps=SAME_TARGET + " Short abandons raise it.",
    ),
    _share(
        "sl_removed",
        p.LEFT_IN,
        p.OFFERED,
        label="Service level, anything that left",
        variant="removed",
        formula="waits that ended within target ÷ offered",
        meaning="Share of offered waits that left the queue within the target, in whatever way.",
        traps=SAME_TARGET
        + " It is what Amazon Connect calls service level; flow-outs and abandons count as good.",
    ),
)
