"""The arithmetic of waiting lines: plain floats in, plain floats out, no checks.

Every function runs as ordinary Python (one question starts at once) and is compiled by numba for
large tables (`table.py`); both give the same bits, so results never depend on the route taken.
Keep to floats, ints, tuples and `math`; use no `lgamma`, whose bits differ between the two.

Rates are per second: `lam` calls, `mu` = 1 / AHT, `theta` = 1 / mean patience, `nm` = agents * mu.

Model of Erlang A (M/M/n+M): an arriving call that waits faces the offered wait V with density
proportional to exp(phi(v)), phi(v) = lam (1 - exp(-theta v)) / theta - nm v. All results are
sums of positive terms over that density, so nothing cancels. Sources: C. Palm 1957; O. Garnett,
A. Mandelbaum, M. Reiman, "Designing a call center with impatient customers", M&SOM 4, 2002.
"""

import math

__all__ = ["COMPILED", "fill_rows", "inverse_blocking", "measure", "size"]
__all__ += ["with_abandonment", "without_abandonment"]

# What `fill_rows` calls, each after those it calls itself.
COMPILED: tuple[str, ...] = (
    "inverse_blocking",
    "waits_from",
    "without_abandonment",
    "bend",
    "exponent",
    "depth",
)
COMPILED += ("series", "panel", "quadrature", "tail", "head", "stirling", "drowned")
COMPILED += ("with_abandonment", "level_by", "measure", "reaches", "meets")
COMPILED += ("size_without", "size_with", "size")

# (within s, level, highest occupancy, longest mean wait s, highest abandonment, the level's number
# in `level_by`); infinite where there is no bound.
Want = tuple[float, float, float, float, float, float]

# Beyond this depth of overload a call is answered at once less often than once in 10^38.
DEEP = 90.0
# Up to this many calls per mean patience the series is short; beyond it the density is smooth.
SERIES_LIMIT = 2000.0
HUGE = 1e280
# Gauss-Legendre of order 16 on [-1, 1]: (abscissa, weight), each also with the other sign.
GAUSS = (
    (0.09501250983763744, 0.18945061045506850),
    (0.28160355077925891, 0.18260341504492359),
    (0.45801677765722739, 0.16915651939500254),
    (0.61787624440264375, 0.14959598881657673),
    (0.75540440835500303, 0.12462897125553387),
    (0.86563120238783174, 0.09515851168249278),
    (0.94457502307323258, 0.06225352393864789),
    (0.98940093499164993, 0.02715245941175409),
)


def inverse_blocking(n: int, load: float) -> float:
    """Return 1 / B(n, load), B the share that finds `n` agents busy (Erlang B); load > 0.

    The recursion 1/B(k) = 1 + k/load * 1/B(k-1) forgets its start, so it begins about
    9 sqrt(load) below min(n, load) with the fluid value: O(sqrt(load)), relative error 3e-15.
    """
    k = 0
    y = 1.0
    if load > 100.0:
        gap = load - n if n < load else 0.0
        start = int(load - math.sqrt(gap * gap + 76.0 * load))
        if start > 0:
            k = start
            y = load / (load - start)
    while k < n and y < HUGE:
        k += 1
        y = 1.0 + y * k / load
    return y


def without_abandonment(n: int, load: float, within: float) -> tuple[float, float]:
    """Return (chance to wait, share answered within `within`); Erlang C, `within` in AHTs."""
    if n <= load:
        return 1.0, 0.0
    return waits_from(inverse_blocking(n, load), n, load, within)


def waits_from(y: float, n: int, load: float, within: float) -> tuple[float, float]:
    """As `without_abandonment` for a stable line, given y = 1 / B(n, load)."""
    if math.isinf(y):
        return 0.0, 1.0
    spare = n - load
    below = y - 1.0 + n / spare
    return n / spare / below, (y - 1.0 - n / spare * math.expm1(-spare * within)) / below


