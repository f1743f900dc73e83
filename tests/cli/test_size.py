import json
from pathlib import Path

import pytest

from fiftytwo.cli.main import main

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "models" / "sized.toml"
QUICK = ("--replications", 60, "--proof", 600)


def run(capsys, *words):
    code = main(["size", *map(str, words)])
    out = capsys.readouterr()
    return code, out.out, out.err


def test_one_json_object(capsys):
    code, out, err = run(capsys, EXAMPLE, *QUICK, "--json")
    found = json.loads(out)
    assert (code, err, out.count("\n")) == (0, "", 1)
    assert (found["model"], found["confirmed"]) == ("Two languages", True)
    assert [row["group"] for row in found["groups"]] == ["english", "german", "both"]
    cost = sum(row["cost"] * sum(row["agents"]) / 2 for row in found["groups"])
    assert found["cost"] == pytest.approx(cost)
    assert max(found["groups"][1]["agents"]) <= 6
    assert [len(row["agents"]) for row in found["groups"]] == [4, 4, 4]
    promises = found["promises"]
    assert len(promises) == 3 * 4
    assert {row["queue"] for row in promises if row["figure"] == "abandonment"} == {"english"}
    for row in promises:
        worst = row["low"] if row["at_least"] else row["high"]
        assert (worst >= row["goal"]) if row["at_least"] else (worst <= row["goal"])
        assert row["low"] <= row["value"] <= row["high"]
    assert (found["search_replications"], found["proof_replications"]) == (60, 600)
    assert found["seed"] > 1


def test_tables_for_people(capsys):
    code, out, _ = run(capsys, EXAMPLE, *QUICK)
    assert code == 0
    assert "Two languages: cost " in out
    assert "│ 1:30 " in out
    assert "english, in time of offered, at least 80.0 %: " in out
    assert "confirmed in 4 of 4 intervals" in out
    assert "600 days, none of which was searched on" in out
    code, out, _ = run(capsys, EXAMPLE, *QUICK, "--per", "day")
    assert code == 0
    assert "pooled lines" not in out
    assert "english, abandonment, at most 6.0 %: " in out
    assert ", confirmed" in out


@pytest.mark.parametrize(
    ("was", "now", "says"),
    [
        ("cost = 23", "cost = 0", "group 'both': cost is 0: give a number above 0"),
        ("{ service_level = 0.8 }", "{ service_level = 1.0 }", "queue 'german': target: service_level is 1.0"),
        ("{ service_level = 0.8 }", "{ level = 0.8 }", "target: there is no key 'level'"),
        ("{ service_level = 0.8 }", "{ }", "target: give service_level, max_asa_s or max_abandonment"),
        ('["german", "both"]', "[]", "queue 'german': groups is empty: name who takes its contacts"),
        ("most = 6", "most = 6\nshift = [{ start = '09:00', end = '10:00', agents = 2 }]", "leave out its shifts"),
        ("most = 6 ", "most = 0 ", "group 'german': most is 0: give a whole number from 1"),
        ('["english", "both"]', '[{ name = "english", after_s = 60 }]', "is 0 in interval 1 even with the most agents, and 0.8 is promised"),
    ],
)  # fmt: skip
def test_bad_input_is_one_line_and_exit_2(capsys, tmp_path, was, now, says):
    text = EXAMPLE.read_text()
    assert was in text
    (tmp_path / "m.toml").write_text(text.replace(was, now, 1))
    code, out, err = run(capsys, tmp_path / "m.toml", *QUICK)
    assert (code, out) == (2, "")
    assert says in err
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["none.toml"], "none.toml cannot be read"),
        ([EXAMPLE, "--per", "week"], "per is 'week': give one of interval, day"),
        ([EXAMPLE, "--replications", 3], "replications is 3: give a whole number from 20"),
        ([EXAMPLE, "--replications", 60, "--proof", 30], "give over 60"),
    ],
)
def test_options_out_of_range_are_one_line_and_exit_2(capsys, words, says):
    code, out, err = run(capsys, *words)
    assert (code, out) == (2, "")
    assert says in err
    assert err.count("\n") == 1


def test_what_is_not_confirmed_is_said_and_exits_1(capsys, tmp_path):
    # The most agents that may be there reach 84.7 %: too near to 84.5 % for days so few.
    (tmp_path / "m.toml").write_text(
        """
interval_s = 1800
intervals = 1
[[queue]]
name = "calls"
arrivals = 100
service = { kind = "exponential", mean_s = 180 }
patience = { kind = "exponential", mean_s = 180 }
groups = ["team"]
target = { service_level = 0.845 }
[[group]]
name = "team"
cost = 1
most = 12
"""
    )
    code, out, _ = run(capsys, tmp_path / "m.toml", *QUICK)
    assert code == 1
    assert "confirmed in 0 of 1 intervals" in out
