"""Telling by a chat service, through `apprise`: which services, and which machines not.

An address is somebody's own text, and this server calls it: only services that speak HTTP are
taken, and only options that choose a place inside the service, because others name files of this
server to read (``template``), machines to call (``attach``), or lines of the call. No Matrix: its
server may name another one, which nobody has looked at. Redirects are not followed, and a machine inside a private network is refused, when the
address is kept and again before each call. Between that look and the call a name server could
still change its answer; what is sent holds nothing secret, and no answer is ever shown.
"""

import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from apprise import Apprise, NotifyBase
from apprise.plugins import url_to_dict
from django.conf import settings
from django.utils.translation import gettext_noop as _

from fiftytwo.base.errors import InputError

__all__ = ["SERVICES", "check_chat", "send_chat"]

# What apprise calls them. Services of the web with a host of their own, then those with a host of
# the person's choice.
FIXED = frozenset({"slack", "discord", "tgram", "gchat"})
CHOSEN = frozenset({"workflows", "json", "jsons", "mmost", "mmosts", "rocket", "rockets", "ntfys"})
OPTIONS = frozenset({"channel", "channels", "priority", "thread", "to", "topic"})  # after the ?
SERVICES = FIXED | CHOSEN
TIMEOUT_S = 10
NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052
# NAT64 of a local network (RFC 8215) places IPv4 where it likes; ::/96 is the retired "compatible".
NEVER = (IPv6Network("64:ff9b:1::/48"), IPv6Network("::/96"), IPv6Network("fec0::/10"))


def check_chat(address: str) -> NotifyBase:
    """Return the service that an address names.

    Raises
    ------
    InputError
        If it names none, one that is not taken, an option that is not, or a machine inside a
        private network.
    """
    if not (address.isascii() and address.isprintable()) or set(address) & set(" \\"):
        raise InputError(
            _("an address has no spaces, accents and backslashes: enter it as the service shows it")
        )
    scheme = address.partition("://")[0].lower()
    if scheme not in SERVICES:
        raise InputError(_("this is no address of a chat service: begin with slack:// or json://"))
    read = url_to_dict(address, secure_logging=True)
    # What was judged is what is called: the same reading, never the text a second time.
    if read is not None and (read["schema"] != scheme or not OPTIONS.issuperset(read["qsd"])):
        raise InputError(
            _("after the ? of an address only channel, priority, thread, to and topic are taken")
        )
    service = None if read is None else Apprise.instantiate(read)
    if service is None:
        raise InputError(_("the chat service cannot read this address: look it up again there"))
    service.redirects = False
    service.socket_connect_timeout = service.socket_read_timeout = TIMEOUT_S
    if scheme in CHOSEN and not settings.CHAT_PRIVATE:
        _refuse_private(str(service.host))
    return service


def _refuse_private(host: str) -> None:
    try:
        found = {info[4][0] for info in socket.getaddrinfo(host.strip("[]"), None)}
    except (OSError, UnicodeError):
        raise InputError(_("the machine of this address is not known: check its name")) from None
    if not all(_is_public(str(address)) for address in found):
        raise InputError(
            _("this address lies in a private network: whoever runs the server can allow that")
        )


def _is_public(text: str) -> bool:
    """Return whether an address, and the IPv4 address that a way through IPv6 carries, is public.

    Examples
    --------
    >>> _is_public("2001:4860:4860::8888"), _is_public("64:ff9b::a01:203")  # 10.1.2.3 behind NAT64
    (True, False)
    """
    address = ip_address(text.partition("%")[0])
    if isinstance(address, IPv6Address):
        if any(address in net for net in NEVER):
            return False
        if not all(_is_public(str(one)) for one in _carried(address)):
            return False
        if address.ipv4_mapped is not None:
            return True
    return address.is_global and not (address.is_multicast or address.is_unspecified)


def _carried(address: IPv6Address) -> list[IPv4Address]:
    """Return the IPv4 addresses inside an IPv6 address: mapped, NAT64, 6to4, Teredo's two."""
    if address.teredo is not None:
        return list(address.teredo)
    inside = address.ipv4_mapped or address.sixtofour
    if inside is None and address in NAT64:
        inside = IPv4Address(int(address) & 0xFFFF_FFFF)
    return [] if inside is None else [inside]


def send_chat(address: str, title: str, body: str) -> None:
    """Tell a chat service something.

    Raises
    ------
    InputError
        If the address is refused.
    OSError
        If the service did not take it.
    """
    if not check_chat(address).notify(body=body, title=title):
        raise OSError("the chat service did not take it")
