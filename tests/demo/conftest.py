"""Six weeks of the demo company, played once for all tests of this folder."""

from datetime import date

import pytest

from fiftytwo.demo.company import Company, make_company
from fiftytwo.demo.history import Happened, play

TODAY = date(2026, 11, 19)  # the six weeks before it hold Armistice Day and the incident


@pytest.fixture(scope="session")
def company() -> Company:
    return make_company(today=TODAY, weeks=6)


@pytest.fixture(scope="session")
def happened(company: Company) -> Happened:
    return play(company)
