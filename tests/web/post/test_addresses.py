"""A chat address inside a private network is refused, whatever way leads there."""

import pytest

from fiftytwo.web.post.chat import _is_public


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2001:4860:4860::8888", True),
        ("10.1.2.3", False),
        ("100.64.0.1", False),  # shared by a provider's customers
        ("169.254.169.254", False),  # what clouds tell their machines
        ("224.0.0.251", False),
        ("0.0.0.0", False),
        ("::", False),
        ("::1", False),
        ("::a01:203", False),  # IPv4-compatible
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("fec0::1", False),
        ("ff0e::1", False),  # multicast of the whole net
        ("::ffff:8.8.8.8", True),  # mapped
        ("::ffff:10.1.2.3", False),
        ("64:ff9b::8.8.8.8", True),  # NAT64
        ("64:ff9b::10.1.2.3", False),
        ("64:ff9b::127.0.0.1", False),
        ("64:ff9b::224.0.0.1", False),
        ("64:ff9b:1::8.8.8.8", False),  # of a local network
        ("64:ff9b:1:fffe:7f:0:100::", False),
        ("2002:808:808::1", True),  # 6to4
        ("2002:a01:203::1", False),
        ("2002:7f00:1::", False),
        ("2001:0:808:808:0:0:f5fe:fdfc", False),  # Teredo from 10.1.2.3
        ("2001:0:a01:203:0:0:f7f7:f7f7", False),  # Teredo by a server at 10.1.2.3
    ],
)
def test_which_addresses_are_public(address, public):
    assert _is_public(address) is public
