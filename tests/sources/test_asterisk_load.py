"""Queue logs through the whole intake: overlapping and shuffled files, linked calls, balance."""

import random
from pathlib import Path

import pyarrow as pa
import pytest
from sources.flags import UNTOLD
from sources.queuelog import fixture_lines

from fiftytwo.base.workspace import Workspace, create_workspace
from fiftytwo.contacts.lake import open_snapshot
from fiftytwo.sources import events
from fiftytwo.sources.load import load_file

PROFILE = Path(__file__).resolve().parents[2] / "examples" / "profiles" / "asterisk_queue_log.toml"
TABLES = ("event", "contact", "segment", "agent_state")
BOOKKEEPING = ("load_id", "raw_line")


def load(workspace: Workspace, folder: Path, name: str, lines: list[str]) -> dict:
    path = folder / name
    path.write_text("\n".join(lines) + "\n")
    report = load_file(workspace, path, profile=PROFILE).as_json()
    assert report["balanced"]
    return report


def rows(workspace: Workspace) -> dict[str, list[str]]:
    snapshot = open_snapshot(workspace.lake)
    cursor = snapshot.cursor()
    left_out = ", ".join(BOOKKEEPING)
    found = {}
    for table in TABLES:
        arrow = cursor.sql(
            f"SELECT * EXCLUDE ({left_out}) FROM {snapshot.relation(table)}"
        ).to_arrow_table()
        fields = [
            f.with_type(pa.int64()) if pa.types.is_timestamp(f.type) else f for f in arrow.schema
        ]
        found[table] = sorted(map(repr, arrow.cast(pa.schema(fields)).to_pylist()))
    return found


def sharing_keys(root: Path, place: Workspace) -> Workspace:
    """A workspace in which pseudonyms are those of another one."""
    other = create_workspace(root)
    for key in (place.root / "keys").iterdir():
        (other.root / "keys" / key.name).write_bytes(key.read_bytes())
    return other


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Workspace:
    """A workspace whose hash key the others share, so that pseudonyms agree."""
    return create_workspace(tmp_path_factory.mktemp("one") / "workspace")


@pytest.fixture(scope="module")
def lines() -> list[str]:
    transfer = [
        line.replace("17676", "17677", 1) for line in fixture_lines("attended_transfer.log")
    ]
    return [*fixture_lines("every_event.log"), *transfer]


@pytest.fixture(scope="module")
def whole(place, lines, tmp_path_factory) -> dict[str, list[str]]:
    report = load(place, tmp_path_factory.mktemp("files"), "queue_log", lines)
    assert report["raw"] == len(lines)
    assert report["ignored"] == {"configuration_line": 3, "dialled_number_line": 1}
    assert report["quarantined"] == {}
    snapshot = open_snapshot(place.lake)
    relations = {table: snapshot.relation(table) for table in ("segment", "contact")}
    assert snapshot.cursor().sql(UNTOLD.format(**relations)).fetchall() == []
    return rows(place)


def test_rotated_files_that_overlap_in_any_order_give_the_same_tables(
    whole, place, lines, tmp_path
):
    other = sharing_keys(tmp_path / "workspace", place)
    mixed = random.Random(52).sample(lines, len(lines))
    load(other, tmp_path, "queue_log.2", mixed[50:])  # a shuffled half of each call
    load(other, tmp_path, "queue_log.1", mixed[:60])
    assert rows(other) == whole


def test_the_consult_call_leaves_when_the_customers_call_arrives(tmp_path):
    """Loaded alone, B looks like a caller who waits; with A it is part of A's contact."""
    other = create_workspace(tmp_path / "workspace")
    by_call = {
        call: [line for line in fixture_lines("attended_transfer.log") if f"|{call}|" in line]
        for call in "AB"
    }
    snapshots = []
    for call in "BA":
        load(other, tmp_path, f"queue_log.{call}", by_call[call])
        snapshot = open_snapshot(other.lake)
        snapshots.append(
            snapshot.cursor().execute(
                f"SELECT external_id, transfer_count FROM {snapshot.relation('contact')} ORDER BY ALL"
            ).fetchall()
        )  # fmt: skip
    assert snapshots[-1] == [("A", 1)]
    assert [name for name, _ in snapshots[0]] == ["B"]


def test_equal_lines_are_counted_over_the_whole_file(tmp_path):
    other = create_workspace(tmp_path / "workspace")
    ring = "1767600005|c1|q|Ann|RINGNOANSWER|0"
    story = [
        "1767600000|c1|q|NONE|ENTERQUEUE||123456789|1",
        ring,
        ring,
        "1767600009|c1|q|NONE|ABANDON|1|1|9",
    ]
    assert load(other, tmp_path, "one", story)["mapped"] == 4
    assert load(other, tmp_path, "two", story[1:])["ignored"] == {"already_loaded": 3}
    snapshot = open_snapshot(other.lake)
    count = f"SELECT count(*) FROM {snapshot.relation('segment')} WHERE kind = 'ring'"
    assert snapshot.cursor().execute(count).fetchall() == [(2,)]


def test_stories_told_some_at_a_time_make_the_same_tables(
    place, whole, lines, tmp_path, monkeypatch
):
    """A turn of a few events instead of many thousands: the same rows, also in a second file."""
    monkeypatch.setattr(events, "TURN", 3)
    space = sharing_keys(tmp_path / "turns", place)
    load(space, tmp_path, "odd.log", lines[1::2])
    load(space, tmp_path, "even.log", lines[::2])
    assert rows(space) == whole
