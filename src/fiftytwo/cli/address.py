"""Where the application is reached on this machine."""

from fiftytwo.base.workspace import PORT

__all__ = ["address"]

# By this name, because browsers keep passkeys for names and not for numbers.
LOCAL = "localhost"
NEAR = {"127.0.0.1": LOCAL, "0.0.0.0": LOCAL, "::1": LOCAL, "::": LOCAL}  # noqa: S104


def address(host: str, port: int = PORT) -> str:
    """Return the address of a server that binds a host.

    Examples
    --------
    >>> address("127.0.0.1"), address("10.0.0.5", 80), address("fd00::5")
    ('http://localhost:8052', 'http://10.0.0.5:80', 'http://[fd00::5]:8052')
    """
    near = NEAR.get(host, host)
    return f"http://[{near}]:{port}" if ":" in near else f"http://{near}:{port}"
