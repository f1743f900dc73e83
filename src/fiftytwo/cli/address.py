"""Where the application is reached on this machine."""

from ipaddress import ip_address

from fiftytwo.base.workspace import PORT

__all__ = ["address", "near"]

LOCALHOST = ("127.0.0.1", "::1")


def near(host: str) -> str:
    """Return the host by which this machine reaches a server that binds `host`.

    It is called localhost where it can be: browsers keep passkeys for names and not for numbers.

    Examples
    --------
    >>> near("127.0.0.1"), near("::"), near("127.0.0.5"), near("care.example")
    ('localhost', 'localhost', '127.0.0.5', 'care.example')
    """
    try:
        bound = ip_address(host)
    except ValueError:
        return host
    return "localhost" if str(bound) in LOCALHOST or bound.is_unspecified else host


def address(host: str, port: int = PORT) -> str:
    """Return the address of a server that binds a host.

    Examples
    --------
    >>> address("127.0.0.1"), address("10.0.0.5", 80), address("fd00::5")
    ('http://localhost:8052', 'http://10.0.0.5:80', 'http://[fd00::5]:8052')
    """
    named = near(host)
    return f"http://[{named}]:{port}" if ":" in named else f"http://{named}:{port}"
