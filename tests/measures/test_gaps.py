"""The gap between expectation and experience by question and channel, from the lake."""

from datetime import date

import pytest
from measures.lake import MemoryLake

from fiftytwo.base.errors import InputError
from fiftytwo.base.pairs import expectation_gap, gap_of
from fiftytwo.measures.examples import both, tables_of
from fiftytwo.measures.gaps import read_gaps

YEAR = (date(2026, 1, 1), date(2026, 12, 31))


def key(n):
    return n.to_bytes(2, "big")


def asked(pairs, *, item="speed", channel="voice", start=0):
    return [
        row | {"channel": channel}
        for n, pair in enumerate(pairs, start)
        for row in both(*pair, contact=key(n), item=item)
    ]


def read(rows, where=()):
    return read_gaps(MemoryLake(tables_of(rows)), *YEAR, where)


def test_the_lake_counts_as_the_pure_function_does():
    pairs = [(4, 3), (4, 4), (3, 5), (5, 1)] * 10 + [(4, None), (None, 2)]
    (row,) = read(asked(pairs))
    whole = expectation_gap(pairs, scale=(1, 5))
    assert (row.item, row.channel, row.scale) == ("speed", None, (1, 5))
    assert (row.gap.pairs, row.gap.unpaired) == (whole.pairs, whole.unpaired) == (40, 2)
    assert row.gap.mean == pytest.approx(whole.mean)
    assert row.gap.interval.low == pytest.approx(whole.interval.low)
    assert row.gap.p == pytest.approx(whole.p)
    assert (row.expected, row.experienced) == (4, 3.25)


def test_a_question_asked_in_several_channels_is_told_for_each_and_pays_for_the_looks():
    rows = asked([(4, 3), (4, 4)] * 20) + asked([(4, 4)] * 40, channel="chat", start=100)
    found = read(rows)
    assert [row.channel for row in found] == [None, "chat", "voice"]
    alone = expectation_gap([(4, 3), (4, 4)] * 20, scale=(1, 5))
    assert found[2].gap.p == pytest.approx(3 * alone.p)
    assert [row.is_shown for row in found] == [True, False, True]
    assert [row.channel for row in read(rows, (("channel", ("chat",)),))] == [None]


def test_few_pairs_are_not_judged_and_other_days_and_questions_stay_out():
    found = read(asked([(4, 1)] * 29) + asked([(2, 2)], item="tone", start=50))
    assert [(row.item, row.gap.pairs, row.gap.p) for row in found] == [
        ("speed", 29, None), ("tone", 1, None),
    ]  # fmt: skip
    assert read_gaps(MemoryLake(tables_of(asked([(4, 1)]))), YEAR[1], YEAR[1]) == []
    assert read([row | {"question_ref": "speed"} for row in asked([(4, 1)])]) == []


def test_a_gap_of_counts_needs_what_it_is_made_of():

    told = gap_of(40, 1.58, 1.23, 0)
    assert told.interval.low == pytest.approx(1.58 - 1.959964 * 1.23 / 40**0.5)
    assert gap_of(40, 0.0, 0.0, 0).p == 1
    assert gap_of(40, 1.0, 0.0, 0).p == 0
    assert gap_of(0, None, None, 3).unpaired == 3
    for mean, spread in ((None, 1.0), (1.0, None)):
        with pytest.raises(InputError, match="have a mean and a spread"):
            gap_of(40, mean, spread, 0)
