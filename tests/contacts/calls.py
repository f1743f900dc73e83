"""A small call log for tests of the intake: lines, a profile, and loading them."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from keys import keyed

from fiftytwo.base.workspace import Workspace, create_workspace
from fiftytwo.contacts.counts import LoadReport
from fiftytwo.contacts.digest import digests
from fiftytwo.contacts.lake import open_snapshot
from fiftytwo.sources.load import load_file

HEADER = "id,date,time,queue,agent,caller,result,wait_s,talk_s,changed"
PROFILE = """
name = "small_calls"
kind = "contacts"
source = "phone"
zone = "Europe/Berlin"
version = "{version}"
{extra}
key = ["id"]

[time]
date = "date"
formats = ["%Y-%m-%d %H:%M:%S"]

[ignore]
test_call = {{ result = "TEST" }}

[contact]
channel = {{ value = "voice" }}
queue = "queue"
agent = "agent"
customer = "caller"
started_at = {{ time = "time" }}
outcome = {{ column = "result", map = {{ ANSWERED = "handled", LEFT = "abandoned_queue", TEST = "unknown" }} }}

[[segment]]
kind = "wait"
duration = {{ column = "wait_s", unit = "s" }}

[[segment]]
kind = "talk"
when = {{ result = "ANSWERED" }}
duration = {{ column = "talk_s", unit = "s" }}
"""


def profile_file(folder: Path, version: str = "content", extra: str = "") -> Path:
    path = folder / f"profile-{version}.toml"
    path.write_text(PROFILE.format(version=version, extra=extra))
    return path


def line(
    number: int, *, day: str = "2026-03-02", time: str = "09:00:00", queue: str = "Billing",
    agent: str = "Ada", result: str = "ANSWERED", wait: int | str = 10, talk: int | str = 60,
    changed: int = 0,
) -> str:  # fmt: skip
    caller = f"+49{number % 7}"
    return f"{number},{day},{time},{queue},{agent},{caller},{result},{wait},{talk},{changed}"


def write(path: Path, lines: Iterable[str], header: str = HEADER) -> Path:
    path.write_text("\n".join([header, *lines]) + "\n")
    return path


def many(count: int, first: int = 0) -> list[str]:
    """Lines over three months, every seventh caller hung up."""
    return [
        line(
            n, day=f"2026-{1 + n % 3:02d}-{1 + n % 27:02d}", time=f"{8 + n % 10:02d}:{n % 60:02d}:00",
            queue=("Billing", "Sales")[n % 2], agent=("Ada", "Bo", "Cleo")[n % 3],
            result="LEFT" if n % 7 == 0 else "ANSWERED", wait=n % 90, talk=n % 400,
        )
        for n in range(first, first + count)
    ]  # fmt: skip


def workspace(root: Path) -> Workspace:
    return keyed(create_workspace(root, zone="Europe/Berlin"))


def load(space: Workspace, path: Path, profile: Path) -> LoadReport:
    report = load_file(space, path, profile=profile)
    assert report.balanced
    return report


def rows(space: Workspace, sql: str, tables: Sequence[str] = ("contact",)) -> list[tuple]:
    snapshot = open_snapshot(space.lake)
    names = {table: snapshot.relation(table) for table in tables}
    return snapshot.cursor().execute(sql.format(**names)).fetchall()


def content(space: Workspace) -> dict[str, str]:
    return digests(open_snapshot(space.lake))
