"""What happened in the contacts of those who answered a survey: counts for the driver table."""

from dataclasses import dataclass
from datetime import date

from sqlglot import exp

from fiftytwo.base.drivers import Driver, Seen, drivers
from fiftytwo.base.errors import InputError
from fiftytwo.measures.catalogue import CATALOGUE, measure
from fiftytwo.measures.compile import DIALECT, condition, select_branch
from fiftytwo.measures.dimensions import Filter
from fiftytwo.measures.evaluate import bind
from fiftytwo.measures.model import Facts, Measure
from fiftytwo.measures.plan import Branch, Plan

__all__ = ["HAPPENED", "Answered", "asked_of_customers", "read_drivers"]

SURVEYS = ("survey", "reply")
BACK_DAYS = 7

# What may have happened in a contact, as SQL; null where its source does not tell it.
HAPPENED = {
    "waited_longer": "is_late",
    "on_hold": "was_held",
    "passed_on": "transfer_count > 0",
    "back_again": f"CASE WHEN known_us >= {BACK_DAYS} * 86400000000 AND customer_id IS NOT NULL"
    f" THEN coalesce(since_us <= {BACK_DAYS} * 86400000000, false) END",
    "menu": "had_menu",
    "bot": "had_bot",
}

ANSWERS = """
WITH answer AS (
  {answers}
), inbound AS (
  SELECT contact_id, source_id, customer_id, transfer_count, epoch_us(started_at) AS us FROM "@contact"
  WHERE direction = 'inbound' AND NOT is_excluded
), placed AS (
  SELECT *, us - lag(us) OVER (PARTITION BY customer_id ORDER BY us, contact_id) AS since_us,
    us - min(us) OVER (PARTITION BY source_id) AS known_us
  FROM inbound
), piece AS (
  SELECT contact_id, bool_or(kind = 'hold') AS was_held, bool_or(kind = 'ivr') AS had_menu,
    bool_or(kind = 'bot') AS had_bot, bool_or(duration_ms > target_ms) FILTER (kind = 'wait') AS is_late
  FROM "@segment" SEMI JOIN answer USING (contact_id) GROUP BY contact_id
)
SELECT count(*), count(placed.contact_id){counts}
FROM answer LEFT JOIN placed USING (contact_id) LEFT JOIN piece USING (contact_id)
"""


@dataclass(frozen=True, slots=True)
class Answered:
    """The driver table of a question.

    Attributes
    ----------
    answers, linked : int
        Answers of the period, and those whose contact is known: the table rests on these.
    rows : list of Driver
        One a thing that may happen, in the order of `HAPPENED`; its `rate` is the share of good
        answers [0..1]. What never happened in these contacts has no row.
    """

    answers: int
    linked: int
    rows: list[Driver]


def asked_of_customers() -> tuple[str, ...]:
    """Return the measures that are shares of answers to a question: those that can have drivers.

    Examples
    --------
    >>> asked_of_customers()[0], "nps" in asked_of_customers()
    ('csat', False)
    """
    return tuple(
        name
        for name, item in CATALOGUE.items()
        if item.fact in SURVEYS and item.is_counted_share and name != "csat_response_rate"
    )


def read_drivers(
    source: Facts, name: str, first: date, last: date, where: tuple[Filter, ...] = ()
) -> Answered:
    """Return what goes with good answers of some days: an association, not a cause.

    Every answer counts once for each thing: with it or without it. Where a source does not tell
    whether it happened, the answer counts on neither side.

    Raises
    ------
    InputError
        If the measure is no share of answers.
    """
    if name not in asked_of_customers():
        raise InputError(
            f"{name} is no share of answers: use one of {', '.join(asked_of_customers())}"
        )
    item = measure(name)
    read = tuple(Branch(fact, ()) for fact in (item.fact, "segment", "contact"))
    plan = Plan(read, (), None, first, last, where)
    counts = "".join(_counts(happened) for happened in HAPPENED.values())
    sql = ANSWERS.format(answers=_answers(item, plan), counts=counts)
    ((answers, linked, *found),) = source.cursor().sql(bind(source, plan, sql)).fetchall()
    seen = [Seen(thing, *found[4 * i : 4 * i + 4]) for i, thing in enumerate(HAPPENED)]
    return Answered(answers, linked, drivers([one for one in seen if one.n_with]))


def _counts(happened: str) -> str:
    kept = [
        f"is_good AND ({happened})",
        happened,
        f"is_good AND NOT ({happened})",
        f"NOT ({happened})",
    ]
    return "".join(f",\n  count(*) FILTER ({limit})" for limit in kept)


def _answers(item: Measure, plan: Plan) -> str:
    """SQL of the answers in the denominator: some part of it, and none that is taken off it."""
    assert isinstance(item.per, tuple)
    good = exp.alias_(_any_of(item.what, 1), "is_good")
    select = select_branch(plan, plan.branches[0], [exp.column("contact_id"), good])
    select = select.where(_any_of(item.per, 1), exp.not_(_any_of(item.per, -1)))
    return str(select.sql(dialect=DIALECT))


def _any_of(terms: object, sign: int) -> exp.Expression:
    """Return that a row is of some part that is added (1) or taken off (-1)."""
    assert isinstance(terms, tuple)
    parts = [part for factor, part in terms if factor * sign > 0]
    each = [exp.and_(*map(condition, part.where)) for part in parts]
    return exp.func("coalesce", exp.paren(exp.or_(*each)), exp.false()) if each else exp.false()
