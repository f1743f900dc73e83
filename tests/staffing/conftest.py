import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from realdata import real_data


@pytest.fixture(scope="session")
def bank_log():
    """Sum of all queue waits [seconds] and calls that left the queue, of the real bank log."""
    table = pq.read_table(real_data("anonymous_bank_calls_1999_02/calls.parquet"))
    table = table.filter(pc.not_equal(table["outcome"], "PHANTOM"))
    queued = table.filter(pc.not_equal(table["q_start"], "0:00:00"))
    left = queued.filter(pc.equal(queued["outcome"], "HANG"))
    return float(pc.sum(queued["q_time"]).as_py()), left.num_rows
