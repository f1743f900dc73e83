import gzip

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from fiftytwo.base.errors import InputError
from fiftytwo.staffing.requirement import required_agents
from fiftytwo.staffing.table_file import staff_file

DEFAULTS = {
    "interval_s": 1800,
    "patience_s": None,
    "service_level": 0.8,
    "within_s": 20,
    "max_occupancy": None,
}


def run(tmp_path, text, name="in.csv"):
    source, out = tmp_path / name, tmp_path / "out.csv"
    source.write_text(text)
    rows = staff_file(source, out, defaults=DEFAULTS)
    lines = out.read_text().splitlines()
    assert len(lines) == rows + 1
    return lines


def test_the_same_rows_come_back_with_what_they_need(tmp_path):
    lines = run(
        tmp_path,
        "start,calls,aht_s,interval_s,patience_s,note\n"
        '2026-01-01T08:00,100,180,1800,,"a, b"\n'
        "007,100,180,1800,300,\n",
    )
    c, a = required_agents(100, 180), required_agents(100, 180, patience_s=300)
    assert lines[0] == (
        "start,calls,aht_s,interval_s,patience_s,note,"
        "agents,service_level_reached,asa_s,occupancy,abandonment"
    )
    assert lines[1] == (
        f'2026-01-01T08:00,100,180,1800,,"a, b",14,{c.service_level},{c.asa_s},{c.occupancy},0.0'
    )
    assert lines[2] == (
        f"007,100,180,1800,300,,13,{a.service_level},{a.asa_s},{a.occupancy},{a.abandonment}"
    )


def test_targets_may_differ_by_row_and_empty_cells_take_the_default(tmp_path):
    lines = run(
        tmp_path,
        "calls,aht_s,service_level,within_s,max_occupancy\n100,180,0.95,10,\n100,180,,,0.5\n",
    )
    strict = required_agents(100, 180, service_level=0.95, within_s=10).agents
    assert [line.split(",")[5] for line in lines[1:]] == [str(strict), "20"]


def test_parquet_keeps_its_types(tmp_path):
    source, out = tmp_path / "in.parquet", tmp_path / "out.parquet"
    table = pa.table({"queue": ["a", "b"], "calls": [100, 0], "aht_s": [180.0, 180.0]})
    pq.write_table(table, source)
    staff_file(source, out, defaults=DEFAULTS)
    result = pq.read_table(out)
    assert result.select(["queue", "calls", "aht_s"]).equals(table)
    assert result["agents"].to_pylist() == [14, 1]
    assert result["agents"].type == pa.int64()


def test_a_packed_file_is_read(tmp_path):
    source, out = tmp_path / "in.csv.gz", tmp_path / "out.csv"
    source.write_bytes(gzip.compress(b"calls,aht_s\n100,180\n"))
    assert staff_file(source, out, defaults=DEFAULTS) == 1


def test_its_own_result_may_come_in_again(tmp_path):
    first = run(tmp_path, "calls,aht_s\n100,180\n")
    assert run(tmp_path, "\n".join(first) + "\n") == first


def test_no_rows_are_no_error(tmp_path):
    assert len(run(tmp_path, "calls,aht_s\n")) == 1


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("calls,aht_s\n1,2\n3,abc\n", "row 2: aht_s is 'abc', which is no number"),
        ("calls,aht_s\n1,2\n,3\n", "row 2: calls is empty"),
        ("calls,aht_s\n1,2\n3,0\n", "row 2: aht_s must be a number of seconds above 0, not 0"),
        ("calls,aht_s\n-1,2\n", "row 1: calls must be 0 or more, not -1"),
        ("calls,aht_s\n1,2\n3\n", "row 2: 1 cells where the header has 2"),
        ("calls,aht_s,patience_s\n1,2,nan\n", "row 1: patience_s is no finite number"),
        ("calls,aht_s,service_level\n1,2,80\n", "row 1: service_level must be a share"),
        ("calls;aht_s\n1;2\n", "the column calls is missing; columns there are: calls;aht_s"),
        ("calls,aht_s,calls\n1,2,3\n", "the column calls is there 2 times"),
        ("", "cannot be read"),
    ],
)
def test_bad_input_names_row_and_column(tmp_path, text, says):
    with pytest.raises(InputError) as error:
        run(tmp_path, text)
    assert says in str(error.value)
    assert not (tmp_path / "out.csv").exists()


@pytest.mark.parametrize(
    ("source", "out", "says"),
    [
        ("none.csv", "out.csv", "does not exist"),
        ("in.xlsx", "out.csv", "only .csv"),
        ("in.csv", "out.xlsx", "only .csv"),
        ("in.parquet", "out.csv", "cannot be read"),
        ("in.csv", "nowhere/out.csv", "cannot be written"),
    ],
)
def test_files_that_cannot_be_used(tmp_path, source, out, says):
    for name in ("in.xlsx", "in.csv", "in.parquet"):
        (tmp_path / name).write_text("calls,aht_s\n1,2\n")
    with pytest.raises(InputError, match=says):
        staff_file(tmp_path / source, tmp_path / out, defaults=DEFAULTS)
