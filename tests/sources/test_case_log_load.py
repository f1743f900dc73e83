"""Case logs through the whole intake: three formats, a second load, a mended profile."""

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from fiftytwo.base.workspace import Workspace
from fiftytwo.contacts.lake import open_snapshot
from fiftytwo.sources.load import load_file
from fiftytwo.sources.retry import retry_quarantine

PROFILE = """
name = "tickets"
kind = "case_events"
source = "desk"
zone = "Europe/Brussels"

[options]
formats = ["%Y-%m-%d %H:%M"]

[options.fields]
case = "ticket"
status = {{ column = "status", map = {{ new = "new"{more} }} }}

[options.instants]
updated_at = "at"
"""
ROWS = [{"ticket": f"T{n}", "at": f"2026-01-05 09:{n:02d}", "status": "new"} for n in range(30)]
ODD = {"ticket": "T0", "at": "2026-01-05 10:00", "status": "done"}


def profile(folder: Path, more: str = "") -> Path:
    path = folder / "tickets.toml"
    path.write_text(PROFILE.format(more=more))
    return path


def written(folder: Path, kind: str, rows: list[dict[str, str]]) -> Path:
    path = folder / f"tickets.{kind}"
    if kind == "parquet":
        pq.write_table(pa.Table.from_pylist(rows), path)
    elif kind == "jsonl":
        path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    else:
        lines = [",".join(ROWS[0]), *(",".join(row.values()) for row in rows)]
        path.write_text("\n".join(lines) + "\n")
    return path


def states(workspace: Workspace) -> dict[str, int]:
    snapshot = open_snapshot(workspace.lake)
    sql = f"SELECT status_category, count(*) FROM {snapshot.relation('case')} GROUP BY 1"
    return dict(snapshot.cursor().execute(sql).fetchall())


@pytest.mark.parametrize("kind", ["csv", "jsonl", "parquet"])
def test_each_format_gives_the_same_cases_and_the_same_again_nothing(workspace, tmp_path, kind):
    file = written(tmp_path, kind, ROWS)
    report = load_file(workspace, file, profile=profile(tmp_path)).as_json()
    assert (report["raw"], report["mapped"], report["balanced"]) == (30, 30, True)
    assert states(workspace) == {"new": 30}
    longer = written(tmp_path, kind, [*ROWS[::-1], ROWS[0]])
    report = load_file(workspace, longer, profile=profile(tmp_path)).as_json()
    assert (report["raw"], report["mapped"], sum(report["ignored"].values())) == (31, 0, 31)
    assert states(workspace) == {"new": 30}


def test_an_unknown_status_waits_until_the_profile_knows_it(workspace, tmp_path):
    file = written(tmp_path, "csv", [*ROWS, ODD])
    report = load_file(workspace, file, profile=profile(tmp_path)).as_json()
    assert report["quarantined"] == {"unknown_status_value": 1}
    assert states(workspace) == {"new": 30}
    saved = workspace.profiles / "tickets.toml"
    saved.write_text(profile(tmp_path, ', done = "solved"').read_text())
    retry_quarantine(workspace)
    assert states(workspace) == {"new": 29, "solved": 1}
