"""One transaction an action: all of it or nothing, and once more where the database undid it.

Rows are locked in one order: what the action changes first, the end of the audit's chain
(`audit.actions.record`) last. What deletes many kinds of rows takes `lock_deletions` before all.
"""

import logging
import time
from collections.abc import Callable, Iterator
from functools import wraps
from random import SystemRandom
from typing import Any, TypeVar, cast

from django.db import OperationalError, connection, transaction
from django.db.models import Model

__all__ = ["atomic", "give_way", "is_undone", "lock_deletions", "lock_row"]

log = logging.getLogger("fiftytwo.web.transaction")
Action = TypeVar("Action", bound=Callable[..., Any])
Row = TypeVar("Row", bound=Model)
MOST_TRIES = 5
NO_TRY_AFTER_S = 30.0  # SQLite itself waits up to 20 s for its file before it gives up
PAUSE_S = 0.05
CHANCE = SystemRandom()  # two processes that met must not meet again after the same pause
UNDONE = frozenset({"40001", "40P01"})  # serialization failure, deadlock
BUSY = ("database is locked", "database is busy", "database table is locked")
DELETIONS = 52  # key of the advisory lock
GIVE_WAY_S = 0.02


def atomic(action: Action) -> Action:
    """Run an action in a transaction, and up to five times where the database undid it whole.

    Again only after a deadlock, a serialization failure or a busy SQLite file, and only where the
    transaction is the action's own: inside another one its caller decides. Rows among the
    arguments are given to the next try as they were before the first; an iterator among them
    would be empty by then, so that action is tried once.
    """

    @wraps(action)
    def acting(*args: Any, **kwargs: Any) -> Any:
        given = (*args, *kwargs.values())
        if connection.in_atomic_block or any(isinstance(one, Iterator) for one in given):
            with transaction.atomic():
                return action(*args, **kwargs)
        tries, until = 0, time.monotonic() + NO_TRY_AFTER_S
        while True:
            tries += 1
            rows = [(one, one.__getstate__()) for one in given if isinstance(one, Model)]
            stored: list[bool] = []
            try:
                with transaction.atomic():
                    # The first to be called after the commit: what fails later is not run again.
                    transaction.on_commit(lambda stored=stored: stored.append(True))
                    return action(*args, **kwargs)
            except OperationalError as error:
                is_last = tries == MOST_TRIES or time.monotonic() > until
                if stored or is_last or not is_undone(error):
                    raise
                log.warning("%r is tried again: %s", action, type(error.__cause__).__name__)
            for one, before in rows:
                vars(one).clear()
                vars(one).update(before)
            time.sleep(CHANCE.uniform(PAUSE_S, 2 * PAUSE_S) * 2**tries)

    return cast(Action, acting)


def is_undone(error: OperationalError) -> bool:
    """Return whether an error means that nothing of its transaction was stored.

    Examples
    --------
    >>> is_undone(OperationalError("database is locked"))
    True
    >>> is_undone(OperationalError("server closed the connection unexpectedly"))
    False
    """
    state = getattr(error.__cause__, "sqlstate", None)
    return state in UNDONE or (state is None and str(error).startswith(BUSY))


def lock_row(row: Row) -> Row:
    """Return a row as it is now, locked until the transaction is over.

    Not its key: rows that refer to it can still be added.
    """
    rows = type(row)._base_manager.select_for_update(no_key=True, of=("self",))
    return cast(Row, rows.get(pk=row.pk))


def lock_deletions() -> None:
    """Let one erasure, retention or tidying at a time go on, until its transaction is over.

    On SQLite a transaction that writes is alone from its beginning.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [DELETIONS])


def give_way() -> None:
    """Let others write between two slices of a long deletion: who waits for SQLite's file stands in no queue."""
    time.sleep(GIVE_WAY_S)
