"""Random small models with everything in them, for properties."""

from hypothesis import strategies as st

from fiftytwo.simulation.agents import Group, Shift
from fiftytwo.simulation.demand import Outbound, Queue, Redial, Route
from fiftytwo.simulation.laws import FOREVER, Law
from fiftytwo.simulation.model import Model

INTERVAL_S = 300.0


def mean(low=20.0, high=400.0):
    # Halves of seconds: sums of them meet each other exactly, so ties happen.
    return st.integers(int(low * 2), int(high * 2)).map(lambda n: n / 2)


@st.composite
def services(draw):
    m = draw(mean())
    return draw(
        st.sampled_from(
            [
                Law("exponential", mean_s=(m,)),
                Law("lognormal", mean_s=(m,), cv=0.8),
                Law("gamma", mean_s=(m,), shape=2.0),
                Law("gamma", mean_s=(m,), cv=1.3),
                Law("deterministic", mean_s=(m,)),
                Law("uniform", low_s=m / 2, high_s=m),
                Law("weibull", mean_s=(m,), shape=1.5),
            ]
        )
    )


@st.composite
def patiences(draw):
    m = draw(mean(5.0, 300.0))
    return draw(
        st.sampled_from(
            [
                FOREVER,
                Law("exponential", mean_s=(m,), at_once=0.1),
                Law("weibull", mean_s=(m,), shape=0.7),
                Law("deterministic", mean_s=(m,)),
                Law("hazard", from_s=(0.0, 30.0), leaving_per_s=(0.02, 1 / m)),
            ]
        )
    )


@st.composite
def shifts(draw, most_agents=3):
    begin = draw(st.integers(-1, 4)) * 150.0
    length = draw(st.integers(2, 8)) * 150.0
    breaks = ()
    if draw(st.booleans()):
        breaks = ((begin + 150.0, begin + 225.0),)
    return Shift(begin, begin + length, draw(st.integers(1, most_agents)), breaks)


@st.composite
def groups(draw, name, intervals):
    use_shifts = draw(st.booleans())
    protected = ()
    agents, own = (), ()
    if use_shifts:
        own = tuple(draw(st.lists(shifts(), min_size=1, max_size=3)))
    else:
        agents = tuple(draw(st.lists(st.integers(1, 4), min_size=intervals, max_size=intervals)))
        if draw(st.booleans()):
            begin = draw(st.integers(0, 2)) * 150.0
            protected = (Shift(begin, begin + 300.0, 1),)
    return Group(
        name,
        agents=agents,
        shifts=own,
        speed=draw(st.sampled_from([1.0, 0.75])),
        keep_idle=draw(st.integers(0, 1)),
        blend=draw(st.booleans()) or not protected,
        protected=protected,
    )


@st.composite
def queues(draw, name, names, intervals, deferred=False):
    chosen = draw(st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True))
    routes = tuple(
        Route(
            group,
            rank=draw(st.integers(0, 1)),
            after_s=0.0 if deferred else draw(st.sampled_from([0.0, 0.0, 12.0, 40.5])),
        )
        for group in chosen
    )
    redial = None
    if not deferred and draw(st.booleans()):
        wait = draw(
            st.sampled_from(
                [Law("deterministic", mean_s=(60.0,)), Law("exponential", mean_s=(90.0,))]
            )
        )
        redial = Redial(
            draw(st.sampled_from([0.6, 1.0])), wait, draw(st.integers(1, 3)), draw(st.booleans())
        )
    return Queue(
        name,
        arrivals=tuple(draw(st.lists(st.sampled_from([0.0, 2.0, 8.0, 20.0]), min_size=intervals, max_size=intervals))),
        service=draw(services()),
        routes=routes,
        patience=FOREVER if deferred else draw(patiences()),
        wrap_up=draw(st.sampled_from([None, Law("deterministic", mean_s=(15.0,)), Law("exponential", mean_s=(20.0,))])),
        redial=redial,
        busyness_shape=draw(st.sampled_from([None, 5.0])),
        deferred=deferred,
        backlog_ages_s=tuple(draw(st.lists(st.sampled_from([60.0, 4000.0, 90_000.0]), max_size=4))) if deferred else (),
    )  # fmt: skip


@st.composite
def outbounds(draw, names, close):
    begin = draw(st.integers(0, 2)) * 100.0
    return Queue(
        "outbound",
        arrivals=(0.0,),
        service=draw(services()),
        patience=Law("deterministic", mean_s=(5.0,)),
        routes=tuple(
            Route(group, draw(st.integers(0, 1)), draw(st.sampled_from([0.0, 2.5])))
            for group in draw(st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True))
        ),
        outbound=Outbound(
            begin,
            min(begin + 500.0, close),
            reach=(0.4,),
            per_idle=draw(st.sampled_from([0.5, 1.0, 2.0])),
            min_idle=draw(st.integers(1, 2)),
        ),
    )


@st.composite
def models(draw):
    intervals = draw(st.integers(1, 4))
    names = [f"g{k}" for k in range(draw(st.integers(1, 4)))]
    inbound = [draw(queues(f"q{k}", names, intervals)) for k in range(draw(st.integers(1, 3)))]
    if draw(st.booleans()):
        inbound.append(draw(queues("mail", names, intervals, deferred=True)))
    if draw(st.booleans()):
        inbound.append(draw(outbounds(names, intervals * INTERVAL_S)))
    used = [name for name in names if any(name in [r.group for r in q.routes] for q in inbound)]
    teams = []
    for name in used:
        team = draw(groups(name, intervals))
        taken = [q.name for q in inbound if name in [r.group for r in q.routes]]
        if draw(st.booleans()):
            order = draw(st.permutations(taken))
            cut = draw(st.integers(1, len(order)))
            levels = [tuple(order[:cut]), tuple(order[cut:])]
            team = Group(**{**team.__dict__, "queues": tuple(lv for lv in levels if lv)})
        teams.append(team)
    return Model(
        "small",
        INTERVAL_S,
        intervals,
        tuple(inbound),
        tuple(teams),
        busyness_shape=draw(st.sampled_from([None, 3.0])),
        at_close=draw(st.sampled_from(["serve", "end"])),
    )
