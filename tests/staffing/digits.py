"""Erlang A with 80 digits, by incomplete gamma functions: another way than the kernels' series."""

from decimal import Decimal, getcontext

SMALL = Decimal(10) ** -70


def inverse_blocking(agents, load):
    """Return 1 / B by the whole recursion."""
    inverse = Decimal(1)
    for k in range(1, agents + 1):
        inverse = 1 + inverse * k / load
    return inverse


def lower_gamma(r, x):
    """Return the lower incomplete gamma function of (r, x), divided by x^r e^-x."""
    term = 1 / r
    total, k = term, 0
    while True:
        k += 1
        term *= x / (r + k)
        total += term
        if x < r + k and term < total * SMALL:
            return total


def exact(agents, lam, mu, theta, within):
    """Return what `kernels.with_abandonment` returns; all arguments as the floats they are.

    The offered wait has density exp(lam (1 - e^(-theta v)) / theta - n mu v); with u = e^(-theta v)
    its integrals are incomplete gamma functions.
    """
    getcontext().prec = 80
    lam, mu, theta, within = map(Decimal, (lam, mu, theta, within))
    c, left = lam / theta, (-theta * within).exp()
    eps = inverse_blocking(agents - 1, lam / mu)

    def beyond(u, power):
        r = agents * mu / theta + power
        return (c - c * u).exp() * (u.ln() * r).exp() * lower_gamma(r, c * u) / theta

    whole, staying = beyond(Decimal(1), 0), beyond(Decimal(1), 1)
    below = eps + lam * whole
    return [
        float(x)
        for x in (
            lam * whole / below,
            lam * (whole - staying) / below,
            (eps + lam * (staying - beyond(left, 1))) / below,
            1 - left * lam * beyond(left, 0) / below,
        )
    ]
