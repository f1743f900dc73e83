"""Measures of waiting: means, discrete percentiles and patience."""

from typing import Unpack

from fiftytwo.measures import parts as p
from fiftytwo.measures.model import Measure, Part, Quantile, Terms, Where, Words, made
from fiftytwo.measures.voice import minus

__all__ = ["MEASURES", "mean_time", "percentiles"]

SECONDS = 0.001


def percentiles(
    stem: str,
    label: str,
    /,
    *,
    base: Part,
    column: str,
    shares: tuple[int, ...],
    still: tuple[Where, ...] = (),
    **more: Unpack[Words],
) -> tuple[Measure, ...]:
    """Return one quantile measure a share, such as wait_p50_s and wait_p90_s of stem "wait".

    `still` are the rows that have not ended, where many of them would make the figure too short.
    """
    known = (*base.where, Where(column, "known"))
    found = []
    for share in shares:
        text = f"0.{share:02d}".rstrip("0")
        own: Words = {
            "name": f"{stem}_p{share}_s",
            "label": f"{label}, {share} % within",
            "unit": "seconds",
            "better": "lower",
            "what": Quantile(f"{stem}_p{share}", base.fact, known, column, text, still),
            "per": None,
            "formula": f"the value number ceil({text} · n) of the n values in order",
            "scale": SECONDS,
            "kind": "quantile",
            "version": 2 if still else 1,  # since 2, with those that have not ended
        }
        found.append(made(own, more))
    return tuple(found)


def mean_time(stem: str, label: str, total: Terms, per: Terms, /, **more: Unpack[Words]) -> Measure:
    """Return the mean of a time [s] over the cases last solved in a period."""
    shared: Words = {
        "name": f"{stem}_s", "label": f"{label}, mean", "what": total, "per": per, "unit": "seconds",
        "better": "lower", "scale": SECONDS,
        "formula": "sum over the cases last solved in the period ÷ their number",
    }  # fmt: skip
    return made(shared, more)


STILL = (p.WAIT, Where("end_reason", "missing"))
CENSORED = " While more than 1 % still wait, it is estimated with them (Kaplan and Meier)."


def _mean(name: str, what: Terms, per: Terms, /, **more: Unpack[Words]) -> Measure:
    shared: Words = {
        "name": name, "what": what, "per": per, "count": per, "unit": "seconds", "better": "lower",
        "scale": SECONDS,
    }  # fmt: skip
    return made(shared, more)


ANSWERED_KNOWN = p.ANSWERED + minus(p.ANSWERED_UNKNOWN) + minus(p.REPLIES_UNKNOWN)
LIVE_KNOWN = p.ANSWERED_LIVE + minus(p.ANSWERED_UNKNOWN)
CLOSED_KNOWN = p.CLOSED + minus(p.CLOSED_UNKNOWN)
ANSWERED_WAIT = Part("", "segment", (p.WAIT, Where("end_reason", "in", ("answered", "replied"))))
CLOSED_WAIT = Part("", "segment", (p.WAIT, Where("end_reason", "known")))

MEASURES = (
    _mean(
        "asa_s",
        p.ANSWERED_MS,
        LIVE_KNOWN,
        label="Average speed of answer",
        missing=p.ANSWERED_UNKNOWN,
        open=p.WAITING,
        formula="sum of the waits that ended with a live answer ÷ their number",
        meaning="Mean wait of those who were answered live: voice, callback, chat, video.",
        traps="Those who gave up are not in it, and a mean hides the long waits: read it with wait_p50_s and "
        "wait_p90_s. Text replies have first_response_s and next_response_s.",
    ),
    *percentiles(
        "wait",
        "Wait of answered",
        base=ANSWERED_WAIT,
        column="duration_ms",
        shares=(50, 80, 90, 95),
        still=STILL,
        count=ANSWERED_KNOWN,
        missing=p.ANSWERED_UNKNOWN + p.REPLIES_UNKNOWN,
        open=p.WAITING,
        meaning="The wait that the share in the name of answered and replied waits did not exceed.",
        traps="A discrete percentile is a wait that occurred. Percentiles of parts do not average to that of the whole."
        + CENSORED,
    ),
    _mean(
        "wait_all_mean_s",
        p.WAIT_MS,
        CLOSED_KNOWN,
        label="Mean wait of all",
        missing=p.CLOSED_UNKNOWN,
        open=p.WAITING,
        formula="sum of all ended waits ÷ their number",
        meaning="Mean of all ended waits, however they ended.",
        traps="Those who left waited less than an answer would have taken, so it understates what service asks of callers.",
    ),
    *percentiles(
        "wait_all",
        "Wait of all",
        base=CLOSED_WAIT,
        column="duration_ms",
        shares=(50, 80, 90, 95),
        still=STILL,
        count=CLOSED_KNOWN,
        missing=p.CLOSED_UNKNOWN,
        open=p.WAITING,
        meaning="The wait that the share in the name of all ended waits did not exceed, however they ended.",
        traps="While any wait has not ended the value is provisional." + CENSORED,
    ),
    Measure(
        name="patience_s",
        label="Mean patience",
        unit="seconds",
        better="as planned",
        what=p.WAIT_MS,
        per=p.ABANDONED,
        count=p.ABANDONED,
        scale=SECONDS,
        open=p.WAITING,
        missing=(),
        formula="sum of all ended waits ÷ abandoned",
        meaning="How long callers are willing to wait on average, estimated with those who were answered as censored.",
        traps="It assumes that willingness does not change while waiting (an exponential law). "
        "It is not the mean wait of those who left, which is far too short.",
    ),
    _mean(
        "next_response_s",
        p.NEXT_REPLY_MS,
        p.NEXT_REPLIES + minus(p.NEXT_REPLIES_UNKNOWN),
        label="Next response",
        missing=p.NEXT_REPLIES_UNKNOWN,
        open=p.NEXT_WAITING,
        version=2,  # since 2, with the first replies to those who came back on the same case
        formula="sum of the later waits that ended with a reply ÷ their number",
        meaning="Mean wait of text customers for a reply after their first one.",
        traps="Calendar time, nights included. A second message before the reply does not restart the wait. "
        "When a solved case comes back, its first reply then is a next one too.",
    ),
    *percentiles(
        "next_response",
        "Next response",
        base=Part("", "next_wait", (p.REPLIED,)),
        column="duration_ms",
        shares=(50, 90),
        still=(Where("end_reason", "missing"),),
        version=3,  # since 3, with the first replies to those who came back on the same case
        count=p.NEXT_REPLIES + minus(p.NEXT_REPLIES_UNKNOWN),
        missing=p.NEXT_REPLIES_UNKNOWN,
        open=p.NEXT_WAITING,
        meaning="The wait for a later reply that the share in the name of text customers did not exceed.",
        traps="Calendar time, nights included." + CENSORED,
    ),
)
