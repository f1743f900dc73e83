"""Where a request comes from: the address for limits, and as little of it as a page may show."""

import ipaddress
import re

from django.conf import settings
from django.http import HttpRequest

__all__ = ["client_address", "device_of", "network_of"]

BROWSERS = (
    ("Edge", r"\bEdg(?:e|A|iOS)?/"),
    ("Opera", r"\bOPR/"),
    ("Samsung Internet", r"\bSamsungBrowser/"),
    ("Firefox", r"\b(?:Firefox|FxiOS)/"),
    ("Chrome", r"\b(?:Chrome|Chromium|CriOS)/"),
    ("Safari", r"\bSafari/"),
)
SYSTEMS = (
    ("iPad", r"\biPad\b"),
    ("iPhone", r"\biPhone\b"),
    ("Android", r"\bAndroid\b"),
    ("Windows", r"\bWindows\b"),
    ("macOS", r"\bMac OS X\b"),
    ("ChromeOS", r"\bCrOS\b"),
    ("Linux", r"\bLinux\b"),
)
UNKNOWN = "0.0.0.0"  # noqa: S104  (no address to listen on: the word for "unknown" that axes takes)
IPV4_BLOCK, IPV6_BLOCK = 24, 48


def client_address(request: HttpRequest) -> str:
    """Return the address of who asks.

    Behind `settings.PROXIES` proxies, each of which appends the address it was asked from to
    X-Forwarded-For, that is the entry so many places from its end; what stands before it was
    typed by the client and is worth nothing.
    """
    near = request.META.get("REMOTE_ADDR", "")
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    if settings.PROXIES and len(hops) >= settings.PROXIES:
        near = _address(hops[-settings.PROXIES]) or near
    return _address(near) or UNKNOWN


def network_of(address: str) -> str:
    """Return the block of addresses that an address lies in; empty for this machine.

    Examples
    --------
    >>> network_of("192.0.2.77"), network_of("2001:db8:1:2::9"), network_of("127.0.0.1")
    ('192.0.2.0/24', '2001:db8:1::/48', '')
    """
    found = ipaddress.ip_address(address)
    if found.is_loopback:
        return ""
    block = IPV4_BLOCK if found.version == 4 else IPV6_BLOCK
    return str(ipaddress.ip_network(f"{address}/{block}", strict=False))


def device_of(user_agent: str) -> str:
    """Return browser and system in words, as far as a browser says them; empty where it does not.

    Examples
    --------
    >>> device_of("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/156.0 Safari/537.36")
    'Chrome, Linux'
    >>> device_of("curl/8.5")
    ''
    """
    parts = (_first(BROWSERS, user_agent), _first(SYSTEMS, user_agent))
    return ", ".join(filter(None, parts))


def _first(table: tuple[tuple[str, str], ...], text: str) -> str:
    return next((name for name, pattern in table if re.search(pattern, text)), "")


def _address(text: str) -> str:
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        return ""
