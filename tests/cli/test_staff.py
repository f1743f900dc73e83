import json
import subprocess
import sys

import pytest

from fiftytwo.cli.main import main
from fiftytwo.staffing.requirement import required_agents


def run(capsys, *words):
    code = main(["staff", *words])
    out = capsys.readouterr()
    return code, out.out, out.err


def test_one_interval_as_json(capsys):
    code, out, err = run(capsys, "--calls", "100", "--aht", "180", "--patience", "300", "--json")
    found = json.loads(out)
    assert (code, err) == (0, "")
    assert set(found) == {"agents", "service_level", "asa_s", "occupancy", "abandonment", "model"}
    assert (found["agents"], found["model"]) == (13, "Erlang A")
    assert found["service_level"] == pytest.approx(0.858178, abs=1e-6)


def test_every_option_counts(capsys):
    _, out, _ = run(
        capsys,
        *("--calls", "50", "--aht", "240", "--interval", "900", "--patience", "90"),
        *("--service-level", "0.9", "--within", "30", "--max-occupancy", "0.8", "--json"),
    )
    need = required_agents(
        50, 240, interval_s=900, patience_s=90, service_level=0.9, within_s=30, max_occupancy=0.8
    )
    assert json.loads(out)["agents"] == need.agents


def test_a_sentence_says_which_service_level_is_meant(capsys):
    code, out, _ = run(capsys, "--calls", "100", "--aht", "180")
    assert code == 0
    assert out == (
        "14 agents: 88.8 % of the calls offered answered within 20 s, mean wait 7.8 s, "
        "occupancy 71.4 %, nobody leaves (Erlang C)\n"
    )


def test_a_table(tmp_path, capsys):
    source, out = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text("calls,aht_s,interval_s,patience_s\n100,180,1800,\n100,180,1800,300\n")
    code, printed, _ = run(capsys, "--table", str(source), "--out", str(out), "--json")
    assert code == 0
    assert json.loads(printed) == {"rows": 2, "out": str(out)}
    assert [line.split(",")[4] for line in out.read_text().splitlines()] == ["agents", "14", "13"]


def test_options_serve_columns_that_are_absent(tmp_path, capsys):
    source, out = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text("calls,aht_s\n100,180\n")
    run(capsys, "--table", str(source), "--out", str(out), "--patience", "300")
    assert out.read_text().splitlines()[1].split(",")[2] == "13"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ([], "give --calls and --aht"),
        (["--calls", "3"], "give --calls and --aht"),
        (["--calls", "-3", "--aht", "180"], "calls must be 0 or more"),
        (["--calls", "many", "--aht", "180"], "--calls"),
        (
            ["--calls", "3", "--aht", "180", "--service-level", "80"],
            "service_level must be a share",
        ),
        (["--table", "none.csv", "--out", "x.csv"], "none.csv does not exist"),
        (["--table", "none.csv"], "--table needs --out"),
        (["--out", "x.csv"], "--out belongs to --table"),
        (["--table", "a.csv", "--out", "x.csv", "--calls", "3"], "either --calls and --aht, or"),
    ],
)
def test_bad_input_is_one_line_and_exit_2(capsys, words, says):
    code, out, err = run(capsys, *words)
    assert (code, out) == (2, "")
    assert says in err
    assert err.count("\n") == 1


def test_a_bad_cell_is_named(tmp_path, capsys):
    source = tmp_path / "in.csv"
    source.write_text("calls,aht_s\n100,180\n100,long\n")
    code, _, err = run(capsys, "--table", str(source), "--out", str(tmp_path / "out.csv"))
    assert code == 2
    assert "row 2: aht_s is 'long'" in err


def test_one_question_does_not_load_the_compiler():
    """The answer of one interval must be there at once."""
    code = (
        "import sys; from fiftytwo.cli.main import main; "
        "main(['staff', '--calls', '9', '--aht', '300', '--patience', '60']); "
        "print([m for m in ('numba', 'numpy', 'scipy', 'pyarrow', 'django') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