def bend(y: float) -> float:
    """Return y - 1 + exp(-y) without cancellation, y > -700."""
    if -0.05 < y < 0.05:
        tail = 1.0 / 720 - y * (1.0 / 5040 - y * (1.0 / 40320 - y / 362880))
        return y * y * (0.5 - y * (1.0 / 6 - y * (1.0 / 24 - y * (1.0 / 120 - y * tail))))
    return y + math.expm1(-y)


def exponent(w: float, x: float, nm: float, theta: float) -> float:
    """Return x (1 - exp(-theta w)) / theta - nm w."""
    return (x - nm) * w - x / theta * bend(theta * w)


def depth(x: float, nm: float, theta: float) -> float:
    """Return the greatest value of `exponent` over w >= 0: how deep the overload is."""
    if x <= nm:
        return 0.0
    return (x - nm) / theta - nm / theta * math.log(x / nm)


def series(x: float, nm: float, theta: float) -> tuple[float, float]:
    """Return the integrals of e^exponent and of x (1 - e^(-theta w)) e^exponent, w from 0 on."""
    term = 1.0
    total = 1.0
    leaving = 0.0
    k = 0
    while True:
        k += 1
        ratio = x / (nm + k * theta)
        term *= ratio
        total += term
        leaving += k * theta * term
        if ratio < 1.0 and term * max(1.0, k * theta / nm) < 1e-17 * total * (1.0 - ratio):
            return total / nm, leaving / nm


def panel(span: tuple[float, float], x: float, nm: float, theta: float) -> tuple[float, float]:
    """Return the two integrals of `series` over one short span of w."""
    middle = 0.5 * (span[0] + span[1])
    half = 0.5 * (span[1] - span[0])
    total = 0.0
    leaving = 0.0
    for abscissa, weight in GAUSS:
        low = middle - half * abscissa
        high = middle + half * abscissa
        at_low = weight * math.exp(exponent(low, x, nm, theta))
        at_high = weight * math.exp(exponent(high, x, nm, theta))
        total += at_low + at_high
        leaving -= at_low * math.expm1(-theta * low) + at_high * math.expm1(-theta * high)
    return half * total, half * x * leaving


def quadrature(x: float, nm: float, theta: float) -> tuple[float, float]:
    """Return the integrals of `series` by Gauss-Legendre: a fixed cost for long patience."""
    peak = math.log(x / nm) / theta if x > nm else 0.0
    spread = math.sqrt(84.0 / (theta * max(x, nm))) if x > nm else math.sqrt(84.0 / (theta * x))
    bottom = depth(x, nm, theta) - 42.0
    high = peak + spread
    if x < nm:
        high = min(high, 42.0 / (nm - x))
    for _ in range(3):  # Newton on a concave function: lands beyond the root, then closes in
        slope = x * math.exp(-theta * high) - nm
        high -= (exponent(high, x, nm, theta) - bottom) / slope
    low = max(0.0, peak - math.sqrt(84.0 / (theta * nm)))
    total = 0.0
    leaving = 0.0
    for k in range(12):
        start, width = (low, (peak - low) / 5) if k < 5 else (peak, (high - peak) / 7)
        step = k if k < 5 else k - 5
        if width > 0.0:
            part = panel((start + step * width, start + (step + 1) * width), x, nm, theta)
            total += part[0]
            leaving += part[1]
    return total, leaving


def tail(x: float, nm: float, theta: float) -> tuple[float, float]:
    """Return the integrals of `series`, by the cheaper of two exact ways; depth <= DEEP."""
    if x > SERIES_LIMIT * theta:
        return quadrature(x, nm, theta)
    return series(x, nm, theta)


def stirling(r: float) -> float:
    """Return ln Gamma(r) - [(r - 1/2) ln r - r + ln(2 pi) / 2], r > 0."""
    shift = 0.0
    while r < 12.0:
        shift += (r + 0.5) * math.log1p(1.0 / r) - 1.0
        r += 1.0
    q = 1.0 / (r * r)
    return shift + (1.0 / 12 - q * (1.0 / 360 - q * (1.0 / 1260 - q * (1.0 / 1680 - q / 1188)))) / r


