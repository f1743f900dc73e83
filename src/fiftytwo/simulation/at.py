"""Where things stand in the two arrays that hold a day: `f` of floats and `n` of whole numbers.

Kernels are many small functions. Handing each a dozen arrays would cost more than their work, so
all that a day needs stands in two: a block after another, and in the first entries of `n` the
place at which each block begins. `f[n[at.LINE_AT] + k]` is entry k of the block LINE_AT.

What the model says comes first (`encode.py`), then what is going on (`replications.py`).
"""

__all__ = ["MODEL_FLOATS", "MODEL_WHOLE", "WORK_FLOATS", "WORK_WHOLE"]

# f[HORIZON], f[INTERVAL]: seconds; f[INVERSE]: one over the interval.
HORIZON, INTERVAL, INVERSE = range(3)
FIRST_FLOATS = 3

# n[...] themselves: how many there are of what.
QUEUES, GROUPS, INTERVALS, MOST_SERVED, MOST_ROUTES, EDGES, CHANGES, MOST_CARRIED = range(8)
MOST_ATTEMPTS, AGENTS, ANY_REDIAL, ANY_OUTBOUND, MIRRORED, RECORDS, DIAL_ROOM = range(8, 15)
# Where the figures of groups, and of groups by queue, begin in a row of the books.
OF_GROUPS, TAKEN = range(15, 17)
# ... and what changes: entries of the two heaps, records written, changes done, places taken in
# lines (some by who has left meanwhile), no more room.
ENDS, AGAIN, RECORDED, CHANGED, IN_LINES, FULL = range(17, 23)

# n[...]: where a block begins in f. The model: Q queues, G groups, P intervals.
MODEL_FLOATS = (
    "load",  # (Q, P + 1) expected arrivals up to each edge of the intervals
    "shape",  # (Q + 1) gamma shape of the busyness of each queue, last of the day; 0 = none
    "within",  # (Q) threshold of the service level
    "until",  # (Q) when the line closes; infinite where it is served until it is empty
    "redial",  # (Q) share that dials again
    "laws",  # (laws, 4) kind, a, b, share that is 0 at once; the first is nothing
    "bands",  # (bands, 2) from second, rate of leaving
    "carried",  # (Q, MOST_CARRIED) ages at the start, oldest first; NaN after the last
    "after",  # (G, MOST_SERVED) least wait before the group may take it
    "edge_after",  # (EDGES)
    "change_at",  # (CHANGES + 1) when the agents of a group change; last infinite
    "dial",  # (Q, 3) from and until when numbers are dialled, how many an idle agent
    "reach",  # (Q, P) share of the numbers dialled that is reached
)
LOAD, SHAPE, WITHIN, UNTIL, REDIAL, LAWS, BANDS, CARRIED, AFTER, EDGE_AFTER, CHANGE_AT = range(
    23, 34
)
DIAL, REACH = range(34, 36)
# n[...]: where a block begins in n.
MODEL_WHOLE = (
    "attempts",  # (Q) most attempts of a contact
    "deferred",  # (Q) 1 = served only when no live contact waits
    "service",  # (Q, G, P) row of the laws
    "wrap_up",  # (Q, G, P) 0 = none
    "patience",  # (Q, P)
    "redial_wait",  # (Q)
    "route",  # (Q, MOST_ROUTES, 2) group and rank that take at once, in order; -1 after the last
    "serve",  # (G, MOST_SERVED, 2) queue and level, in order; -1 after the last
    "edge",  # (EDGES, 2) queue and group that takes only after a wait
    "change",  # (CHANGES + 1, 2) group and its agents from then on; -1 - q: queue q is dialled
    "keep_idle",  # (G) agents that take no deferred work
    "kept",  # (Q) 1 = who dials again has the patience of before
    "outbound",  # (Q) 1 = numbers are dialled
    "min_idle",  # (Q) least idle agents of the groups watched
    "watch",  # (Q, G, 2) 1 = the group is watched, the group takes who is reached
)
ATTEMPTS, DEFERRED, SERVICE, WRAP_UP, PATIENCE, REDIAL_WAIT, ROUTE, SERVE, EDGE, CHANGE = range(
    36, 46
)
KEEP_IDLE, KEPT, OUTBOUND, MIN_IDLE, WATCH = range(46, 51)
# What is going on, in f: A agents, C contacts, L places in lines.
WORK_FLOATS = (
    "end_at",  # (A + 1) heap: when busy agents end, the soonest first; infinite when empty
    "again_at",  # (L + 1) heap: when somebody dials again
    "line_at",  # (L) when a contact joined its line
    "line_until",  # (L) when it leaves
    "beyond",  # (G) since when agents beyond the schedule are counted
    "coming",  # (Q) when the next contact comes; infinite after the last
    "arrival",  # (C) when contacts come, queue after queue
)
END_AT, AGAIN_AT, LINE_AT, LINE_UNTIL, BEYOND, COMING, ARRIVAL = range(51, 58)
# ... and in n. `who` is contact number * TRIES + attempt.
WORK_WHOLE = (
    "end_group",  # (A + 1)
    "again_who",  # (L + 1)
    "line_who",  # (L)
    "head",  # (Q) first place of each line
    "tail",  # (Q) place after its last
    "first",  # (Q + 1) number of each queue's first contact
    "position",  # (Q) number of each queue's next contact
    "dialled",  # (Q) numbers dialled
    "scheduled",  # (G) agents that are there
    "busy",  # (G) agents that are busy
    "passed",  # (EDGES) place up to which a line has passed the wait of an edge
    "keys",  # (Q + 1, PURPOSES) bits with which the streams begin
    "answered",  # (C) 1 = somebody answered; where people dial again
)
END_GROUP, AGAIN_WHO, LINE_WHO, HEAD, TAIL, FIRST, POSITION, DIALLED, SCHEDULED = range(58, 67)
BUSY, PASSED, KEYS, ANSWERED = range(67, 71)
FIRST_WHOLE = 71

# Kinds of laws.
NOTHING, EXPONENTIAL, LOGNORMAL, GAMMA, DETERMINISTIC, UNIFORM, WEIBULL, HAZARD, FOREVER = (
    float(k) for k in range(9)
)
LAW_WIDTH = 4
# What a random number is for: each has streams of its own.
PURPOSES = 8
FOR_ARRIVAL, FOR_SERVICE, FOR_WRAP_UP, FOR_PATIENCE, FOR_REDIAL, FOR_AGAIN, FOR_ROUTE, FOR_DAY = (
    range(PURPOSES)
)
# Most attempts of a contact: numbers of a contact within a stream.
TRIES = 16
