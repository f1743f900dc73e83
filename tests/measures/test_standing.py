"""What stood at an instant: by hand, and the same as the levels at the ends of hours."""

from datetime import UTC, datetime, timedelta

import pytest
from measures.generated import make_tables
from measures.lake import MemoryLake

from fiftytwo.base.errors import InputError
from fiftytwo.measures.evaluate import Query, evaluate
from fiftytwo.measures.examples import START, case, tables_of, wait
from fiftytwo.measures.standing import BANDS_DAYS, Standing, standing_at


def at(hours):
    return START + timedelta(hours=hours)


def stood(rows, hours, *by):
    return standing_at(MemoryLake(tables_of(rows)), at(hours), by)


def test_cases_are_open_from_their_opening_to_their_solution_and_keep_their_age():
    # one opened at 0, solved at 30 h, back at 40 h; one opened at 24 h; one merged at 5 h
    rows = [
        *case(("opened", 0), ("solved", 30), ("reopened", 40)),
        *case(("opened", 24)),
        *case(("opened", 0), ("merged", 5)),
    ]
    assert BANDS_DAYS == (0, 1, 3, 7, 14, 30)
    expected = {
        -1: (0, (0, 0, 0, 0, 0, 0)),
        0: (2, (2, 0, 0, 0, 0, 0)),
        5: (1, (1, 0, 0, 0, 0, 0)),  # what ends at an instant is open no more
        24: (2, (1, 1, 0, 0, 0, 0)),  # a day old, and just opened
        30: (1, (1, 0, 0, 0, 0, 0)),
        40: (2, (1, 1, 0, 0, 0, 0)),
        24 * 8: (2, (0, 0, 0, 2, 0, 0)),
        24 * 31: (2, (0, 0, 0, 0, 0, 2)),
    }
    for hours, (backlog, ages) in expected.items():
        [found] = stood(rows, hours)
        assert (found.backlog, found.ages, found.owed) == (backlog, ages, None), hours


def test_owed_is_who_waits_then_and_an_end_nobody_knows_is_told_apart():
    rows = [
        wait("answered", 60),
        wait("replied", 7200, queue="Help"),
        wait(None, None, queue="Help"),
        wait("answered", None),
    ]
    [whole] = stood(rows, 1)
    assert whole == Standing({}, None, (0,) * 6, 2, 1)
    by_queue = {item.by["queue"]: (item.owed, item.unknown) for item in stood(rows, 0, "queue")}
    assert by_queue == {"Help": (2, 0), "Sales": (1, 1)}
    [ended] = stood(rows[1:2], 2)
    assert ended.owed == 0


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_at_the_end_of_a_day_it_is_the_level_of_that_day(seed):
    tables = make_tables(seed, 30, always="case_flow")
    utc = [
        row
        | {"local_day": row["at"].date(), "local_minute": row["at"].hour * 60 + row["at"].minute}
        for row in tables["case_flow"]
    ]
    lake = MemoryLake({"case_flow": utc})
    for row in evaluate(lake, Query(("backlog",), grain="day")):
        end = datetime.fromisoformat(row.period).replace(tzinfo=UTC) + timedelta(
            days=1, microseconds=-1
        )
        [found] = standing_at(lake, end)
        assert found.backlog == row.values["backlog"].value


def test_what_is_no_question_is_refused():
    lake = MemoryLake({})
    with pytest.raises(InputError, match="no zone"):
        standing_at(lake, datetime(2026, 3, 2, 9))
    with pytest.raises(InputError, match="hour"):
        standing_at(lake, at(0), ("hour",))
    assert standing_at(lake, at(0)) == [Standing({}, None, (0,) * 6, None, 0)]