def head(x: float, nm: float, theta: float, within: float) -> tuple[float, float]:
    """Return the integrals of e^(exponent(w) - exponent(within)), and of that times e^(-theta w).

    Both over w from 0 to `within`, which lies where the exponent still rises: x e^(-theta w) > nm.
    Without a difference of large numbers, so that a service level near 0 keeps its digits.
    """
    top = exponent(within, x, nm, theta)
    slope = x * math.exp(-theta * within) - nm
    low = max(0.0, within - min(42.0 / slope, math.sqrt(84.0 / (theta * (slope + nm)))))
    half = (within - low) / 24.0
    total = 0.0
    staying = 0.0
    for k in range(12):
        middle = low + (2 * k + 1) * half
        for abscissa, weight in GAUSS:
            for w in (middle - half * abscissa, middle + half * abscissa):
                at = weight * math.exp(exponent(w, x, nm, theta) - top)
                total += at
                staying += at * math.exp(-theta * w)
    return half * total, half * staying


def drowned(lam: float, nm: float, theta: float, within: float) -> tuple[float, float]:
    """Return (answered within / offered, no longer waiting after `within` / offered).

    For an overload so deep that every call waits: V then has a closed form (a gamma law).
    """
    left = math.exp(-theta * within)
    x = lam * left
    if x > nm and depth(x, nm, theta) > DEEP:
        return 0.0, -math.expm1(-theta * within)
    r = nm / theta
    height = theta * math.sqrt(r / (2.0 * math.pi)) * math.exp(-stirling(r))
    height *= math.exp(-r * bend(theta * within - math.log(lam / nm)))
    longer = min(1.0, height * tail(x, nm, theta)[0])
    if longer > 0.9 and x > nm:
        total, staying = head(lam, nm, theta, within)
        return height * staying, height * total - math.expm1(-theta * within) * longer
    return min((height + nm * (1.0 - longer)) / lam, nm / lam), 1.0 - left * longer


def with_abandonment(
    n: int, lam: float, mu: float, theta: float, within: float
) -> tuple[float, float, float, float]:
    """Erlang A: n >= 1 agents, all rates > 0.

    Returns (chance to wait, share abandoned, share answered within, share no longer waiting
    after `within`), all of the calls offered.
    """
    nm = n * mu
    if depth(lam, nm, theta) > DEEP:
        level, gone = drowned(lam, nm, theta, within)
        return 1.0, (lam - nm) / lam, level, gone
    eps = inverse_blocking(n - 1, lam / mu)
    if eps >= HUGE:
        return 0.0, 0.0, 1.0, 1.0
    whole, leaving = tail(lam, nm, theta)
    below = eps + lam * whole
    left = math.exp(-theta * within)
    height = exponent(within, lam, nm, theta)
    beyond = math.exp(height) * tail(lam * left, nm, theta)[0]
    level = (eps + math.expm1(height) + nm * (whole - beyond)) / below
    gone = 1.0 - left * lam * beyond / below
    if level < 0.1 and lam * left > nm:
        total, staying = head(lam, nm, theta, within)
        scale = lam * math.exp(height)
        level = (eps + scale * staying) / below
        gone = (eps + scale * total - math.expm1(-theta * within) * lam * beyond) / below
    return lam * whole / below, leaving / below, min(1.0, max(0.0, level)), min(1.0, max(0.0, gone))


def level_by(definition: float, level: float, gone: float, lost: float) -> float:
    """Return a service level from answered within, no longer waiting and abandoned, of offered.

    By `definition`: 0 of all offered, 1 of offered less abandoned within, 2 of answered,
    3 answered or abandoned within of offered.
    """
    if definition == 1.0:
        return min(1.0, level / (1.0 - max(0.0, gone - level)))
    if definition == 2.0:
        return min(1.0, level / (1.0 - lost)) if lost < 1.0 else 0.0
    return gone if definition == 3.0 else level


