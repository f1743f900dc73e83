"""Pack a small workspace of the version on the path: `python -m tests.upgrade.released FILE`.

Run once with each released version; all data in it is made up.
"""

import shutil
import sys
import tarfile
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from contacts import calls
from program import initialised, run_code

from fiftytwo.base.workspace import open_workspace

CASES = """
name = "tickets"
kind = "case_events"
source = "desk"
zone = "Europe/Berlin"

[options]
formats = ["%Y-%m-%d %H:%M"]

[options.fields]
case = "ticket"
status = { column = "status", map = { new = "new", solved = "solved", open = "open" } }
assignee = "who"
customer = "from"
channel = { value = "email" }

[options.instants]
updated_at = "at"
"""
PEOPLE = """
import fiftytwo.web.ready
from fiftytwo.web.accounts.actions import add_user
from fiftytwo.web.accounts.rights import Role
from fiftytwo.web.jobs.models import Job
head = add_user("hanna", "Hanna", [Role.HEAD], password="a long password of hers")
add_user("priya", "Priya \\u2713", [Role.PLANNER])
Job.objects.create(kind="intake.load", title="Loading calls.csv", state="done", by=head, result={"raw": 3})
"""


def cases(path: Path) -> Path:
    rows = ["ticket,status,at,who,from"]
    for n in range(40):
        day = f"2026-{1 + n % 3:02d}-{1 + n % 27:02d}"
        rows.append(f"T{n},new,{day} 09:{n:02d},,ann{n % 5}@example.org")
        if n % 4:
            rows.append(f"T{n},solved,{day} 15:{n:02d},Ada,ann{n % 5}@example.org")
        if n % 8 == 1:
            rows.append(f"T{n},open,{day} 16:{n:02d},Bo,ann{n % 5}@example.org")
    path.write_text("\n".join(rows) + "\n")
    return path


def fill(root: Path) -> None:
    """Make a workspace with two people, calls, cases, a quarantined and an ignored line."""
    initialised(root, "--zone", "Europe/Berlin")
    run_code(PEOPLE, FIFTYTWO_WORKSPACE=str(root))
    space = open_workspace(root)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        bad = [calls.line(900, wait="many"), calls.line(901, result="TEST")]
        profile = calls.profile_file(folder)
        calls.load(space, calls.write(folder / "calls.csv", [*calls.many(120), *bad]), profile)
        calls.load(space, calls.write(folder / "later.csv", calls.many(30, 120)), profile)
        (folder / "tickets.toml").write_text(CASES)
        calls.load(space, cases(folder / "tickets.csv"), folder / "tickets.toml")


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "workspace"
        fill(root)
        for leftover in ("ledger.sqlite3-wal", "ledger.sqlite3-shm", "lake/writer.lock"):
            (root / leftover).unlink(missing_ok=True)
        shutil.rmtree(root / "logs", ignore_errors=True)
        with tarfile.open(sys.argv[1], "w:xz") as packed:
            packed.add(root, "workspace")
    return 0


if __name__ == "__main__":
    sys.exit(main())
