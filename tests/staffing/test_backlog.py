import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fiftytwo.base.errors import InputError
from fiftytwo.staffing.backlog import backlog_requirement

cases = st.integers(0, 40)


@st.composite
def weeks(draw):
    n = draw(st.integers(1, 24))
    return {
        "arrivals": draw(st.lists(cases, min_size=n, max_size=n)),
        "is_open": draw(st.lists(st.booleans(), min_size=n, max_size=n).filter(any)),
        "promise_intervals": draw(st.integers(1, 10)),
        "clock": draw(st.sampled_from(["open", "elapsed"])),
        "opening_backlog": draw(st.integers(0, 60)),
    }


def due_dates(week):
    """Return (arrival, last interval to work it, cases) of every batch, by the words of the promise."""
    n, promise, opened = len(week["arrivals"]), week["promise_intervals"], week["is_open"]
    slots = [i for i in range(n) if opened[i]]

    def last(first):
        if week["clock"] == "elapsed":
            return first + promise - 1
        ahead = [i for i in slots if i >= first]
        return ahead[promise - 1] if len(ahead) >= promise else n + promise

    batches = [(i, last(i), float(count)) for i, count in enumerate(week["arrivals"]) if count]
    ticks = slots if week["clock"] == "open" else list(range(n))
    share = week["opening_backlog"] / promise
    batches += [
        (0, ticks[k] if k < len(ticks) else n + promise, share) for k in range(promise) if share
    ]
    return batches


def lowest_peak(week):
    """The greatest work per open interval that must fall between two instants (Yao et al. 1995)."""
    n, opened = len(week["arrivals"]), np.array(week["is_open"])
    peak = 0.0
    for start in range(n):
        for end in range(start, n):
            room = opened[start : end + 1].sum()
            inside = sum(c for first, due, c in due_dates(week) if first >= start and due <= end)
            if room:
                peak = max(peak, inside / room)
    return peak


@given(weeks(), st.floats(1, 30))
@settings(deadline=None, max_examples=200)
def test_work_in_is_work_out_and_work_left(week, minutes):
    plan = backlog_requirement(minutes_per_case=minutes, **week)
    there = week["opening_backlog"] + np.cumsum(week["arrivals"])
    done = np.cumsum(plan.done)
    assert np.allclose(there, done + plan.backlog)
    assert (done <= there + 1e-6).all()  # nobody works on what has not come
    assert (plan.done <= plan.agents * 30 / minutes + 1e-6).all()
    assert (plan.done[~np.array(week["is_open"])] == 0).all()
    assert (plan.agents[~np.array(week["is_open"])] == 0).all()
    assert plan.backlog[-1] >= -1e-9


@given(weeks())
@settings(deadline=None, max_examples=200)
def test_the_promise_is_kept_but_for_what_cannot_be(week):
    plan = backlog_requirement(minutes_per_case=7, **week)
    opened = np.array(week["is_open"])
    done = np.cumsum(plan.done)
    for end in np.flatnonzero(opened):
        due = sum(c for _, last, c in due_dates(week) if last <= end)
        assert done[end] >= due - 1e-6
    if week["clock"] == "open":
        assert plan.late == 0


@given(weeks())
@settings(deadline=None, max_examples=150)
def test_no_pace_with_the_promise_has_a_lower_peak(week):
    """Where everything can be kept and nothing but the promise binds, the peak is the least one."""
    plan = backlog_requirement(minutes_per_case=7, **week)
    if plan.late == 0:
        end = plan.pace.sum()
        forced = sum(c for _, last, c in due_dates(week) if last < len(week["arrivals"]))
        if end <= forced + 1e-9:
            assert plan.pace.max() == pytest.approx(lowest_peak(week), abs=1e-6)
        else:
            assert plan.pace.max() >= lowest_peak(week) - 1e-6


@given(weeks())
@settings(deadline=None, max_examples=100)
def test_rounding_up_never_costs_more_than_one_agent_an_interval(week):
    plan = backlog_requirement(minutes_per_case=7, **week)
    assert (plan.agents <= np.ceil(plan.pace * 7 / 30 - 1e-9)).all()