def measure(
    n: int, lam: float, aht: float, patience: float, within: float, definition: float
) -> tuple[float, float, float, float]:
    """Return (service level, mean wait s, occupancy, abandonment) of `n` >= 1 agents.

    `patience` NaN means nobody leaves. An unstable line has an infinite wait.
    """
    if lam == 0.0:
        return 1.0, 0.0, 0.0, 0.0
    if math.isnan(patience):
        load = lam * aht
        waits, level = without_abandonment(n, load, within / aht)
        if n <= load:
            return 0.0, math.inf, 1.0, 0.0
        return level, waits * aht / (n - load), load / n, 0.0
    _, lost, level, gone = with_abandonment(n, lam, 1.0 / aht, 1.0 / patience, within)
    level = level_by(definition, level, gone, lost)
    return level, lost * patience, min(1.0, lam * aht * (1.0 - lost) / n), lost


def reaches(got: tuple[float, float, float, float], want: Want) -> bool:
    """Return whether what `measure` says is good enough."""
    good = got[0] >= want[1] and got[1] <= want[3]
    return good and got[2] <= want[2] and got[3] <= want[4]


def meets(n: int, lam: float, aht: float, patience: float, want: Want) -> bool:
    """Return whether `n` agents reach everything that is wanted; more agents never undo it."""
    if n < 1:
        return False
    return reaches(measure(n, lam, aht, patience, want[0], want[5]), want)


def size_without(lam: float, aht: float, want: Want) -> tuple[int, float, float, float, float]:
    """Return the fewest agents and what they achieve; Erlang C: one pass of the recursion.

    Above the load `inverse_blocking` starts at the same place for every n, so carrying it on gives
    the very bits that `measure` would.
    """
    load = lam * aht
    n = int(load) + 1
    y = inverse_blocking(n, load)
    waits, level = waits_from(y, n, load, want[0] / aht)
    while level < want[1] or waits * aht / (n - load) > want[3]:
        n += 1
        y = 1.0 + y * n / load
        waits, level = waits_from(y, n, load, want[0] / aht)
    if load / n <= want[2]:
        return n, level, waits * aht / (n - load), load / n, 0.0
    n = max(n, int(load / want[2]))
    while load / n > want[2]:
        n += 1
    level, wait, busy, lost = measure(n, lam, aht, math.nan, want[0], 0.0)
    return n, level, wait, busy, lost


def size_with(lam: float, aht: float, patience: float, want: Want) -> int:
    """Return the fewest agents; Erlang A: bracket around the fluid answer, then halve."""
    load = lam * aht
    step = int(0.5 * math.sqrt(load)) + 1
    high = int(load * max(want[1], math.exp(-want[0] / patience))) + 1
    if meets(high, lam, aht, patience, want):
        low = high - step
        while meets(low, lam, aht, patience, want):
            high = low
            step *= 2
            low = high - step
    else:
        low = high
        high = low + step
        while not meets(high, lam, aht, patience, want):
            low = high
            step *= 2
            high = low + step
    low = max(low, 0)
    while high - low > 1:
        middle = (low + high) // 2
        if meets(middle, lam, aht, patience, want):
            high = middle
        else:
            low = middle
    return high


def size(
    lam: float, aht: float, patience: float, want: Want
) -> tuple[int, float, float, float, float]:
    """Return the fewest agents and what they achieve.

    One agent when nothing is offered: the line is open.
    """
    if lam == 0.0:
        return 1, 1.0, 0.0, 0.0, 0.0
    if math.isnan(patience):
        return size_without(lam, aht, want)
    n = size_with(lam, aht, patience, want)
    level, wait, busy, lost = measure(n, lam, aht, patience, want[0], want[5])
    return n, level, wait, busy, lost


def fill_rows(given, agents, out) -> None:  # type: ignore[no-untyped-def]
    """Size every row: given (9, n) = lam, aht, patience and the six of `Want`; out (4, n).

    A row whose `lam` is NaN is closed: 0 agents, everything else NaN.
    """
    for i in range(given.shape[1]):
        if math.isnan(given[0, i]):
            agents[i] = 0
            out[:, i] = math.nan
        else:
            want = (given[3, i], given[4, i], given[5, i], given[6, i], given[7, i], given[8, i])
            n, level, wait, busy, lost = size(given[0, i], given[1, i], given[2, i], want)
            agents[i] = n
            out[0, i] = level
            out[1, i] = wait
            out[2, i] = busy
            out[3, i] = lost
