"""Random numbers that belong to a contact, not to the order in which a program asks for them.

Every number is a function of (seed, replication, queue, purpose, contact, attempt): a hash of its
place, never the next of a sequence. So the same contact keeps its arrival, its service and its
patience whatever the staffing, which is what makes two plans comparable (common random numbers),
and replications can run in any order on any number of cores.

The hash is the output function of SplitMix64 (G. Steele, D. Lea, C. Flood, "Fast splittable
pseudorandom number generators", OOPSLA 2014). Taught to numba in `compiled.py`; all integers that
meet here are unsigned 64-bit ones, because numba turns a mix of signed and unsigned into floats.
"""

import math

import numpy as np

from fiftytwo.simulation import at
from fiftytwo.simulation.book import Numbers, Whole

__all__ = ["COMPILED", "chance", "draw", "gamma_of", "normal_quantile", "place", "stream"]
__all__ += ["uniform"]

# What the compiler must learn, each after those it calls itself.
COMPILED: tuple[str, ...] = (
    "mix",
    "stream",
    "place",
    "uniform",
    "rational",
    "far_normal",
    "normal_quantile",
)
COMPILED += ("gamma_above_one", "gamma_of", "hazard_of", "rest_of", "shaped", "bits_of", "chance")
COMPILED += ("draw",)

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
FIRST = np.uint64(0xBF58476D1CE4E5B9)
SECOND = np.uint64(0x94D049BB133111EB)
BY_30, BY_27, BY_31, BY_11 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(11)
ONE = np.uint64(1)
LEAST = 2.0**-53
MOST_ROUNDS = 64

# Coefficients of the normal quantile by M. Wichura, algorithm AS 241 (PPND16), Applied
# Statistics 37, 1988: numerator and denominator near the middle, in the tail, in the far tail.
MIDDLE = (
    (3.3871328727963666080, 133.14166789178437745, 1971.5909503065514427, 13731.693765509461125,
     45921.953931549871457, 67265.770927008700853, 33430.575583588128105, 2509.0809287301226727),
    (1.0, 42.313330701600911252, 687.18700749205790830, 5394.1960214247511077,
     21213.794301586595867, 39307.895800092710610, 28729.085735721942674, 5226.4952788528545610),
)  # fmt: skip
TAIL = (
    (1.42343711074968357734, 4.63033784615654529590, 5.76949722146069140550,
     3.64784832476320460504, 1.27045825245236838258, 0.241780725177450611770,
     0.0227238449892691845833, 7.74545014278341407640e-4),
    (1.0, 2.05319162663775882187, 1.67638483018380384940, 0.689767334985100004550,
     0.148103976427480074590, 0.0151986665636164571966, 5.47593808499534494600e-4,
     1.05075007164441684324e-9),
)  # fmt: skip
FAR = (
    (6.65790464350110377720, 5.46378491116411436990, 1.78482653991729133580,
     0.296560571828504891230, 0.0265321895265761230930, 0.00124266094738807843860,
     2.71155556874348757815e-5, 2.01033439929228813265e-7),
    (1.0, 0.599832206555887937690, 0.136929880922735805310, 0.0148753612908506148525,
     7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7,
     2.04426310338993978564e-15),
)  # fmt: skip
Eight = tuple[float, float, float, float, float, float, float, float]


def mix(z: np.uint64) -> np.uint64:
    """Return a well mixed number of 64 bits; different ones stay different."""
    z = (z ^ (z >> BY_30)) * FIRST
    z = (z ^ (z >> BY_27)) * SECOND
    return z ^ (z >> BY_31)


def stream(seed: int, replication: int, queue: int, purpose: int) -> np.uint64:
    """Return where the numbers of one (seed, replication, queue, purpose) begin."""
    z = mix(np.uint64(seed) + GOLDEN)
    z = mix(z + np.uint64(replication + 1) * GOLDEN)
    z = mix(z + np.uint64(queue + 1) * GOLDEN)
    return mix(z + np.uint64(purpose + 1) * GOLDEN)


def place(begin: np.uint64, index: int) -> np.uint64:
    """Return the bits at a place of a stream: of one contact and attempt."""
    return mix(begin + np.uint64(index + 1) * GOLDEN)


def uniform(bits: np.uint64, mirrored: bool) -> float:
    """Return a number in (0, 1) from 64 bits; mirrored, one less it (antithetic)."""
    u = (float(bits >> BY_11) + 0.5) * LEAST
    return 1.0 - u if mirrored else u


def rational(x: float, above: Eight, below: Eight) -> float:
    """Return the quotient of two polynomials of degree seven, lowest coefficient first."""
    top = above[7]
    bottom = below[7]
    for k in range(7):
        top = top * x + above[6 - k]
        bottom = bottom * x + below[6 - k]
    return top / bottom


