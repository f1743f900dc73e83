"""Where the ledger lives: SQLite in the workspace, or PostgreSQL by an address."""

from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from fiftytwo.base.errors import InputError

__all__ = ["database"]

# Measured: about 300 single-row writes/s beside readers; IMMEDIATE so that a write never fails
# half-way on a lock it could have waited for.
PRAGMAS = (
    "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA mmap_size=134217728;"
    "PRAGMA journal_size_limit=27103364;PRAGMA cache_size=-20000;"
)


def database(ledger: Path, url: str | None) -> dict[str, object]:
    """Return Django's settings of the ledger.

    Parameters
    ----------
    ledger : Path
        SQLite file, used where `url` is empty.
    url : str or None
        Such as ``postgres://ana:secret@db.example:5432/fiftytwo?sslmode=require``.

    Raises
    ------
    InputError
        If the address names another kind of database.

    Examples
    --------
    >>> database(Path("x"), "postgres://ana:p%40ss@db:5433/care?sslmode=require")["PASSWORD"]
    'p@ss'
    """
    if not url:
        options = {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": PRAGMAS}
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(ledger),
            "OPTIONS": options,
            "CONN_MAX_AGE": None,
        }
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise InputError(
            f"the database's address (FIFTYTWO_DATABASE_URL, else DATABASE_URL) starts with {parts.scheme!r}: "
            "use postgres://user:password@host/name, or set it empty for the SQLite ledger"
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": parts.port or "",
        "OPTIONS": dict(parse_qsl(parts.query)),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
