"""Run a model many times on all cores, until there are enough days or the answer is sharp enough."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from fiftytwo.base.errors import InputError
from fiftytwo.simulation import book
from fiftytwo.simulation.book import Numbers
from fiftytwo.simulation.compiled import compiled_replicate
from fiftytwo.simulation.encode import Encoded, encode
from fiftytwo.simulation.figures import FIGURES
from fiftytwo.simulation.model import Model
from fiftytwo.simulation.result import Result

__all__ = ["Precision", "simulate"]

MOST_REPLICATIONS = 1_000_000
MOST_NUMBERS = 250_000_000  # 2 GB of books
LEAST_TO_JUDGE = 20
CHUNKS_A_CORE = 4


@dataclass(frozen=True)
class Precision:
    """How sharp an answer has to be.

    Attributes
    ----------
    half_width : float
        Longest half of the 95 % interval, > 0, in the figure's own unit.
    figure : str
        One of `figures.FIGURES`.
    queue : str or None
        Of one queue; None: of each that is not deferred.
    """

    half_width: float
    figure: str = "service_level_offered"
    queue: str | None = None

    def __post_init__(self) -> None:
        if not 0 < self.half_width < np.inf:
            raise InputError(
                f"precision is {self.half_width}: give a number above 0, such as 0.005"
            )
        if self.figure not in FIGURES:
            raise InputError(
                f"there is no figure {self.figure!r}: give one of {', '.join(FIGURES)}"
            )


def simulate(
    model: Model,
    *,
    replications: int = 200,
    seed: int = 1,
    antithetic: bool = False,
    precision: Precision | None = None,
    contacts: bool = False,
    cores: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Result:
    """Return what many simulated days of a model give.

    Parameters
    ----------
    model : Model
        The contact centre.
    replications : int
        Days to simulate, 1 to 1,000,000; with a precision, the most. Antithetic: an even number.
    seed : int
        Seed of all random numbers, 0 to 2^63 - 1. Two models with the same queues and the same
        seed meet the same contacts.
    antithetic : bool
        Simulate days in pairs that mirror each other's random numbers.
    precision : Precision or None
        Stop as soon as the answer is that sharp, judged from 20 days on whenever half as many
        again are done (so the interval is a little short of 95 %, as any rule that looks first).
    contacts : bool
        Keep the records of all contacts.
    cores : int or None
        Threads; None: as many as this process may use. The result is the same for any number.
    progress : callable or None
        Called with (days done, days at most) now and then.

    Raises
    ------
    InputError
        If an argument is outside its range, or the books would not fit into 2 GB.
    """
    _check(replications, seed, antithetic)
    encoded = encode(model)
    books = _Books(encoded, model, seed, antithetic, contacts, replications)
    threads = cores or len(os.sched_getaffinity(0))
    reached = precision is None
    with ThreadPoolExecutor(max_workers=threads) as pool:
        while books.done < replications:
            goal = replications if precision is None else min(replications, books.next_goal())
            books.run_to(goal, pool, threads, progress)
            if precision is not None and _is_sharp(books.result(True), precision):
                reached = True
                break
    return books.result(reached)


class _Books:
    """The rows of all replications so far."""

    def __init__(
        self, encoded: Encoded, model: Model, seed: int, antithetic: bool, keep: bool, most: int
    ) -> None:
        self.encoded, self.model, self.seed = encoded, model, seed
        self.antithetic, self.keep, self.most = antithetic, keep, most
        self.width = book.width(len(encoded.queues), len(encoded.groups), model.intervals)
        if self.width * most > MOST_NUMBERS:
            raise InputError(
                f"{most:,} days of {model.intervals} intervals would not fit into memory: ask for "
                f"at most {MOST_NUMBERS // self.width:,}, or for longer intervals"
            )
        self.rows: list[Numbers] = []
        self.records: list[Numbers] = []
        self.done = 0

    def next_goal(self) -> int:
        goal = max(LEAST_TO_JUDGE, self.done * 3 // 2)
        return goal + goal % 2

    def run_to(
        self,
        goal: int,
        pool: ThreadPoolExecutor,
        threads: int,
        progress: Callable[[int, int], None] | None,
    ) -> None:
        step = 1 if self.keep else max(1, (goal - self.done) // (threads * CHUNKS_A_CORE))
        edges = [*range(self.done, goal, step), goal]
        for rows, records in pool.map(self._chunk, edges, edges[1:]):
            self.rows.append(rows)
            self.records.append(records)
            self.done += len(rows)
            if progress is not None:
                progress(self.done, self.most)

    def _chunk(self, begin: int, end: int) -> tuple[Numbers, Numbers]:
        rows = np.zeros((end - begin, self.width))
        flat, _ = compiled_replicate(
            self.encoded.floats, self.encoded.whole, self.seed, begin, end,
            self.antithetic, self.encoded.simple, rows, self.keep,
        )  # fmt: skip
        records = flat.reshape(-1, book.RECORD_WIDTH)
        return rows, np.column_stack([np.full(len(records), float(begin)), records])

    def result(self, reached: bool) -> Result:
        rows = np.concatenate(self.rows)
        queues, groups = len(self.encoded.queues), len(self.encoded.groups)
        columns = self.model.intervals + 1
        first = queues * columns * book.QUEUE_WIDTH
        second = first + groups * columns * book.GROUP_WIDTH
        third = second + groups * queues * book.TAKEN_WIDTH
        return Result(
            model=self.model,
            group_names=self.encoded.groups,
            queues=rows[:, :first].reshape(-1, queues, columns, book.QUEUE_WIDTH),
            groups=rows[:, first:second].reshape(-1, groups, columns, book.GROUP_WIDTH),
            taken=rows[:, second:third].reshape(-1, groups, queues, book.TAKEN_WIDTH),
            left=rows[:, third:].reshape(-1, queues, book.AGE_WIDTH),
            scheduled_s=self.encoded.scheduled_s,
            contacts=np.concatenate(self.records) if self.keep else None,
            seed=self.seed,
            antithetic=self.antithetic,
            reached=reached,
        )


def _is_sharp(result: Result, precision: Precision) -> bool:
    names = [q.name for q in result.model.queues if not q.deferred]
    for queue in names if precision.queue is None else [precision.queue]:
        found = result.estimate(precision.figure, queue)
        if found.half_width is None or found.half_width > precision.half_width:
            return False
    return True


def _check(replications: int, seed: int, antithetic: bool) -> None:
    if not 1 <= replications <= MOST_REPLICATIONS:
        raise InputError(
            f"replications is {replications}: give a whole number from 1 to {MOST_REPLICATIONS}"
        )
    if not 0 <= seed < 2**63:
        raise InputError(f"seed is {seed}: give a whole number from 0 to 2^63 - 1")
    if antithetic and replications % 2:
        raise InputError(
            f"replications is {replications}: antithetic days come in pairs, give an even number"
        )
