"""Sizing by cuts beside formulas, brute force and other days."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fiftytwo.base.errors import InputError
from fiftytwo.simulation.agents import Group
from fiftytwo.simulation.demand import Queue, Route
from fiftytwo.simulation.laws import Law
from fiftytwo.simulation.model import Model
from fiftytwo.simulation.run import simulate
from fiftytwo.simulation.sizing.cuts import Cuts
from fiftytwo.simulation.sizing.pooled import pooled_agents
from fiftytwo.simulation.sizing.search import Search
from fiftytwo.simulation.sizing.size import size
from fiftytwo.simulation.sizing.task import task_of
from fiftytwo.simulation.targets import Promise, Target
from fiftytwo.staffing.requirement import achieved, required_agents

LEVEL = Target(0.8)
HOUR_S = 3600.0


def line(name, groups, arrivals, mean_s=180.0, patience_s=300.0, target=LEVEL):
    return Queue(
        name,
        arrivals=arrivals,
        service=Law("exponential", mean_s=(mean_s,)),
        patience=Law("exponential", mean_s=(patience_s,)),
        routes=tuple(Route(group, rank) for rank, group in enumerate(groups)),
        target=target,
    )


def day(queues, costs, intervals=1, interval_s=HOUR_S, **more):
    groups = tuple(Group(name, cost=cost, **more) for name, cost in costs.items())
    return Model("a day", interval_s, intervals, tuple(queues), groups)


def two_skills(intervals=1, **more):
    arrivals = tuple(np.linspace(60, 45, intervals))
    queues = [line("a", ("a", "both"), arrivals), line("b", ("b", "both"), arrivals[::-1])]
    return day(queues, {"a": 20.0, "b": 20.0, "both": 23.0}, intervals, **more)


def searched(task, days=150, seed=1):
    search = Search(task, days, seed, lambda _: None)
    return search, search.cheapest(pooled_agents(task))


# One queue and one group over twenty hours: the start from an empty line does not show, and each
# case is one in which neither the answer nor one agent fewer is near the goal.
@pytest.mark.parametrize(
    "target",
    [
        Target(0.8),
        Target(0.9, definition="answered"),
        Target(max_asa_s=10.0),
        Target(max_abandonment=0.02),
        Target(0.75, max_asa_s=30.0, max_abandonment=0.02),
    ],
    ids=str,
)
def test_one_skill_and_one_group_is_erlang_a(target):
    model = day([line("calls", ("team",), (4000.0,), target=target)], {"team": 1.0}, 1, 20 * HOUR_S)
    exact = required_agents(
        100, 180, patience_s=300, service_level=target.service_level,
        definition=target.definition, max_asa_s=target.max_asa_s,
        max_abandonment=target.max_abandonment,
    )  # fmt: skip
    found = size(model, replications=30, proof=100)
    assert found.agents.tolist() == [[exact.agents]]
    assert found.confirmed
    assert found.pooled_cost == found.cost == 20 * exact.agents
    reached = found.proof.estimate("service_level_offered", "calls")
    level = achieved(exact.agents, 100, 180, patience_s=300).service_level
    assert reached.value == pytest.approx(level, abs=2 * reached.half_width + 0.002)


def test_two_skills_are_as_cheap_as_the_best_of_all_staffings():
    task = task_of(two_skills(), "interval")
    search, agents = searched(task, days=100)
    cost = task.cost_of(agents)
    assert not search.missed(search.look(agents, search.days, search.seed)).any()
    # One more agent never harms: of the cheaper staffings those with room for nobody more decide.
    cheaper = [
        np.array([[a], [b], [max(0, int((cost - 1e-6 - 20 * (a + b)) // 23))]])
        for a, b in product(range(10), repeat=2)
        if 20 * (a + b) < cost
    ]
    assert len(cheaper) > 40
    for fewer in cheaper:
        assert task.cost_of(fewer) < cost
        assert search.missed(search.look(fewer, search.days, search.seed)).any(), fewer


def test_pooled_lines_are_a_bound_where_like_queues_are_steady():
    # Three teams over ten hours; over one, the start from empty lines makes do with fewer.
    queues = [line("a", ("a", "both"), (600.0,)), line("b", ("b", "both"), (450.0,))]
    model = day(queues, {"a": 20.0, "b": 20.0, "both": 23.0}, 1, 10 * HOUR_S)
    task = task_of(model, "interval")
    pooled = pooled_agents(task)[:, 0]
    needs = [
        required_agents(calls, 180, interval_s=HOUR_S, patience_s=300).agents
        for calls in (60, 45, 105)
    ]
    assert pooled[0] + pooled[2] >= needs[0]
    assert pooled[1] + pooled[2] >= needs[1]
    assert pooled.sum() == needs[2]
    _, agents = searched(task, days=30)
    assert (
        task.cost_of(pooled[:, None]) <= task.cost_of(agents) <= 1.1 * task.cost_of(pooled[:, None])
    )


@pytest.mark.parametrize("per", ["interval", "day"])
def test_nobody_is_left_who_could_go(per):
    task = task_of(two_skills(3, interval_s=1800.0), per)
    search, agents = searched(task)
    for g, p in np.argwhere(agents > 0):
        fewer = agents.copy()
        fewer[g, p] -= 1
        assert search.missed(search.look(fewer, search.days, search.seed)).any(), (g, p)


def test_six_kinds_with_two_skills_each_need_hardly_more_than_one_line():
    # R. B. Wallace and W. Whitt, "A staffing algorithm for call centers with skill-based routing",
    # M&SOM 7, 2005: two skills a person are nearly as good as all of them.
    names = [f"g{k}" for k in range(6)]
    queues = [line(f"q{k}", (names[k], names[k - 1]), (840.0,)) for k in range(6)]
    task = task_of(day(queues, dict.fromkeys(names, 1.0), 1, 3 * HOUR_S), "interval")
    _, agents = searched(task, days=20)
    pooled = required_agents(1680, 180, interval_s=HOUR_S, patience_s=300).agents
    # Theirs is one or two more; the search wants a margin for chance besides.
    assert pooled <= agents.sum() <= pooled + 3


def test_the_proof_is_of_other_days_and_of_the_model_that_is_returned():
    model = two_skills(2)
    found = size(model, replications=80, proof=400, seed=7)
    assert found.confirmed
    assert found.proof.seed > 7
    assert [group.agents for group in found.model.groups] == [tuple(row) for row in found.agents]
    assert found.cost == pytest.approx((np.array([20, 20, 23]) @ found.agents).sum())
    assert found.pooled_cost == task_of(model, "interval").cost_of(
        pooled_agents(task_of(model, "interval"))
    )
    again = simulate(found.model, replications=400, seed=found.proof.seed)
    assert len(found.kept) == 2 * 2
    for kept in found.kept:
        seen = again.estimate(kept.promise.figure, kept.queue, [kept.interval])
        assert kept.found.value == pytest.approx(seen.value)
        assert kept.found.low == pytest.approx(seen.low)
        assert seen.low >= kept.promise.goal
    assert found.contacts > 400 * 210


def test_promises_over_the_day_cost_no_more_and_are_kept():
    model = two_skills(2)
    by_day = size(model, per="day", replications=80, proof=400)
    assert by_day.confirmed
    assert by_day.pooled_cost is None
    assert [kept.interval for kept in by_day.kept] == [None, None]
    assert by_day.cost <= size(model, replications=80, proof=400).cost


def test_groups_without_a_cost_stay_and_no_group_exceeds_its_most():
    model = two_skills()
    groups = (
        Group("a", agents=(2,)),
        replace(model.groups[1], most=1),
        replace(model.groups[2], cost=30.0),
    )
    found = size(replace(model, groups=groups), replications=80, proof=400)
    assert found.groups == ("b", "both")
    assert found.model.groups[0] == groups[0]
    assert found.agents[0].max() <= 1
    assert found.confirmed


@settings(max_examples=20, deadline=None)
@given(st.data())
def test_cuts_give_the_cheapest_whole_numbers(data):
    rnd = np.random.default_rng(data.draw(st.integers(0, 10**6)))
    cuts = Cuts(1)
    for _ in range(3):
        cuts.add(0, rnd.integers(0, 4, 2), rnd.uniform(-6, -2, 2), rnd.uniform(0.5, 2, (2, 2)))
    costs, need = rnd.uniform(1, 2, 2), rnd.uniform(0, 1, 2)
    most = np.full((2, 1), 8)
    found = cuts.cheapest(np.array([0]), need, costs, np.zeros((2, 1), dtype=int), most)[:, 0]

    def allowed(agents):
        return all((s + (agents - x) @ adds >= need - 1e-7).all() for x, s, adds in cuts.planes[0])

    every = [np.array(pair) for pair in product(range(9), repeat=2)]
    best = min((costs @ agents for agents in every if allowed(agents)), default=None)
    if best is not None:
        assert costs @ found == pytest.approx(best)


def test_a_plane_below_what_is_seen_is_raised():
    cuts = Cuts(1)
    cuts.add(0, np.array([5]), np.array([-2.0]), np.array([[1.0]]))
    cuts.add(0, np.array([6]), np.array([0.5]), np.array([[1.0]]))
    assert [float(slack[0]) for _, slack, _ in cuts.planes[0]] == [-0.5, 0.5]


def test_slack_is_0_or_more_where_the_figure_keeps_the_goal():
    result = simulate(size(two_skills(), replications=20, proof=21).model, replications=20)
    for figure in ("service_level_answered", "abandonment", "wait_mean_s"):
        value = result.estimate(figure, "a", [0]).value
        for goal, at_least in ((0.9 * value, True), (1.1 * value, True), (1.1 * value, False)):
            slack = (result.queues[:, 0, 0] @ Promise(figure, goal, at_least).slack()).mean()
            assert (slack >= 0) == (value >= goal if at_least else value <= goal)


@pytest.mark.parametrize(
    ("change", "options", "says"),
    [
        ({"most": 1}, {}, "queue 'a': service_level_offered is 0.* in interval 1 even with the most"),
        ({"most": 1}, {"per": "day"}, "over the day even with the most agents, and 0.8 is promised"),
        ({}, {"per": "week"}, "per is 'week': give one of interval, day"),
        ({}, {"replications": 5}, "replications is 5: give a whole number from 20"),
        ({}, {"replications": 50, "proof": 50}, "no longer than the search: give over 50"),
        ({}, {"replications": 50, "seed": -1}, "seed is -1"),
        ({"cost": None, "agents": (3,)}, {}, "no group has a cost: give cost to each group"),
    ],
)  # fmt: skip
def test_what_cannot_be_sized_is_one_sentence(change, options, says):
    model = two_skills()
    groups = tuple(replace(group, **change) for group in model.groups)
    with pytest.raises(InputError, match=says):
        size(replace(model, groups=groups), **{"replications": 20, **options})


def test_a_model_without_targets_is_refused():
    model = two_skills()
    queues = tuple(replace(queue, target=None) for queue in model.queues)
    with pytest.raises(InputError, match="no queue has a target"):
        size(replace(model, queues=queues))


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({}, "give service_level, max_asa_s or max_abandonment"),
        ({"service_level": 1.0}, "service_level is 1.0: give a share above 0 and below 1"),
        ({"service_level": 0}, "service_level is 0"),
        ({"max_abandonment": 1}, "max_abandonment is 1"),
        ({"max_asa_s": 0}, "max_asa_s is 0: give seconds"),
        ({"service_level": "80"}, "service_level is 80"),
        ({"service_level": 0.8, "definition": "all"}, "definition is 'all': give one of offered"),
        ({"service_level": 0.8, "definition": ["all"]}, "give one of offered"),
    ],
)
def test_targets_out_of_range_are_named(values, says):
    with pytest.raises(InputError, match=says):
        Target(**values)


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"cost": 0}, "cost is 0: give a number above 0"),
        ({"cost": -3}, "cost is -3"),
        ({"cost": 1, "most": 0}, "most is 0: give a whole number from 1"),
        ({"agents": (3,), "most": 4}, "most belongs to a group with a cost"),
    ],
)
def test_costs_out_of_range_are_named(values, says):
    with pytest.raises(InputError, match=says):
        Group("team", **values)


def test_a_day_that_is_still_to_be_sized_cannot_be_played():
    with pytest.raises(InputError, match="group 'a' has a cost but no agents: give agents, or let"):
        simulate(two_skills(), replications=2)


def test_where_nobody_comes_nothing_is_needed():
    queues = [line("a", ("a",), (60.0, 0.0, 0.0), mean_s=60.0)]
    found = size(day(queues, {"a": 1.0}, 3), replications=50, proof=300)
    assert found.agents[0, 2] == 0
    assert found.confirmed
    assert found.kept[2].found.value is None
