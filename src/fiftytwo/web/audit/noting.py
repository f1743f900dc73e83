"""An action that leaves its entry by itself: who, what, whose."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import transaction

from fiftytwo.web.audit.actions import record

__all__ = ["noted"]

Action = Callable[..., Any]


def noted(name: str, whose: Callable[..., int | None]) -> Callable[[Action], Action]:
    """Let an action leave an entry in its own transaction.

    The action gains a keyword ``by``: the account that acts, None for a command.

    Parameters
    ----------
    name : str
        A key of `words.ACTIONS`.
    whose : function of the action's arguments
        Returns the primary key of the person it is about, None for nobody.
    """

    def decorate(action: Action) -> Action:
        @wraps(action)
        @transaction.atomic
        def acting(*args: Any, by: Any = None, **kwargs: Any) -> Any:
            person = whose(*args)
            done = action(*args, **kwargs)
            record(name, by=by, whose=[] if person is None else [person])
            return done

        return acting

    return decorate