def far_normal(q: float, tail: float) -> float:
    """Return the quantile outside the middle: `tail` is the smaller of u and 1 - u."""
    r = math.sqrt(-math.log(tail))
    z = rational(r - 1.6, TAIL[0], TAIL[1]) if r <= 5.0 else rational(r - 5.0, FAR[0], FAR[1])
    return -z if q < 0.0 else z


def normal_quantile(u: float) -> float:
    """Return the standard normal quantile at u in (0, 1); error about 1e-16 (AS 241).

    >>> round(normal_quantile(0.975), 9)
    1.959963985
    """
    q = u - 0.5
    if abs(q) <= 0.425:
        return q * rational(0.180625 - q * q, MIDDLE[0], MIDDLE[1])
    return far_normal(q, u if q < 0.0 else 1.0 - u)


def gamma_above_one(shape: float, bits: np.uint64, mirrored: bool) -> float:
    """Return a gamma variate of scale 1, shape >= 1, by rejection from its own small sequence.

    Source: G. Marsaglia, W. Tsang, "A simple method for generating gamma variables", ACM TOMS 26,
    2000. Nineteen of twenty times the first proposal is taken, so mirrored bits give a nearly
    mirrored variate.
    """
    d = shape - 1.0 / 3.0
    c = 1.0 / math.sqrt(9.0 * d)
    for k in range(MOST_ROUNDS):
        x = normal_quantile(uniform(place(bits, 2 * k), mirrored))
        v = 1.0 + c * x
        if v <= 0.0:
            continue
        v = v * v * v
        u = uniform(place(bits, 2 * k + 1), False)
        if math.log(u) < 0.5 * x * x + d - d * v + d * math.log(v):
            return d * v
    return d


def gamma_of(shape: float, bits: np.uint64, mirrored: bool) -> float:
    """Return a gamma variate of scale 1 and any shape > 0."""
    if shape >= 1.0:
        return gamma_above_one(shape, bits, mirrored)
    small = gamma_above_one(shape + 1.0, bits, mirrored)
    return small * uniform(place(bits, 2 * MOST_ROUNDS), mirrored) ** (1.0 / shape)


def hazard_of(f: Numbers, bands: int, first: int, last: int, u: float) -> float:
    """Return when a rate of leaving that is constant within bands has used up -log u.

    At `bands` of `f` stand pairs: where each band begins [seconds] and its rate [1/second]; the
    law's are number `first` to `last`, the last without an end.
    """
    left = -math.log(u)
    k = bands + 2 * first
    while k < bands + 2 * last:
        used = f[k + 1] * (f[k + 2] - f[k])
        if left <= used:
            break
        left -= used
        k += 2
    return float(f[k] + left / f[k + 1])


def rest_of(kind: float, a: float, b: float, u: float) -> float:
    """Return a quantile of the rarer kinds that have one in closed form."""
    if kind == at.UNIFORM:
        return a + (b - a) * u
    if kind == at.WEIBULL:
        return float(a * (-math.log(u)) ** b)
    return a if kind == at.DETERMINISTIC else math.inf


def shaped(f: Numbers, bands: int, law: int, bits: np.uint64, mirrored: bool, u: float) -> float:
    """Return a draw of any kind but the exponential; `law` is where its numbers begin in `f`."""
    kind = f[law]
    if kind == at.LOGNORMAL:
        return math.exp(f[law + 1] + f[law + 2] * normal_quantile(u))
    if kind == at.GAMMA:
        return float(f[law + 2] * gamma_of(f[law + 1], bits, mirrored))
    if kind == at.HAZARD:
        return hazard_of(f, bands, int(f[law + 1]), int(f[law + 2]), u)
    return rest_of(kind, f[law + 1], f[law + 2], u)


def bits_of(n: Whole, q: int, purpose: int, index: int) -> np.uint64:
    """Return the bits of one contact and attempt (`index`) of a queue for a purpose."""
    return place(np.uint64(n[n[at.KEYS] + q * at.PURPOSES + purpose]), index)


def chance(n: Whole, q: int, purpose: int, index: int) -> float:
    """Return a number in (0, 1)."""
    return uniform(bits_of(n, q, purpose, index), n[at.MIRRORED] != 0)


def draw(f: Numbers, n: Whole, number: int, q: int, purpose: int, index: int) -> float:
    """Return one duration of law `number` for a contact and attempt [seconds]."""
    bits = bits_of(n, q, purpose, index)
    mirrored = n[at.MIRRORED] != 0
    u = uniform(bits, mirrored)
    law = n[at.LAWS] + at.LAW_WIDTH * number
    at_once = f[law + 3]
    if at_once > 0.0:
        if u <= at_once:
            return 0.0
        u = (u - at_once) / (1.0 - at_once)
    if f[law] == at.EXPONENTIAL:
        return float(-f[law + 1] * math.log(u))
    return shaped(f, n[at.BANDS], law, bits, mirrored, u)
