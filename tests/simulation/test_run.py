"""What holds for any model, and how a simulation is run."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from simulation.published import SIMPLE_MSK, garnett, single
from simulation.small_models import models
from simulation.test_slow_day import records

from fiftytwo.base.errors import InputError
from fiftytwo.simulation import book
from fiftytwo.simulation.agents import Group
from fiftytwo.simulation.compare import Comparison, compare
from fiftytwo.simulation.demand import Queue, Route
from fiftytwo.simulation.encode import encode
from fiftytwo.simulation.laws import Law
from fiftytwo.simulation.model import Model
from fiftytwo.simulation.replications import replicate
from fiftytwo.simulation.run import Precision, simulate

SMALL = single(1.0, 3, 2, 4, 6, interval_min=30)


def field(result, name):
    return result.queues[..., book.QUEUE_FIELDS.index(name)]


@settings(max_examples=60, deadline=None)
@given(models(), st.integers(0, 1000))
def test_contacts_are_conserved_and_no_time_is_negative(model, seed):
    result = simulate(model, replications=3, seed=seed, contacts=True, cores=1)
    came = field(result, "offered") + field(result, "carried")
    went = field(result, "answered") + field(result, "abandoned") + field(result, "unserved")
    np.testing.assert_array_equal(came, went)
    assert (result.queues >= 0).all()
    assert (result.contacts[:, 7:] >= 0).all()
    assert (result.groups >= 0).all()
    assert (field(result, "answered_in_target") <= field(result, "answered")).all()
    assert (
        result.taken[..., 0].sum()
        == field(result, "answered").sum()
        == field(result, "started").sum()
    )
    talked = field(result, "talk_s").sum() + field(result, "wrap_up_s").sum()
    for total in (result.taken[..., 1].sum(), result.groups[..., book.BUSY].sum()):
        assert total == pytest.approx(talked, rel=1e-9, abs=1e-6)
    assert result.left[..., : book.OLDEST].sum() == field(result, "unserved").sum()
    # Nobody is busy for longer than somebody is there, planned or beyond the plan.
    cells = result.groups[:, :, :-1]
    there = result.scheduled_s[:, :-1] + cells[..., book.OVERTIME]
    assert (cells[..., book.BUSY] <= there + 1e-6).all()


@settings(max_examples=25, deadline=None)
@given(models(), st.integers(0, 1000))
def test_books_are_the_sums_of_the_records(model, seed):
    result = simulate(model, replications=2, seed=seed, contacts=True, cores=1)
    rows = result.contacts
    for q in range(len(model.queues)):
        mine = rows[rows[:, 1] == q]
        answered = mine[mine[:, 4] == book.WAS_ANSWERED]
        assert field(result, "answered")[:, q].sum() == len(answered)
        assert field(result, "wait_answered_s")[:, q].sum() == pytest.approx(answered[:, 7].sum())
        within = answered[:, 7] <= model.queues[q].within_s
        assert field(result, "answered_in_target")[:, q].sum() == within.sum()
        assert field(result, "redials")[:, q].sum() == (mine[:, 3] > 0).sum()


def test_uncompiled_kernels_give_the_same_and_stay_inside_their_arrays():
    encoded = encode(SIMPLE_MSK)
    width = book.width(len(encoded.queues), len(encoded.groups), SIMPLE_MSK.intervals)
    rows = np.zeros((1, width))
    with np.errstate(over="ignore"):
        replicate(encoded.floats, encoded.whole, 11, 0, 1, False, False, rows, False)
    result = simulate(SIMPLE_MSK, replications=1, seed=11)
    size = result.queues[0].size
    np.testing.assert_allclose(rows[0, :size], result.queues[0].ravel(), rtol=1e-9)


def uncompiled_is_the_same(model, seed):
    encoded = encode(model)
    rows = np.zeros((1, book.width(len(encoded.queues), len(encoded.groups), model.intervals)))
    with np.errstate(over="ignore"):
        kept = replicate(
            encoded.floats, encoded.whole, seed, 0, 1, False, encoded.simple, rows, True
        )
    result = simulate(model, replications=1, seed=seed, contacts=True, cores=1)
    np.testing.assert_allclose(rows[0, : result.queues.size], result.queues.ravel(), rtol=1e-9)
    np.testing.assert_allclose(kept.reshape(-1, book.RECORD_WIDTH), result.contacts[:, 1:])


@settings(max_examples=15, deadline=None)
@given(models(), st.integers(0, 1000))
def test_no_kernel_leaves_its_arrays(model, seed):
    """Compiled code looks at no bounds; Python does."""
    uncompiled_is_the_same(model, seed)


@pytest.mark.soak
@settings(max_examples=1000, deadline=None)
@given(models(), st.integers(0, 10**9))
def test_no_kernel_leaves_its_arrays_often(model, seed):
    uncompiled_is_the_same(model, seed)


@pytest.mark.parametrize("antithetic", [False, True])
def test_the_quick_way_serves_the_same_contacts(antithetic):
    nobody = Group("nobody", agents=(0,))
    queue = replace(SMALL.queues[0], routes=(Route("team"), Route("nobody", 1)))
    slow = replace(SMALL, queues=(queue,), groups=(*SMALL.groups, nobody))
    assert encode(SMALL).simple
    assert not encode(slow).simple
    ours, theirs = (
        simulate(m, replications=4, seed=2, antithetic=antithetic, contacts=True)
        for m in (SMALL, slow)
    )
    np.testing.assert_array_equal(ours.queues, theirs.queues)
    assert records(ours.contacts) == records(theirs.contacts)


def test_one_core_or_many_and_one_run_or_two_are_the_same():
    one = simulate(SIMPLE_MSK, replications=9, seed=3, cores=1)
    many = simulate(SIMPLE_MSK, replications=9, seed=3, cores=3)
    np.testing.assert_array_equal(one.queues, many.queues)
    assert not np.array_equal(
        one.queues, simulate(SIMPLE_MSK, replications=9, seed=4, cores=1).queues
    )


def test_a_contact_keeps_its_draws_whatever_the_staffing():
    more = replace(SMALL, groups=(Group("team", agents=(9,)),))
    few, many = (simulate(m, replications=1, seed=1, contacts=True).contacts for m in (SMALL, more))

    def calls(rows):
        return {int(row[2]): row for row in rows}

    a, b = calls(few), calls(many)
    assert a.keys() == b.keys()
    assert any(a[k][4] != b[k][4] for k in a)
    for k, row in a.items():
        assert row[6] == b[k][6]
        if row[4] == b[k][4] == book.WAS_ANSWERED:
            assert row[8] == b[k][8]


@pytest.mark.parametrize("model", [SIMPLE_MSK, single(4.2, 2, 1, 10, 8)], ids=lambda m: m.name)
def test_common_random_numbers_cut_the_variance_to_a_fifth(model):
    first = model.groups[0]
    one_more = Group(first.name, agents=tuple(n + 1 for n in first.agents))
    other = replace(model, groups=(one_more, *model.groups[1:]))
    common = compare(model, other, replications=200, seed=1)
    apart = Comparison(common.first, simulate(other, replications=200, seed=99), paired=False)
    for figure in ("service_level_offered", "abandonment"):
        ours, theirs = (c.difference(figure).half_width for c in (common, apart))
        assert ours**2 <= theirs**2 / 5
    assert common.occupancy().high < 0


def test_intervals_cover_the_truth_as_often_as_they_say():
    # M/M/50+M: the exact abandonment after an hour that warms up.
    hits = 0
    for seed in range(100):
        result = simulate(garnett(4), replications=10, seed=seed)
        found = result.estimate("abandonment", intervals=range(1, 5))
        hits += found.low <= 0.030910 <= found.high
    assert 88 <= hits <= 100


def test_mirrored_days_are_sharper():
    plain = simulate(SIMPLE_MSK, replications=200, seed=5).estimate("answered")
    mirrored = simulate(SIMPLE_MSK, replications=200, seed=5, antithetic=True)
    assert mirrored.estimate("answered").half_width < 0.6 * plain.half_width
    assert mirrored.replications == 200


def test_it_stops_when_it_is_sharp_enough():
    told = []
    result = simulate(
        SMALL, replications=5000, precision=Precision(0.01), progress=lambda *x: told.append(x)
    )
    assert result.reached
    assert 20 <= result.replications < 5000
    assert result.estimate("service_level_offered", "calls").half_width <= 0.01
    assert told[-1] == (result.replications, 5000)
    short = simulate(SMALL, replications=30, precision=Precision(1e-6, "asa_s", "calls"))
    assert (short.reached, short.replications) == (False, 30)


def test_protected_hours_and_blending_do_the_deferred_work():
    def day(**more):
        live = Queue("calls", (60.0,), Law("exponential", mean_s=(240.0,)), (Route("team"),))
        mail = Queue(
            "mail", (10.0,), Law("deterministic", mean_s=(300.0,)), (Route("team"),),
            deferred=True, backlog_ages_s=(90_000.0, 500_000.0),
        )  # fmt: skip
        group = Group("team", agents=(8,), **more)
        return simulate(Model("d", 3600.0, 4, (live, mail), (group,)), replications=100)

    blended, none = day(), day(blend=False)
    shy = day(keep_idle=3)
    assert none.estimate("answered", "mail").value == 0
    left = none.left[:, 1].mean(axis=0)
    # Two carried over, now four hours older; the rest came today.
    assert left[book.AGE_BANDS_S.index(86_400.0)] == pytest.approx(1)
    assert left[book.AGE_BANDS_S.index(259_200.0)] == pytest.approx(1)
    assert left[book.OLDEST] == pytest.approx(500_000 + 4 * 3600)
    assert blended.estimate("answered", "mail").value > 38
    levels = [r.estimate("service_level_offered", "calls").value for r in (blended, shy, none)]
    assert levels == sorted(levels)
    assert levels[0] < levels[2]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"replications": 0}, "replications is 0: give a whole number from 1"),
        ({"seed": -1}, "seed is -1"),
        ({"replications": 3, "antithetic": True}, "antithetic days come in pairs"),
        ({"replications": 1_000_000}, "would not fit into memory: ask for at most"),
    ],
)
def test_arguments_out_of_range_are_named(options, says):
    wide = replace(SMALL, interval_s=60.0, intervals=2000)
    with pytest.raises(InputError, match=says):
        simulate(wide, **options)


def test_figures_queues_and_groups_that_are_not_there_are_named():
    result = simulate(SMALL, replications=2)
    for ask, says in (
        (lambda: result.estimate("sl"), "there is no figure 'sl'"),
        (lambda: result.estimate("asa_s", "mail"), "there is no queue 'mail': queues are calls"),
        (lambda: result.occupancy("x"), "there is no group 'x'"),
        (lambda: result.estimate("asa_s", intervals=[7]), "numbered from 0 to 5"),
        (lambda: Precision(0), "precision is 0"),
        (lambda: Precision(1, "sl"), "no figure 'sl'"),
        (lambda: compare(SMALL, SIMPLE_MSK), "the same queues"),
    ):
        with pytest.raises(InputError, match=says):
            ask()
