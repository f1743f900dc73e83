"""Whether a request comes from this machine to this machine; demo logins work nowhere else."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest
from django.http.request import split_domain_port

__all__ = ["is_loopback_address", "is_loopback_request"]

# A proxy in front hides who asks, so its mark alone is enough to say no.
FORWARDED = ("HTTP_FORWARDED", "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_HOST", "HTTP_X_REAL_IP")


def is_loopback_address(host: str) -> bool:
    """Return whether a host name or address is this machine's loopback.

    Examples
    --------
    >>> [is_loopback_address(h) for h in ("127.0.0.1", "[::1]", "localhost", "10.0.0.7", "care.example")]
    [True, True, True, False, False]
    """
    plain = host.strip("[]").lower()
    if plain == "localhost":
        return True
    try:
        return ipaddress.ip_address(plain).is_loopback
    except ValueError:
        return False


def is_loopback_request(request: HttpRequest) -> bool:
    """Return whether client, host name and bound address are all loopback."""
    if any(header in request.META for header in FORWARDED):
        return False
    host, _port = split_domain_port(request.get_host())
    asked = is_loopback_address(host)
    comes = is_loopback_address(request.META.get("REMOTE_ADDR", ""))
    return asked and comes and is_loopback_address(settings.BOUND_HOST)
