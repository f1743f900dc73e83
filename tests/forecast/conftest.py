import numpy as np
import pyarrow.parquet as pq
import pytest
from realdata import real_data

from fiftytwo.forecast.model import History


@pytest.fixture(scope="session")
def bank():
    """Calls per five minutes of a North American bank, 164 weekdays of 2003."""
    table = pq.read_table(real_data("bank_calls_5min/bank_calls.parquet"))
    at = table["DateTime"].to_numpy()
    day = at.astype("datetime64[D]")
    column = (at - day).astype("timedelta64[s]").astype(int) // 300
    days = np.arange(day[0], day[-1] + 1)
    counts = np.full((days.size, 288), np.nan)
    counts[(day - day[0]).astype(int), column] = table["Calls"].to_numpy()
    return History("calls", 300, days, counts, "America/New_York")