def test_work_done_early_leaves_less_for_later():
    """A third of an agent for nine intervals is three agents' intervals, not nine."""
    plan = backlog_requirement([18] + [0] * 8, 5, is_open=[True] * 9, promise_intervals=9)
    assert plan.pace.tolist() == pytest.approx([2] * 9)
    assert plan.agents.tolist() == [1, 0, 0, 1, 0, 0, 1, 0, 0]


def test_a_steady_stream_is_not_rounded_up_in_every_interval():
    """1.2 agents' work comes in each of 30 intervals: 36 agents' intervals, not 60."""
    plan = backlog_requirement([7.2] * 30, 5, is_open=[True] * 30, promise_intervals=4)
    assert plan.agents.sum() in (36, 37)
    assert plan.agents.max() == 2
    assert plan.backlog.max() < 6  # less than what an agent does in an interval waits
    assert plan.backlog[-1] == pytest.approx(0)
    # With no time to wait in, each interval's own work is done in it.
    at_once = backlog_requirement([7.2] * 30, 5, is_open=[True] * 30, promise_intervals=1)
    assert at_once.agents.tolist() == [2] * 30


def test_a_peak_is_spread_over_the_time_promised():
    """48 cases at nine, eight intervals of promise: six an interval, not 48 at once."""
    arrivals = [48] + [0] * 9
    plan = backlog_requirement(arrivals, 5, is_open=[True] * 10, promise_intervals=8)
    assert plan.pace.tolist() == pytest.approx([6] * 8 + [0] * 2)
    assert plan.agents.tolist() == [1] * 8 + [0] * 2


def test_night_mail_waits_for_the_morning():
    """Closed intervals 0 and 1; the promise of two open intervals starts when the doors open."""
    plan = backlog_requirement(
        [6, 6, 0, 0, 0], 15, is_open=[False, False, True, True, True], promise_intervals=2
    )
    assert plan.pace.tolist() == [0, 0, 6, 6, 0]
    assert plan.agents.tolist() == [0, 0, 3, 3, 0]
    assert plan.late == 0


def test_what_falls_due_at_night_is_done_before_or_told():
    arrivals, is_open = [4, 0, 8, 0, 0], [True, False, False, False, True]
    plan = backlog_requirement(arrivals, 15, is_open=is_open, promise_intervals=2, clock="elapsed")
    assert plan.pace.tolist() == [4, 0, 0, 0, 8]
    assert plan.late == 8  # came while closed, due before opening


def test_an_old_backlog_is_worked_off_within_the_promise():
    plan = backlog_requirement(
        [0] * 8, 10, is_open=[True] * 8, promise_intervals=4, opening_backlog=12
    )
    assert plan.pace.tolist() == pytest.approx([3] * 4 + [0] * 4)


def test_a_steady_stream_leaves_as_much_as_it_found():
    plan = backlog_requirement(
        [10.0] * 40, 10, is_open=[True] * 40, promise_intervals=8, opening_backlog=35
    )
    assert plan.backlog[-1] <= 35 + 1e-9
    assert plan.pace.max() == pytest.approx(10, abs=0.5)


def test_nothing_to_do_needs_nobody():
    plan = backlog_requirement([0, 0], 5, is_open=[False, False], promise_intervals=1)
    assert plan.agents.tolist() == [0, 0]


def test_busy_agents_have_less_time():
    eased = backlog_requirement([60], 5, is_open=[True], promise_intervals=1, max_occupancy=0.5)
    assert eased.agents.tolist() == [20]
    assert backlog_requirement([60], 5, is_open=[True], promise_intervals=1).agents.tolist() == [10]


@pytest.mark.parametrize(
    "bad",
    [
        {"arrivals": [-1, 0]},
        {"arrivals": [1, 2, 3]},
        {"minutes_per_case": 0},
        {"promise_intervals": 0},
        {"clock": "lunar"},
        {"opening_backlog": -1},
        {"max_occupancy": 1.2},
        {"is_open": [False, False]},
    ],
)
def test_bad_input_is_refused(bad):
    good = {
        "arrivals": [1, 2],
        "minutes_per_case": 5,
        "is_open": [True, True],
        "promise_intervals": 1,
    }
    with pytest.raises(InputError):
        backlog_requirement(**good | bad)
