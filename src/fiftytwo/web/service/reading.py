"""What the explorer reads from the lake: series, a period's table, data quality, choices."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.conf import settings

from fiftytwo.measures.catalogue import measure
from fiftytwo.measures.dimensions import label
from fiftytwo.measures.evaluate import (
    Facts,
    Query,
    Row,
    Value,
    evaluate,
    evaluate_with_whole,
)
from fiftytwo.measures.facts import supports
from fiftytwo.web.keeping import kept
from fiftytwo.web.service.periods import names_between

__all__ = ["Choices", "Quality", "Question", "Series", "choices", "companions", "quality", "series"]

# What stands beside a measure in the table, by the fact it is read from.
COMPANIONS = {
    "segment": ("abandoned", "asa_s", "wait_p90_s", "aht_s"),
    "case": ("opened", "solved", "backlog"),
    "case_solved": ("opened", "solved", "backlog"),
    "case_flow": ("opened", "solved", "backlog"),
}


@dataclass(frozen=True, slots=True)
class Question:
    """What the page is asked: a measure, from when to when, in which step, narrowed to and by what."""

    measure: str
    first: date
    last: date
    step: str = "week"
    where: tuple[tuple[str, str], ...] = ()
    by: str = "queue"

    @property
    def filters(self) -> dict[str, tuple[str, ...]]:
        """The narrowing as `measures` takes it."""
        return {name: (value,) for name, value in self.where}

    @property
    def contacts(self) -> Query:
        """The question for the contacts themselves."""
        return Query((), first=self.first, last=self.last, where=self.filters)


@dataclass(frozen=True)
class Series:
    """A measure by period, whole and by group; None where a period has no rows.

    Groups are those of the dimension asked for, in its order, under the names people read; rows of
    which no source tells it are a group of their own, the last.

    `all` is its value over all periods together where no period has rows: it says why.
    """

    names: tuple[str, ...]
    total: tuple[Value | None, ...]
    groups: Mapping[str, tuple[Value | None, ...]]
    all: Value | None = None
    by: str = "queue"

    def largest(self, at: int, most: int) -> tuple[dict[str, tuple[Value | None, ...]], int]:
        """Return the groups with most rows in period number `at`, in their order, and how many more.

        Nobody reads a thousand groups; the file has all of them.
        """

        def size(group: str) -> float:
            value = self.groups[group][at]
            return -1.0 if value is None else value.n

        kept = set(sorted(self.groups, key=size, reverse=True)[:most])
        shown = {group: values for group, values in self.groups.items() if group in kept}
        return shown, len(self.groups) - len(shown)


@dataclass(frozen=True, slots=True)
class Choices:
    """What there is to choose from; `last` None means that the lake is empty."""

    queues: tuple[str, ...]
    channels: tuple[str, ...]
    reasons: tuple[str, ...]
    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class Quality:
    """What is not in the numbers: by rule and by reason."""

    ignored: tuple[tuple[str, int], ...]
    quarantined: tuple[tuple[str, int], ...]

    @property
    def held(self) -> int:
        """Lines in quarantine."""
        return sum(count for _, count in self.quarantined)


def series(source: Facts, question: Question) -> Series:
    """Return the measure by period, for everything asked and for each group of it."""
    return kept(source, ("series", question), lambda: _read_series(source, question))


def _read_series(source: Facts, question: Question) -> Series:
    names = tuple(names_between(question.first, question.last, question.step))
    parts, whole = _both(source, question, (question.measure,), question.step)
    groups: dict[str | int | None, dict[str, Value]] = {}
    for row in parts:
        if row.period is not None:
            groups.setdefault(row.by[question.by], {})[row.period] = row.values[question.measure]
    total = {row.period: row.values[question.measure] for row in whole}
    return Series(
        names,
        tuple(total.get(name) for name in names),
        {
            label(question.by, group): tuple(known.get(n) for n in names)
            for group, known in sorted(groups.items(), key=_none_last)
        },
        None if total else _over_all(source, question),
        question.by,
    )


def _none_last(item: tuple[str | int | None, object]) -> tuple[bool, str | int | None]:
    """Order groups by their value; rows of which no source tells it come last."""
    return item[0] is None, item[0]


def _is_kept_by(name: str, dimension: str) -> bool:
    """Whether the rows behind a measure know a dimension: presence, for one, has no queue."""
    facts = {part.fact for terms in measure(name).terms for _, part in terms}
    return all(supports(fact, (dimension,)) for fact in facts | {measure(name).fact})


def _over_all(source: Facts, question: Question) -> Value | None:
    rows = evaluate(source, _query(question, (question.measure,), (), None))
    return rows[0].values[question.measure] if rows else None


def companions(
    source: Facts, question: Question, first: date, last: date
) -> tuple[tuple[str, ...], dict[str | None, dict[str, Value]]]:
    """Return the measures that stand beside the one asked, by group for one period.

    Parameters
    ----------
    source, question
        The lake, and what was asked.
    first, last : date
        Local days of the period, both included.

    Returns
    -------
    tuple
        Names of measures, and group → their values. The entry None is everything together. A
        group without rows has no entry.
    """
    key = ("companions", question, first, last)
    return kept(source, key, lambda: _read_companions(source, question, first, last))


def _read_companions(
    source: Facts, question: Question, first: date, last: date
) -> tuple[tuple[str, ...], dict[str | None, dict[str, Value]]]:
    names = tuple(
        n for n in COMPANIONS.get(measure(question.measure).fact, ()) if n != question.measure
    )
    if not names:
        return (), {}
    narrow = replace(question, first=first, last=last)
    found: dict[str | None, dict[str, Value]] = {}
    parts, whole = _both(source, narrow, names, None)
    for row in parts:
        found[label(question.by, row.by[question.by])] = row.values
    for row in whole:
        found[None] = row.values
    return names, found


def _both(
    source: Facts, question: Question, names: tuple[str, ...], grain: str | None
) -> tuple[list[Row], list[Row]]:
    """Return what is asked by group, as far as measures know the groups, and whole."""
    known = tuple(name for name in names if _is_kept_by(name, question.by))
    by_group = _query(question, known, (question.by,), grain)
    if known == names:
        return evaluate_with_whole(source, by_group)
    whole = evaluate(source, _query(question, names, (), grain))
    return (evaluate(source, by_group) if known else []), whole


def _query(
    question: Question, names: tuple[str, ...], by: tuple[str, ...], grain: str | None
) -> Query:
    return Query(
        measures=names,
        by=by,
        grain=grain,
        first=question.first,
        last=question.last,
        where=question.filters,
        not_at_once=settings.WORKSPACE.not_at_once,
    )


def choices(source: Facts) -> Choices:
    """Return the queues, channels, reasons and days that the lake knows."""
    return kept(source, "choices", lambda: _read_choices(source))


def _read_choices(source: Facts) -> Choices:
    table = source.relation("rollup_day")
    rows = (
        source.cursor()
        .execute(
            f"""SELECT list(DISTINCT queue ORDER BY queue) FILTER (queue IS NOT NULL),
                   list(DISTINCT channel ORDER BY channel) FILTER (channel IS NOT NULL),
                   list(DISTINCT reason ORDER BY reason) FILTER (reason IS NOT NULL),
                   min(local_day), max(local_day)
            FROM {table}"""
        )
        .fetchall()
    )
    queues, channels, reasons, first, last = rows[0]
    if last is not None:
        last = _told_to(source, last)
    return Choices(tuple(queues or ()), tuple(channels or ()), tuple(reasons or ()), first, last)


def _told_to(source: Facts, last: date) -> date:
    """Return the day up to which the data tell: the last with rows, and closed days right after.

    A Saturday on which the week ends, because Sundays are always closed, is not half a week.
    """
    table = source.relation("rollup_day")
    cursor = source.cursor()
    rows = cursor.execute(
        f"SELECT DISTINCT local_day FROM {table} WHERE local_day > ?", [last - timedelta(days=29)]
    ).fetchall()
    known = {day for (day,) in rows}
    while last.weekday() < 6:
        following = last + timedelta(days=1)
        if any(following - timedelta(days=7 * n) in known for n in (1, 2, 3, 4)):
            break
        last = following
    return last


def quality(source: Facts, first: date, last: date) -> Quality:
    """Return what was left out of a period: lines ignored by rule, lines in quarantine by reason.

    Ignored lines carry no day of their own, so they are counted over the months that the period
    touches; a quarantined line without a readable day counts in every period.
    """
    return kept(source, ("quality", first, last), lambda: _read_quality(source, first, last))


def _read_quality(source: Facts, first: date, last: date) -> Quality:
    cursor = source.cursor()
    ignored = source.relation("ignored", f"{first:%Y-%m}", f"{last:%Y-%m}")
    held = source.relation("quarantine")
    rules = cursor.execute(
        f"SELECT rule, count(*) FROM {ignored} GROUP BY rule ORDER BY rule"
    ).fetchall()
    reasons = cursor.execute(
        f"""SELECT reason, count(*) FROM {held}
            WHERE resolution IS NULL AND (day IS NULL OR day BETWEEN ? AND ?)
            GROUP BY reason ORDER BY reason""",
        [first, last],
    ).fetchall()
    return Quality(_pairs(rules), _pairs(reasons))


def _pairs(rows: Sequence[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    return tuple((name, count) for name, count in rows)
