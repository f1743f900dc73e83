"""The loop over replications, compiled.

The kernels are taught to numba one by one, so they stay ordinary functions for everyone else. The
compiled loop is kept on disk. Numba looks only at the file of the outermost function to see
whether it is still right, so the loop carries a digest of all kernels: a change in any of them, or
another release with the same times of files, makes it anew.
"""

import hashlib
import inspect
from collections.abc import Callable
from types import ModuleType
from typing import Any

from numba import njit
from numba.extending import register_jitable

from fiftytwo.simulation import (
    arrivals,
    at,
    book,
    comings,
    day,
    draws,
    entries,
    heaps,
    lines,
    queue_kernel,
    replications,
)

__all__ = ["compiled_replicate"]

KERNELS: tuple[ModuleType, ...] = (
    draws,
    heaps,
    arrivals,
    entries,
    lines,
    comings,
    day,
    queue_kernel,
    replications,
)

# Called several times a contact: worth a longer compilation.
SMALL: tuple[ModuleType, ...] = (draws, heaps, entries, lines)

for _module in KERNELS:
    # Arrays are made in `replications` alone. Elsewhere numba need not count who refers to them,
    # which would cost more than all else; a division by zero gives infinity, as in NumPy.
    _options = {
        "_nrt": _module is replications,
        "error_model": "numpy",
        "forceinline": _module in SMALL,
    }
    for _name in _module.COMPILED:
        register_jitable(**_options)(getattr(_module, _name))

_DIGEST = int.from_bytes(
    hashlib.sha256(
        "".join(inspect.getsource(module) for module in (at, book, *KERNELS)).encode()
    ).digest()[:7]
)


def _with_digest(digest: int) -> Callable[..., Any]:
    replicate = replications.replicate

    def loop(
        plan_f: Any, plan_n: Any, seed: Any, begin: Any, end: Any,
        antithetic: Any, simple: Any, books: Any, keep: Any,
    ) -> Any:  # fmt: skip
        records = replicate(plan_f, plan_n, seed, begin, end, antithetic, simple, books, keep)
        return records, digest

    return loop


compiled_replicate = njit(cache=True, nogil=True, error_model="numpy")(_with_digest(_DIGEST))
