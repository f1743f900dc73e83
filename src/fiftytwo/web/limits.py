"""How often one may send a form: counted in the ledger, so it holds behind several processes.

What asks while somebody types is counted in memory instead (`Pace`): a write a key would cost more
than the answer.
"""

import time
from collections import OrderedDict, deque
from collections.abc import Callable, Hashable
from functools import wraps
from threading import Lock

from allauth.core.internal import ratelimit
from django.http import HttpRequest, HttpResponse

__all__ = ["Pace", "is_within", "limited", "refuse"]

APP = "allauth.account"  # whose settings hold the rates

View = Callable[..., HttpResponse]


def limited(action: str) -> Callable[[View], View]:
    """Answer 429 to a form that is sent more often than `settings.ACCOUNT_RATE_LIMITS` allows.

    `action` names a row there, such as ``"upload": "60/h/user"``. Looking at a page is not counted.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            refused = ratelimit.consume_or_429(request, app=APP, action=action)
            return refused or view(request, *args, **kwargs)

        return guarded

    return decorate


def is_within(request: HttpRequest, action: str, *, key: str) -> bool:
    """Count a request of a program, a GET too; return False once `key` has sent too many.

    `action` names a row of `settings.ACCOUNT_RATE_LIMITS` that counts by key.
    """
    used = ratelimit.consume(request, app=APP, action=action, key=key, limit_get=True)
    return used is not None


def refuse(request: HttpRequest) -> HttpResponse:
    """Return the answer to who asks too often: 429, and what to do."""
    return ratelimit.respond_429(request)


class Pace:
    """At most so many looks a span for each key, counted in one process; the oldest keys go first.

    Behind several processes each counts for itself: it spares the machine, it guards no secret.

    Parameters
    ----------
    most : int
        Looks in a span.
    span_s : float
        Length of the span [s].
    keys : int
        Keys remembered at most.

    Examples
    --------
    >>> now = iter([0.0, 1.0, 2.0, 61.5])
    >>> pace = Pace(2, 60.0, clock=lambda: next(now))
    >>> [pace.allows("ida") for _ in range(4)]
    [True, True, False, True]
    """

    def __init__(
        self,
        most: int,
        span_s: float,
        *,
        keys: int = 10_000,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.most, self.span_s, self.keys, self.clock = most, span_s, keys, clock
        self._seen: OrderedDict[Hashable, deque[float]] = OrderedDict()
        self._lock = Lock()

    def allows(self, key: Hashable) -> bool:
        """Count a look, and return whether it is within the limit; one that is refused counts not."""
        now = self.clock()
        with self._lock:
            looks = self._seen.setdefault(key, deque())
            self._seen.move_to_end(key)
            while looks and looks[0] <= now - self.span_s:
                looks.popleft()
            is_within = len(looks) < self.most
            if is_within:
                looks.append(now)
            if len(self._seen) > self.keys:
                self._seen.popitem(last=False)
            return is_within
