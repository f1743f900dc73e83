"""An answer by dimensions and the whole, read in one pass, are those of two questions."""

from dataclasses import astuple

import pytest
from measures.generated import make_tables
from measures.lake import MemoryLake

from fiftytwo.measures.compile import compile_plan
from fiftytwo.measures.evaluate import Query, evaluate, evaluate_with_whole
from fiftytwo.measures.plan import passes

# A sum, a share, a mean and a quantile; a level; business time; one that reports tell too.
NAMES = ("transfers", "service_level", "aht_s", "wait_p90_s", "backlog", "resolution_business_p50_s", "offered")  # fmt: skip


def told(rows):
    return [
        (row.by, row.period, name, *map(_near, astuple(value)))
        for row in rows for name, value in row.values.items()
    ]  # fmt: skip


def _near(figure):
    return pytest.approx(figure, rel=1e-9) if isinstance(figure, float) else figure


@pytest.mark.parametrize("rolled", [False, True], ids=["rows", "roll-up"])
@pytest.mark.parametrize("by", [("queue",), ("hour",), ("reason", "channel")], ids=" ".join)
def test_one_pass_says_what_two_questions_say(by, rolled):
    lake = MemoryLake(make_tables(3), rolled=rolled)
    for grain in (None, "week"):
        for names in (NAMES[:4], NAMES[4:6], NAMES[6:]):
            query = Query(names, by, grain)
            parts, whole = evaluate_with_whole(lake, query)
            assert told(parts) == told(evaluate(lake, query))
            assert told(whole) == told(evaluate(lake, Query(names, (), grain)))


def test_the_rows_are_read_once(monkeypatch):
    lake, asked = MemoryLake(make_tables(3)), []

    def counted(plan):
        asked.append(plan)
        return compile_plan(plan)

    monkeypatch.setattr("fiftytwo.measures.evaluate.compile_plan", counted)
    evaluate_with_whole(lake, Query(("resolution_business_p50_s",), ("channel",), "week"))
    assert len(asked) == len(passes(asked[0])) == 1
