"""A load whose lines do not add up is not closed, and ends with exit code 1."""

import pytest
from contacts import calls

from fiftytwo.base.errors import BrokenError
from fiftytwo.cli.main import main
from fiftytwo.contacts.lake import open_snapshot
from fiftytwo.sources import stage


def lose_a_line(monkeypatch, where):
    """Let one typed line vanish between the reading and the counting."""
    typed = stage.typed_sql

    def lossy(*words, **more):
        return f"SELECT * FROM ({typed(*words, **more)}) WHERE NOT ({where})"

    monkeypatch.setattr(stage, "typed_sql", lossy)


def test_a_lost_line_is_noticed_and_nothing_counts(tmp_path, monkeypatch, capsys):
    space = calls.workspace(tmp_path / "space")
    path, profile = calls.write(tmp_path / "a.csv", calls.many(50)), calls.profile_file(tmp_path)
    with monkeypatch.context() as patch:
        lose_a_line(patch, "raw_line = 7")
        words = ["load", str(path), "--profile", str(profile), "--workspace", str(space.root)]
        assert main(words) == 1
        assert "does not balance" in capsys.readouterr().err
        assert open_snapshot(space.lake).load_id is None
        with pytest.raises(BrokenError):
            calls.load(space, path, profile)
    assert calls.load(space, path, profile).mapped in (0, 50)  # finished by the next one
    assert calls.rows(space, "SELECT count(*) FROM {contact}") == [(50,)]
