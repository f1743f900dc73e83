"""The public incident log through the whole intake: published counts, exactly."""

import json
import time
from pathlib import Path

import pytest
from realdata import real_data

from fiftytwo.base.workspace import create_workspace
from fiftytwo.contacts.lake import open_snapshot
from fiftytwo.sources.load import load_file

PROFILE = (
    Path(__file__).resolve().parents[2] / "examples" / "profiles" / "servicenow_incidents.toml"
)
pytestmark = pytest.mark.data


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    path = real_data("uci_incident_event_log/incident_event_log.csv.gz")
    workspace = create_workspace(tmp_path_factory.mktemp("incidents") / "workspace")
    began = time.perf_counter()
    report = load_file(workspace, path, profile=PROFILE).as_json()
    print(f"141,712 rows in {time.perf_counter() - began:.1f} s")
    snapshot = open_snapshot(workspace.lake)

    def query(sql: str) -> list[tuple]:
        names = ("case", "case_interval", "case_flow", "fact_case", "contact", "segment")
        tables = {f"{name}_rows": snapshot.relation(name) for name in names}
        return snapshot.cursor().execute(sql.format(**tables)).fetchall()

    return report, query


def test_every_row_is_named(loaded):
    report, _ = loaded
    assert report["raw"] == 141_712
    assert report["mapped"] == 141_707
    assert report["quarantined"] == {"unknown_status_value": 5}  # the state -100
    assert report["ignored"] == {}
    assert report["balanced"]
    assert any("UTC is an assumption" in caveat for caveat in report["caveats"])


def test_published_counts_hold_on_the_last_row_of_each_case(loaded):
    _, query = loaded
    reported = [json.loads(text) for (text,) in query("SELECT reported FROM {case_rows}")]
    assert len(reported) == 24_918
    assert sum(int(row["reopen_count"]) > 0 for row in reported) == 275
    assert sum(int(row["reassignment_count"]) > 0 for row in reported) == 11_369
    assert sum(row["made_sla"] == "false" for row in reported) == 9_115


def test_reopenings_told_by_the_log_differ_from_the_reported_ones_in_one_named_case(loaded):
    """INC0000137 has two rows of number 1; the later one makes a solved case new again."""
    _, query = loaded
    rows = query(
        "SELECT external_id, flags, f.reopen_count, CAST(reported->>'reopen_count' AS INTEGER) "
        "FROM {fact_case_rows} f JOIN {case_rows} c USING (case_id, external_id) "
        "WHERE f.reopen_count <> CAST(reported->>'reopen_count' AS INTEGER)"
    )
    assert rows == [("INC0000137", "duplicate_sequence", 1, 0)]
    assert query("SELECT count(*) FROM {case_rows} WHERE flags LIKE '%duplicate_sequence%'") == [
        (5,)
    ]
    assert query("SELECT count(*) FROM {case_rows} WHERE flags LIKE '%clipped%'") == [(5,)]
    assert query("SELECT count(*) FROM {case_rows} WHERE completeness = 'partial'") == [(5,)]


def test_first_response_is_not_available(loaded):
    _, query = loaded
    assert query("SELECT count(*), count(first_response_ms) FROM {fact_case_rows}") == [(24_918, 0)]
    assert query("SELECT count(*) FROM {segment_rows}") == [(0,)]


def test_a_reopening_is_a_new_contact(loaded):
    _, query = loaded
    ((reopened,),) = query("SELECT CAST(sum(reopen_count) AS BIGINT) FROM {fact_case_rows}")
    assert query("SELECT count(*) FROM {contact_rows}") == [(24_918 + reopened,)]
    assert query("SELECT count(*) FROM {contact_rows} WHERE initiation = 'reopen'") == [(reopened,)]


@pytest.mark.parametrize("day", ["2016-03-01", "2016-04-15", "2016-05-31", "2017-02-18"])
def test_backlog_by_flows_is_backlog_by_intervals(loaded, day):
    _, query = loaded
    ((by_flow,),) = query(
        f"""SELECT coalesce(sum(change), 0)::BIGINT FROM {{case_flow_rows}} WHERE "at" <= TIMESTAMPTZ '{day} 12:00:00+00'"""
    )
    ((by_interval,),) = query(
        "SELECT count(*) FROM {case_interval_rows} WHERE attribute = 'status_category' "
        "AND value IN ('new', 'open', 'waiting_customer', 'on_hold') "
        f"AND started_at <= TIMESTAMPTZ '{day} 12:00:00+00' "
        f"AND (ended_at IS NULL OR ended_at > TIMESTAMPTZ '{day} 12:00:00+00')"
    )
    assert by_flow == by_interval
    if day == "2017-02-18":
        assert by_flow == 0  # every case of the extract ends closed


def test_intervals_have_no_gaps_and_begin_with_the_case(loaded):
    _, query = loaded
    assert query(
        "SELECT count(*) FROM (SELECT i.*, c.created_at, lead(i.started_at) OVER w AS next_at, "
        "row_number() OVER w AS nth FROM {case_interval_rows} i JOIN {case_rows} c USING (case_id) "
        "WINDOW w AS (PARTITION BY i.case_id, i.attribute ORDER BY i.started_at)) "
        "WHERE ended_at IS DISTINCT FROM next_at OR ended_at <= started_at "
        "OR (nth = 1 AND started_at <> created_at)"
    ) == [(0,)]
