"""Published contact centres as models: parameters and results of others' programs.

ContactCenters (E. Buist, P. L'Ecuyer, Université de Montréal, Apache-2.0), folder doc/examples:
the parameters from the text, the results from the .res files, each of 1,000 simulated days.
"""

from fiftytwo.simulation.agents import Group
from fiftytwo.simulation.demand import Outbound, Queue, Redial, Route
from fiftytwo.simulation.laws import Law
from fiftytwo.simulation.model import Model

MINUTE = 60.0


def exponential(*minutes):
    return Law("exponential", mean_s=tuple(MINUTE * m for m in minutes))


def single(rate_per_min, mean_min, patience_min, agents, intervals, interval_min=60, within_s=20.0):
    queue = Queue(
        "calls",
        arrivals=(rate_per_min * interval_min,),
        service=exponential(mean_min),
        patience=exponential(patience_min),
        routes=(Route("team"),),
        within_s=within_s,
    )
    return Model(
        "one queue",
        interval_min * MINUTE,
        intervals,
        (queue,),
        (Group("team", agents=(agents,)),),
    )


def garnett(hours):
    """M/M/50+M: 48 a minute, 1 minute, patience 2 minutes; the first hour warms up."""
    return single(48, 1, 2, 50, hours + 1)


MMC_AB = single(4.2, 2, 1, 12, 1, interval_min=480)
MMC_AB_PUBLISHED = {"in_target": (1903.785, 1908.231), "abandoned": (57.660, 59.558)}
MMC_AB_LEVELS = {"answered": (0.974, 0.975), "waited_out": (0.968, 0.969)}

RATES = ((4.2, 5.3, 3.2), (5.1, 4.3, 4.8), (6.3, 5.2, 4.8))
SIMPLE_MSK = Model(
    "SimpleMSK",
    120 * MINUTE,
    3,
    tuple(
        Queue(
            f"type {k}",
            arrivals=tuple(120 * rate for rate in rates),
            service=exponential(1 / 0.5, 1 / 0.6, 1 / 0.4),
            patience=exponential(1 / 0.3, 1 / 0.4, 1 / 0.2),
            routes=tuple(Route(group, rank) for rank, group in enumerate(groups)),
        )
        for k, (rates, groups) in enumerate(zip(RATES, (("a",), ("a", "b"), ("b",))))
    ),
    (Group("a", agents=(12, 18, 9)), Group("b", agents=(15, 20, 11))),
    busyness_shape=28.7,
)
SIMPLE_MSK_PUBLISHED = {"answered": (4270.150, 4324.460), "abandoned": (876.133, 944.537)}
SIMPLE_MSK_LEVEL = (0.494, 0.509)
SIMPLE_MSK_OCCUPANCY = (0.877, 0.884)
# By type, by period of arrival: answered within 20 s.
SIMPLE_MSK_GOOD = (
    ((164.338, 175.970), (594.159, 604.509), (13.782, 17.198)),
    ((254.597, 271.275), (506.276, 517.020), (31.270, 38.124)),
    ((250.178, 269.434), (607.586, 619.878), (22.137, 27.639)),
)

DAYS = 5  # results of Bilingual are those of a week of five such days


def _bilingual(name, own, low, high):
    return Queue(
        name,
        arrivals=(100.0, *[50.0] * 8),
        service=Law("uniform", low_s=low * MINUTE, high_s=high * MINUTE),
        patience=exponential(2),
        redial=Redial(
            0.75, Law("deterministic", mean_s=(20 * MINUTE,)), times=15, keeps_patience=True
        ),
        routes=(Route(own), Route("bilingual")),  # one rank: an idle agent of either is drawn
        within_s=60.0,
    )


BILINGUAL = Model(
    "Bilingual",
    60 * MINUTE,
    9,
    (_bilingual("English", "English-only", 3, 7), _bilingual("Spanish", "Spanish-only", 4, 6)),
    (
        Group("English-only", agents=(7,)),
        Group("Spanish-only", agents=(7,)),
        Group("bilingual", agents=(4,)),
    ),
    at_close="end",
)
BILINGUAL_PUBLISHED = {
    "offered": (5105.009, 5115.313),
    "redials": (105.841, 108.495),
    "answered": (4962.946, 4971.524),
    "abandoned": (141.209, 144.527),
}
BILINGUAL_GOOD = (4892.789, 4900.981)
BILINGUAL_OCCUPANCY = {
    "English-only": (0.47563, 0.47684),
    "Spanish-only": (0.47580, 0.47699),
    "bilingual": (0.63197, 0.63310),
}

BLEND = Model(
    "Blend",
    120 * MINUTE,
    3,
    (
        Queue(
            "inbound",
            # A table of arrivals per half hour.
            arrivals=(4 * 68.45, 4 * 72.93, 4 * 71.92),
            service=Law("gamma", mean_s=(0.755 * 753.8,), shape=0.755),
            patience=Law("exponential", mean_s=(500.0,), at_once=0.005),
            routes=(Route("inbound only", 0), Route("blend", 1)),
            busyness_shape=29.7,
        ),
        Queue(
            "outbound",
            arrivals=(0.0,),
            service=Law("exponential", mean_s=(440.2,)),
            patience=Law("deterministic", mean_s=(5.0,)),
            routes=(Route("blend"),),
            outbound=Outbound(
                start_s=180 * MINUTE,
                end_s=355 * MINUTE,
                reach=(0.28, 0.29, 0.29),
                per_idle=2.0,
                min_idle=4,
                watch=("inbound only", "blend"),
            ),
        ),
    ),
    (
        Group("inbound only", agents=(23, 23, 21)),
        Group("blend", agents=(16, 18, 16), queues=(("outbound",), ("inbound",))),
    ),
)
BLEND_PUBLISHED = {
    "inbound": {
        "offered": (838.899, 858.285),
        "answered": (834.193, 852.761),
        "abandoned": (4.495, 5.735),
    },
    "outbound": {
        "offered": (317.279, 326.513),
        "answered": (294.637, 303.115),
        "abandoned": (22.548, 23.492),
    },
}
BLEND_OCCUPANCY = {"inbound only": (0.81135, 0.82058), "blend": (0.55237, 0.56092)}
BLEND_TRIED = (1109.040, 258.167)  # mean and standard deviation of 1,000 days
BLEND_LEVEL = (0.95354, 0.06894)
BLEND_WAIT_S = (0.043 * MINUTE, 0.055 * MINUTE)
