import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from fiftytwo.cli.main import main

MODELS = Path(__file__).resolve().parents[2] / "examples" / "models"


def run(capsys, *words):
    code = main(["simulate", *map(str, words)])
    out = capsys.readouterr()
    return code, out.out, out.err


def test_one_json_object_with_intervals(capsys):
    code, out, err = run(
        capsys, MODELS / "three_queues.toml", "--replications", 30, "--seed", 2, "--json"
    )
    found = json.loads(out)
    assert (code, err) == (0, "")
    assert (found["replications"], found["seed"], found["confidence"]) == (30, 2, 0.95)
    assert [row["queue"] for row in found["queues"]] == ["billing", "technical", "mail"]
    level = found["queues"][0]["service_level_offered"]
    assert 0 < level["low"] < level["value"] < level["high"] < 1
    assert found["queues"][2]["carried"]["value"] == 60
    assert len(found["queues"][2]["left_by_age"]) == 8
    assert [row["group"] for row in found["groups"]][-1] == "billing, protected"
    billing = found["groups"][0]
    assert set(billing["taken"]) == {"billing", "mail"}
    assert billing["overtime_h"] > 0
    assert 0 < found["all"]["occupancy"]["value"] < 1


def test_a_table_for_people(capsys):
    code, out, _ = run(capsys, MODELS / "one_queue.toml", "--replications", 30)
    assert code == 0
    assert "One queue: 30 days, seed 1; ± is a 95 % interval" in out
    assert "calls" in out
    assert "team" in out


def test_precision_ends_it_early_or_says_that_it_did_not(capsys):
    model = MODELS / "one_queue.toml"
    _, out, _ = run(capsys, model, "--replications", 2000, "--precision", 0.02, "--json")
    assert json.loads(out)["replications"] < 2000
    _, out, _ = run(capsys, model, "--replications", 20, "--precision", 0.0001)
    assert "The precision asked for was not reached" in out


def test_contacts_go_to_a_file(tmp_path, capsys):
    out = tmp_path / "contacts.parquet"
    code, printed, _ = run(
        capsys, MODELS / "one_queue.toml", "--replications", 4, "--contacts", out, "--json"
    )
    assert code == 0
    table = pq.read_table(out)
    answered = [row for row in table.to_pylist() if row["outcome"] == "answered"]
    assert json.loads(printed)["all"]["answered"]["value"] == len(answered) / 4
    assert {row["group"] for row in answered} == {"team"}
    assert min(row["waited_s"] for row in table.to_pylist()) >= 0
    days = table.column("day").to_pylist()
    assert days == sorted(days)
    assert [p.name for p in tmp_path.iterdir()] == ["contacts.parquet"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["none.toml"], "none.toml cannot be read"),
        ([MODELS / "one_queue.toml", "--replications", 0], "replications is 0"),
        ([MODELS / "one_queue.toml", "--precision", -1], "precision is -1"),
        ([MODELS / "one_queue.toml", "--seed", -1], "seed is -1"),
        ([MODELS / "one_queue.toml", "--contacts", "x.csv"], "x.csv: contacts are written as"),
        ([MODELS / "one_queue.toml", "--contacts", "no/x.parquet"], "a folder that exists"),
        ([MODELS / "one_queue.toml", "--replications", 3, "--antithetic"], "give an even number"),
    ],
)
def test_bad_input_is_one_line_and_exit_2(capsys, words, says):
    code, out, err = run(capsys, *words)
    assert (code, out) == (2, "")
    assert says in err
    assert err.count("\n") == 1
