"""What a replication writes down, and where it stands in its row of the books.

A row holds, one after another: `QUEUE_FIELDS` by queue and interval in which the contact (or its
attempt) came, the last interval being after closing; `GROUP_FIELDS` by group and interval of the
clock; `TAKEN_FIELDS` by group and queue; by queue what was left over at closing, by age; and, where they are wanted, the records of all attempts,
`RECORD_FIELDS` each.
"""

import numpy as np
import numpy.typing as npt

__all__ = ["GROUP_FIELDS", "QUEUE_FIELDS", "RECORD_FIELDS", "TAKEN_FIELDS", "Numbers", "Whole"]

Numbers = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]

QUEUE_FIELDS = (
    "offered",
    "redials",
    "carried",
    "answered",
    "answered_in_target",
    "abandoned",
    "abandoned_in_target",
    "unserved",
    "waited",
    "wait_answered_s",
    "wait_abandoned_s",
    "wait_unserved_s",
    "talk_s",
    "wrap_up_s",
    "started",
    "dialled",
)
(
    OFFERED, REDIALS, CARRIED, ANSWERED, ANSWERED_IN, ABANDONED, ABANDONED_IN, UNSERVED, WAITED,
    WAIT_ANSWERED, WAIT_ABANDONED, WAIT_UNSERVED, TALK, WRAP, STARTED, DIALLED,
) = range(len(QUEUE_FIELDS))  # fmt: skip
QUEUE_WIDTH = len(QUEUE_FIELDS)

GROUP_FIELDS = ("busy_s", "overtime_s")
BUSY, OVERTIME = range(2)
GROUP_WIDTH = 2

TAKEN_FIELDS = ("contacts", "seconds")
TAKEN_WIDTH = 2

# What was left over at closing: counts by age, the last band without an end, and the oldest age.
AGE_BANDS_S = (0.0, 3_600.0, 14_400.0, 86_400.0, 259_200.0, 604_800.0, 1_209_600.0, 2_592_000.0)
OLDEST = len(AGE_BANDS_S)
AGE_WIDTH = OLDEST + 1

RECORD_FIELDS = (
    "queue",
    "contact",
    "attempt",
    "outcome",
    "group",
    "arrived_s",
    "waited_s",
    "talk_s",
    "wrap_up_s",
)
RECORD_WIDTH = len(RECORD_FIELDS)
# How the wait of an attempt ended.
OUTCOMES = ("answered", "abandoned", "unserved")
WAS_ANSWERED, WAS_ABANDONED, WAS_UNSERVED = 0.0, 1.0, 2.0


def width(queues: int, groups: int, intervals: int) -> int:
    """Return the length of a row without records."""
    by_interval = (intervals + 1) * (queues * QUEUE_WIDTH + groups * GROUP_WIDTH)
    return by_interval + groups * queues * TAKEN_WIDTH + queues * AGE_WIDTH
