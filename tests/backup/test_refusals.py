"""A backup that is not wholly right is refused with what is wrong, and nothing changes."""

import json
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from program import run

from fiftytwo.base.archive import ArchiveWriter, open_archive
from fiftytwo.base.errors import InputError


def rewritten(saved: Path, target: Path, *, about=None, files=None) -> Path:
    """A copy with another manifest, or with files more, changed or (None) left out."""
    files = files or {}
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(target, "w") as new:
        told = json.loads(old.read("manifest.json"))
        (about or (lambda _: None))(told)
        for name in old.namelist():
            if name != "manifest.json" and name not in files:
                new.writestr(name, old.read(name))
        for name, data in files.items():
            if data is not None:
                new.writestr(name, data)
        new.writestr("manifest.json", json.dumps(told))
    return target


def outside(told):
    told["files"]["../evil.sh"] = {"bytes": 4, "sha256": "0" * 64}


CASES = {
    "changed": (None, {"fiftytwo.toml": b"x"}, "is damaged"),
    "left out": (None, {"fiftytwo.toml": None}, "does not hold what its manifest says"),
    "more": (None, {"lake/extra": b"x"}, "does not hold what its manifest says"),
    "outside": (outside, {"../evil.sh": b"evil"}, "outside its folder"),
    "newer program": (lambda t: t.update(version=99), None, "newer fiftytwo"),
    "newer schema": (lambda t: t.update(schema=99), None, "newer fiftytwo"),
    "newer ledger": (
        lambda t: t["migrations"].append(["jobs", "0099_x"]), None, "jobs.0099_x",
    ),
    "another program": (lambda t: t.update(format="other"), None, "no backup of fiftytwo"),
    "no schema": (lambda t: t.pop("schema"), None, "lacks a schema"),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_refused_with_what_is_wrong_and_nothing_made(saved, tmp_path, name):
    about, files, said = CASES[name]
    bad = rewritten(saved, tmp_path / "bad.zip", about=about, files=files)
    done = run("restore", bad, "--workspace", tmp_path / "w")
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    assert sorted(p.name for p in tmp_path.iterdir()) == ["bad.zip"]
    assert not (tmp_path.parent / "evil.sh").exists()


@pytest.mark.parametrize(
    "name", ["../x", "/etc/x", "a/../../x", "a\\..\\x", "a//b", "c:x", "./x", ""]
)
def test_no_name_leads_outside(tmp_path, name):
    file = tmp_path / "b.zip"
    with ArchiveWriter(file) as archive:
        archive.add("fine", [b"1"])
        archive.add(name, [b"2"])
        archive.finish({})
    with pytest.raises(InputError):
        open_archive(file)


@pytest.fixture(scope="module")
def small(tmp_path_factory) -> bytes:
    file = tmp_path_factory.mktemp("small") / "b.zip"
    with ArchiveWriter(file) as archive:
        archive.add("a.json", [b"some text " * 20])
        archive.add("b.parquet", [bytes(range(256))])
        archive.finish({"schema": 1})
    return file.read_bytes()


@given(data=st.data())
@settings(max_examples=150)
def test_cut_or_changed_anywhere_is_noticed_or_harmless(small, tmp_path_factory, data):
    at = data.draw(st.integers(0, len(small) - 1))
    cut = data.draw(st.booleans())
    mask = data.draw(st.integers(1, 255))
    bad = small[:at] if cut else small[:at] + bytes([small[at] ^ mask]) + small[at + 1 :]
    file = tmp_path_factory.mktemp("bad") / "b.zip"
    file.write_bytes(bad)
    try:
        found = open_archive(file)
    except InputError:
        return
    assert not cut
    folder = file.parent / "out"
    found.extract(found.names, folder)  # a changed date, say, is no harm: the bytes are the same
    assert (folder / "a.json").read_bytes() == b"some text " * 20
    assert (folder / "b.parquet").read_bytes() == bytes(range(256))


def test_files_that_are_none(tmp_path):
    (tmp_path / "text").write_text("hello")
    (tmp_path / "empty").write_bytes(b"")
    with zipfile.ZipFile(tmp_path / "zip", "w") as packed:
        packed.writestr("a", "b")
    for name in ("text", "empty", "zip", "absent"):
        done = run("restore", tmp_path / name, "--workspace", tmp_path / "w")
        assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
    assert not (tmp_path / "w").exists()


def test_an_existing_file_is_not_written_over(filled, tmp_path):
    file = tmp_path / "b.zip"
    file.write_text("precious")
    done = run("backup", file, "--workspace", filled)
    assert done.returncode == 2
    assert file.read_text() == "precious"
