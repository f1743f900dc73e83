"""Where the real data lies; tests that need it say so and skip where it is absent."""

import os
from pathlib import Path

import pytest

DEFAULT = Path(__file__).resolve().parents[2] / "shared" / "data"


def real_data(name: str) -> Path:
    """Return the path of a real data set, or skip the calling test."""
    path = Path(os.environ.get("FIFTYTWO_TEST_DATA", DEFAULT)) / name
    if not path.exists():
        pytest.skip(
            f"real data {name} is absent: set FIFTYTWO_TEST_DATA to the folder that holds it"
        )
    return path
