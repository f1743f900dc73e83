"""The command `backlog`: its JSON, its table, and instants that are none."""

import json

import pytest

from fiftytwo.cli.main import main

ZONE = "Europe/Berlin"


@pytest.fixture
def run(workspace, monkeypatch, capsys):
    settings = workspace.root / "fiftytwo.toml"
    settings.write_text(settings.read_text().replace('zone = "UTC"', f'zone = "{ZONE}"'))
    monkeypatch.setenv("FIFTYTWO_WORKSPACE", str(workspace.root))

    def go(*words):
        code = main(["backlog", *words])
        out = capsys.readouterr()
        return code, out.out, out.err

    return go


def test_an_instant_is_told_by_the_clock_of_the_workspace(run):
    code, out, _ = run("2026-03-02T14:30", "--json")
    found = json.loads(out)
    assert (code, found["at"]) == (0, "2026-03-02T14:30:00+01:00")
    [row] = found["rows"]
    assert (row["backlog"], row["owed"], row["unknown"]) == (None, None, 0)  # nothing is loaded
    assert (
        json.loads(run("2026-03-02T14:30-05:00", "--json")[1])["at"] == "2026-03-02T14:30:00-05:00"
    )
    assert "–" in run("2026-03-02")[1]


@pytest.mark.parametrize(
    ("word", "text"),
    [("noon", "no instant"), ("2026-03-29T02:30", "not at all"), ("2026-10-25T02:30", "twice")],
)
def test_what_is_no_instant_is_refused_with_what_to_write(run, word, text):
    code, out, err = run(word)
    assert (code, out) == (2, "")
    assert text in err
    assert err.count("\n") == 1
