"""What a missing or a spare person costs the plan: the one scale of all searches.

Prices are per person and slot. They follow the order law, cover, contract, evenness: law is
never priced, a missing person outweighs everything else, and spare people only decide where.
"""

import numpy as np

from fiftytwo.roster.model import Counts

__all__ = ["MISSING", "MISSING_MORE", "SURPLUS_MORE", "UNUSED", "bounds", "cover_price"]

MISSING = 1000
MISSING_MORE = 400  # on top, beyond a tenth of the requirement: many small gaps beat a deep one
SURPLUS_MORE = 6  # beyond a fifth too many: spare people spread over the day
UNUSED = 2  # a paid slot of a contract that nobody works


def bounds(need: int) -> tuple[int, int]:
    """Return below how many people it is deeply short, and above how many it is amply covered.

    >>> bounds(10), bounds(3)
    ((9, 12), (2, 4))
    """
    return need - -(-need // 10), need + -(-need // 5)


def cover_price(required: Counts, cover: Counts) -> Counts:
    """Return the price of each interval, per slot of it; 0 where closed.

    Parameters
    ----------
    required, cover : int arrays of one shape
        People needed and present.

    Examples
    --------
    >>> cover_price(np.array([10, 10, 10, 0]), np.array([8, 10, 14, 3])).tolist()
    [2400, 0, 12, 0]
    """
    deep = required - -(-required // 10)
    ample = required + -(-required // 5)
    price = (
        MISSING * np.maximum(required - cover, 0)
        + MISSING_MORE * np.maximum(deep - cover, 0)
        + SURPLUS_MORE * np.maximum(cover - ample, 0)
    )
    found: Counts = np.where(required > 0, price, 0)
    return found
