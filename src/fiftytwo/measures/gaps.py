"""What customers expected and what they experienced: the gap by question and by channel."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date

from sqlglot import exp

from fiftytwo.base.drivers import holm
from fiftytwo.base.pairs import Gap, gap_of
from fiftytwo.measures.compile import DIALECT, select_branch
from fiftytwo.measures.dimensions import Filter
from fiftytwo.measures.evaluate import bind
from fiftytwo.measures.model import Facts
from fiftytwo.measures.plan import Branch, Plan

__all__ = ["GapRow", "read_gaps"]

COLUMNS = ("item", "channel", "scale_min", "scale_max", "gap", "score_norm", "other_norm")
GAPS = """
SELECT item, channel, scale_min, scale_max, count(gap), count(*) - count(gap),
  avg(gap * (scale_max - scale_min)), stddev_samp(gap * (scale_max - scale_min)),
  avg(scale_min + other_norm * (scale_max - scale_min)) FILTER (gap IS NOT NULL),
  avg(scale_min + score_norm * (scale_max - scale_min)) FILTER (gap IS NOT NULL)
FROM ({answers})
GROUP BY GROUPING SETS ((item, scale_min, scale_max), (item, channel, scale_min, scale_max))
HAVING GROUPING(channel) = 1 OR channel IS NOT NULL
ORDER BY item, scale_min, scale_max, channel NULLS FIRST
"""


@dataclass(frozen=True, slots=True)
class GapRow:
    """The gap of one question on one scale.

    Attributes
    ----------
    item : str
        What both questions ask about, such as speed.
    channel : str or None
        One channel; None is all of them together.
    scale : (float, float)
        Ends of the scale as asked.
    expected, experienced : float or None
        Means over the pairs, on that scale.
    gap : Gap
        In points of that scale; its `p` has paid for the number of gaps looked at (Holm).
    """

    item: str
    channel: str | None
    scale: tuple[float, float]
    expected: float | None
    experienced: float | None
    gap: Gap

    @property
    def is_shown(self) -> bool:
        """Whether the gap is more than chance: p < 0.05 after the correction."""
        return self.gap.p is not None and self.gap.p < 0.05


def read_gaps(
    source: Facts, first: date, last: date, where: tuple[Filter, ...] = ()
) -> list[GapRow]:
    """Return the gaps of some days, each question whole and by channel where there are several.

    A pair is two answers about the same contact (else case), the newest of each, on one scale; see
    the fact `pair`. Its day and channel are those of the question about the experience.
    """
    plan = Plan((Branch("pair", ()),), (), None, first, last, where)
    answers = select_branch(plan, plan.branches[0], [exp.column(name) for name in COLUMNS])
    sql = GAPS.format(answers=answers.sql(dialect=DIALECT))
    found = [_row(*row) for row in source.cursor().sql(bind(source, plan, sql)).fetchall()]
    parts = Counter((row.item, row.scale) for row in found if row.channel is not None)
    return _paid([row for row in found if row.channel is None or parts[row.item, row.scale] > 1])


def _row(
    item: str, channel: str | None, low: float, high: float, pairs: int, unpaired: int,
    mean: float | None, spread: float | None, expected: float | None, experienced: float | None,
) -> GapRow:  # fmt: skip
    gap = gap_of(pairs, mean, spread, unpaired)
    return GapRow(item, channel, (low, high), expected, experienced, gap)


def _paid(rows: list[GapRow]) -> list[GapRow]:
    told = iter(holm([row.gap.p for row in rows if row.gap.p is not None]))
    return [
        row if row.gap.p is None else replace(row, gap=replace(row.gap, p=next(told)))
        for row in rows
    ]
