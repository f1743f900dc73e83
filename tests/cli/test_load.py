"""The commands load, profile and quarantine as a person or a program calls them."""

import json

from contacts import calls

from fiftytwo.cli.main import main


def run(capsys, *words):
    code = main([str(word) for word in words])
    out, err = capsys.readouterr()
    return code, out, err


def test_load_prints_one_object_that_balances(tmp_path, capsys):
    space = calls.workspace(tmp_path / "space")
    profile = calls.profile_file(tmp_path)
    bad = [calls.line(500, wait="x"), calls.line(501, result="TEST")]
    path = calls.write(tmp_path / "a.csv", [*calls.many(60), *bad])
    words = ("load", path, "--profile", profile, "--workspace", space.root, "--json")
    code, out, _ = run(capsys, *words)
    report = json.loads(out)
    assert code == 0
    assert report == {
        "raw": 62, "mapped": 60, "ignored": {"test_call": 1}, "quarantined": {"bad_type": 1},
        "pending": 0, "balanced": True,
    }  # fmt: skip
    code, out, _ = run(capsys, "load", path, "--profile", "small_calls", "--workspace", space.root)
    assert code == 0
    assert "already_loaded" in out
    assert "balance      holds" in out
    code, out, _ = run(capsys, "quarantine", "--workspace", space.root, "--json")
    (line,) = json.loads(out)["lines"]
    assert line["reason"] == "bad_type"
    words = (
        "quarantine",
        "dismiss",
        line["raw_id"],
        "--reason",
        "a typo",
        "--workspace",
        space.root,
    )
    assert run(capsys, *words)[0] == 0
    code, out, _ = run(capsys, "quarantine", "--workspace", space.root)
    assert out.startswith("0 lines wait")
    code, out, _ = run(capsys, "quarantine", "retry", "--workspace", space.root)
    assert (code, out) == (0, "0 lines tried again: 0 still wait\n")


def test_a_file_held_back_is_told_on_one_line_and_ends_with_2(tmp_path, capsys):
    space = calls.workspace(tmp_path / "space")
    lines = [*calls.many(20), *(calls.line(n, wait="x") for n in range(500, 510))]
    path = calls.write(tmp_path / "a.csv", lines)
    profile = calls.profile_file(tmp_path)
    code, out, err = run(
        capsys, "load", path, "--profile", profile, "--workspace", space.root, "--json"
    )
    report = json.loads(out)
    assert code == 2
    assert (report["raw"], report["mapped"], report["pending"], report["balanced"]) == (
        30,
        0,
        30,
        True,
    )
    assert err.count("\n") == 1
    assert "bad_type 10" in err
    code, out, _ = run(capsys, "quarantine", "--workspace", space.root)
    assert "held back: a.csv (30 lines)" in out


def test_a_file_held_back_prints_no_notes_and_every_one_of_several_is_told(tmp_path, capsys):
    space = calls.workspace(tmp_path / "space")
    bad = [calls.line(n, wait="x") for n in range(500, 510)]
    paths = [calls.write(tmp_path / f"{n}.csv", [*calls.many(20), *bad[n:]]) for n in (0, 1)]
    good = calls.write(tmp_path / "good.csv", calls.many(20))
    text = calls.profile_file(tmp_path).read_text()
    profile = tmp_path / "noted.toml"
    profile.write_text('caveats = ["waits are rounded"]\n' + text)
    words = ("--profile", profile, "--workspace", space.root)
    code, out, err = run(capsys, "load", good, *paths, *words)
    assert code == 2
    assert out.count("note: waits are rounded") == 1, "of the file that was loaded"
    assert out.count("nothing of it was applied, its bytes are kept") == 2
    assert "0.csv is held back" in err
    assert "1.csv is held back" in err
    assert err.count("mend the file or the profile and load it again") == 2
    code, out, _ = run(capsys, "load", paths[0], *words)  # the same once more
    assert (code, "note:" in out) == (2, False)


def test_a_file_that_is_not_there_ends_with_2_and_one_line(tmp_path, capsys):
    space = calls.workspace(tmp_path / "space")
    profile = calls.profile_file(tmp_path)
    words = (
        "load",
        tmp_path / "none.csv",
        "--profile",
        profile,
        "--workspace",
        space.root,
        "--json",
    )
    code, out, err = run(capsys, *words)
    assert (code, out) == (2, "")
    assert err.startswith("fiftytwo: there is no file")
    assert err.count("\n") == 1


def test_profiles_are_drafted_listed_and_shown(tmp_path, capsys):
    space = calls.workspace(tmp_path / "space")
    path = calls.write(tmp_path / "a.csv", calls.many(60))
    draft = tmp_path / "draft.toml"
    code, out, _ = run(
        capsys, "profile", "suggest", path, "--out", draft, "--zone", "Europe/Berlin"
    )
    assert code == 0
    assert "confirm the lines marked CHECK" in out
    assert run(capsys, "profile", "suggest", path, "--out", draft)[0] == 2
    assert run(capsys, "load", path, "--profile", draft, "--workspace", space.root)[0] == 0
    code, out, _ = run(capsys, "profile", "list", "--workspace", space.root, "--json")
    assert json.loads(out)["profiles"] == [
        {"name": "a", "kind": "contacts", "source": "a", "zone": "Europe/Berlin"}
    ]
    code, out, _ = run(capsys, "profile", "show", "a", "--workspace", space.root)
    assert out == draft.read_text()
