"""From people at work to people on the roster: some are ill, in training or on leave."""

from fiftytwo.base.errors import InputError

__all__ = ["rostered_need"]


def rostered_need(agents: float, shrinkage: float) -> float:
    """Return how many people to roster so that `agents` of them work.

    Parameters
    ----------
    agents : float
        People needed at work, >= 0 [agents].
    shrinkage : float
        Share of rostered time that is not worked on contacts, in [0, 1).

    Returns
    -------
    float
        agents / (1 - shrinkage); not rounded, so that intervals can be added up first.

    Raises
    ------
    InputError
        If an argument is outside its range.

    Examples
    --------
    >>> rostered_need(14, 0.30)
    20.0
    """
    if not agents >= 0:
        raise InputError(f"agents must be 0 or more, not {agents}")
    if not 0 <= shrinkage < 1:
        raise InputError(
            f"shrinkage must be a share from 0 up to, not including, 1, not {shrinkage}"
        )
    return agents / (1 - shrinkage)
