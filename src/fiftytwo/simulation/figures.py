"""What is measured in a simulation: each figure is a sum over a sum, as data."""

from dataclasses import dataclass

from fiftytwo.simulation.book import QUEUE_FIELDS

__all__ = ["COUNTS", "FIGURES", "SERVICE_LEVELS", "Figure"]

Parts = tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Figure:
    """Weighted sums of `QUEUE_FIELDS`; without a denominator it is a count a day."""

    above: Parts
    below: Parts = ()
    share: bool = False

    def __post_init__(self) -> None:
        assert {name for name, _ in (*self.above, *self.below)} <= set(QUEUE_FIELDS)


def _sum(*names: str) -> Parts:
    return tuple((name.removeprefix("-"), -1.0 if name[0] == "-" else 1.0) for name in names)


# What the service level is a share of; the words of `staffing.requirement`.
SERVICE_LEVELS = {
    "offered": Figure(_sum("answered_in_target"), _sum("offered"), share=True),
    "waited_out": Figure(
        _sum("answered_in_target"), _sum("offered", "-abandoned_in_target"), share=True
    ),
    "answered": Figure(_sum("answered_in_target"), _sum("answered"), share=True),
    "not_waiting": Figure(
        _sum("answered_in_target", "abandoned_in_target"), _sum("offered"), share=True
    ),
}
COUNTS = {
    name: Figure(_sum(name))
    for name in ("offered", "redials", "carried", "answered", "abandoned", "unserved")
}
FIGURES: dict[str, Figure] = {
    **COUNTS,
    **{f"service_level_{name}": figure for name, figure in SERVICE_LEVELS.items()},
    "abandonment": Figure(_sum("abandoned"), _sum("offered"), share=True),
    # Whoever was not taken at once had to wait.
    "waiting": Figure(_sum("offered", "-answered", "waited"), _sum("offered"), share=True),
    "asa_s": Figure(_sum("wait_answered_s"), _sum("answered")),
    "wait_mean_s": Figure(
        _sum("wait_answered_s", "wait_abandoned_s", "wait_unserved_s"), _sum("offered", "carried")
    ),
    "aht_s": Figure(_sum("talk_s", "wrap_up_s"), _sum("answered")),
}
