"""Cases merged in a circle are found, whatever the order in which the merges came."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fiftytwo.cli.checks import CHECKS
from fiftytwo.contacts.lake import open_snapshot
from fiftytwo.sources.load import load_file
from fiftytwo.sources.merges import circles, merge_cycles

PROFILE = """
name = "tickets"
kind = "case_events"
source = "desk"
zone = "UTC"

[options]
formats = ["%Y-%m-%d %H:%M"]

[options.fields]
case = "ticket"
status = { column = "status", map = { new = "new", merged = "merged" } }
merged_into = "into"

[options.instants]
updated_at = "at"
"""
NEW = "ticket,status,at,into\nA,new,2026-01-05 09:00,\nB,new,2026-01-05 09:01,\nC,new,2026-01-05 09:02,\n"
MERGES = (
    "A,merged,2026-01-06 09:00,B\n",
    "B,merged,2026-05-06 09:00,A\n",
    "C,merged,2026-02-01 09:00,A\n",
)


@pytest.mark.parametrize("order", [(0, 1, 2), (1, 0, 2), (2, 1, 0)])
def test_a_circle_over_months_and_files_is_told(workspace, tmp_path, order):
    (tmp_path / "p.toml").write_text(PROFILE)
    (tmp_path / "new.csv").write_text(NEW)
    load_file(workspace, tmp_path / "new.csv", profile=tmp_path / "p.toml")
    for n in order:
        assert merge_cycles(open_snapshot(workspace.lake)) == []
        (tmp_path / f"{n}.csv").write_text("ticket,status,at,into\n" + MERGES[n])
        load_file(workspace, tmp_path / f"{n}.csv", profile=tmp_path / "p.toml")
        if {0, 1} <= set(order[: order.index(n) + 1]):
            break
    assert merge_cycles(open_snapshot(workspace.lake)) == [("desk", ["A", "B"])]
    is_bad, told = CHECKS["merges"](workspace)
    assert is_bad
    assert "A → B of desk" in told


@given(into=st.dictionaries(st.sampled_from("abcdefgh"), st.sampled_from("abcdefgh")))
def test_a_case_is_in_a_circle_when_it_leads_back_to_itself(into):
    def leads_back(case: str) -> bool:
        at = into.get(case)
        for _ in into:
            if at == case:
                return True
            at = into.get(at)
        return at == case

    found = circles(into)
    members = [case for circle in found for case in circle]
    assert sorted(members) == sorted(case for case in into if leads_back(case))
    assert all(circle[0] == min(circle) for circle in found)
