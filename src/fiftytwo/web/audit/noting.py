"""An action that leaves its entry by itself: who, what, whose."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from fiftytwo.web.audit.actions import record
from fiftytwo.web.transaction import atomic

__all__ = ["noted"]

Action = Callable[..., Any]


def noted(
    name: str,
    whose: Callable[..., int | None],
    state: Callable[..., Mapping[str, Any]] | None = None,
) -> Callable[[Action], Action]:
    """Let an action leave an entry in its own transaction.

    The action gains a keyword ``by``: the account that acts, None for a command.

    Parameters
    ----------
    name : str
        A key of `words.ACTIONS`.
    whose : function of the action's arguments
        Returns the primary key of the person it is about, None for nobody.
    state : function of what the action returned (None before it) and the action's arguments
        Returns what is changed, asked before and after; the entry keeps what differs.
    """

    def decorate(action: Action) -> Action:
        @wraps(action)
        @atomic
        def acting(*args: Any, by: Any = None, **kwargs: Any) -> Any:
            person = whose(*args)
            old = dict(state(None, *args, **kwargs)) if state else {}
            done = action(*args, **kwargs)
            new = dict(state(done, *args, **kwargs)) if state else {}
            before, after = (_differing(one, other) for one, other in ((old, new), (new, old)))
            record(
                name, by=by, whose=[] if person is None else [person], before=before, after=after
            )
            return done

        return acting

    return decorate


def _differing(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return what `one` says otherwise than `other`; None where that is nothing."""
    return {k: v for k, v in one.items() if k not in other or other[k] != v} or None
