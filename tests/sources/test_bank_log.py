"""The bank's calls of February 1999: every published figure, and every defect by its name."""

import shutil

import pytest
from contacts import calls
from realdata import real_data
from test_architecture import ROOT

from fiftytwo.base.workspace import create_workspace
from fiftytwo.sources.load import load_file

PROFILE = ROOT / "examples" / "profiles" / "bank_calls_1999.toml"
pytestmark = pytest.mark.data

# type, offered, answered, abandoned, answered within 20 s, speed of answer [s], service [s]
TYPES = [
    ("IN internet", 261, 199, 62, 84, 101.146, 263.362),
    ("NE stock exchange", 2702, 2520, 182, 1329, 50.801, 275.183),
    ("NW prospects", 6959, 4990, 1969, 2858, 55.410, 106.813),
    ("PE English", 136, 120, 16, 61, 49.675, 228.458),
    ("PS regular", 20027, 18349, 1678, 11079, 35.920, 184.338),
    ("TT call back", 1040, 984, 56, 798, 18.106, 103.056),
]


@pytest.fixture(scope="module")
def bank(tmp_path_factory):
    folder = real_data("anonymous_bank_calls_1999_02")
    space = create_workspace(tmp_path_factory.mktemp("bank") / "space")
    return space, load_file(space, folder / "calls.csv.gz", profile=PROFILE), folder


def one(space, sql, tables=("segment",)):
    (row,) = calls.rows(space, sql, tables)
    return row


def test_every_line_is_accounted_for_and_every_repair_has_a_name(bank):
    _, report, _ = bank
    assert (report.raw, report.mapped, report.pending) == (33_344, 33_066, 0)
    assert report.ignored == {"phantom": 278}
    assert report.quarantined == {}
    assert report.balanced
    assert report.repaired == {
        "midnight": 20,  # 18 durations cross midnight, two more calls are served after it
        "no_service_instant": 50,
        "negative_ivr": 23,
        "clipped": 20_604,
        "clipped_beyond_2s": 308,
        "unknown_agent": 491,
        "service_of_hangup": 97,
    }
    assert any("biased" in caveat for caveat in report.caveats)


def test_the_figures_of_the_whole_log(bank):
    space, _, _ = bank
    waits = "FROM {segment} WHERE kind = 'wait' AND is_counted"
    assert one(space, f"SELECT count(*), sum(duration_ms) / 3963 / 1000 {waits}") == (
        31_125,
        pytest.approx(344.99, abs=0.005),
    )
    answered = f"{waits} AND end_reason = 'answered'"
    assert one(space, f"SELECT count(*), count(*) FILTER (duration_ms <= 20000) {answered}") == (
        27_162,
        16_209,
    )
    assert one(space, f"SELECT avg(duration_ms) / 1000 {answered}")[0] == pytest.approx(
        40.774, abs=5e-4
    )
    (quantiles,) = one(
        space, f"SELECT quantile_disc(duration_ms, [0.5, 0.8, 0.9, 0.95]) {answered}"
    )
    assert quantiles == [6000, 71_000, 131_000, 189_000]
    (quantiles,) = one(space, f"SELECT quantile_disc(duration_ms, [0.5, 0.9]) {waits}")
    assert quantiles == [12_000, 136_000]
    abandoned = f"{waits} AND end_reason = 'abandoned'"
    assert one(space, f"SELECT count(*), count(*) FILTER (duration_ms < short_ms) {abandoned}") == (
        3963,
        219,
    )
    outcomes = "SELECT outcome, count(*) FROM {contact} GROUP BY 1 ORDER BY 1"
    assert calls.rows(space, outcomes) == [
        ("abandoned_ivr", 1941), ("abandoned_queue", 3963), ("handled", 27_162),
    ]  # fmt: skip


def test_the_table_by_type(bank):
    space, _, _ = bank
    sql = """
      SELECT w.queue, count(*), count(*) FILTER (w.end_reason = 'answered'),
        count(*) FILTER (w.end_reason = 'abandoned'),
        count(*) FILTER (w.end_reason = 'answered' AND w.duration_ms <= 20000),
        round(avg(w.duration_ms) FILTER (w.end_reason = 'answered') / 1000, 3),
        round(avg(t.duration_ms) / 1000, 3)
      FROM {segment} w LEFT JOIN {segment} t ON t.contact_id = w.contact_id AND t.kind = 'talk'
      WHERE w.kind = 'wait' GROUP BY 1 ORDER BY 1"""
    assert calls.rows(space, sql, ["segment"]) == TYPES


def test_nobody_is_named(bank):
    space, _, _ = bank
    agents = calls.rows(space, "SELECT DISTINCT agent FROM {contact} WHERE agent IS NOT NULL")
    assert all(a == "unknown" or a.startswith("rep-") for (a,) in agents)
    assert len(agents) > 20
    known = one(
        space,
        "SELECT count(*) FILTER (octet_length(customer_id) = 16), count(*) FROM {contact}",
        ["contact"],
    )
    assert 0 < known[0] < known[1]


def test_days_are_those_of_the_bank(bank):
    space, _, _ = bank
    sql = "SELECT min(local_day)::TEXT, max(local_day)::TEXT, count(DISTINCT local_day) FROM {contact}"
    assert one(space, sql, ["contact"]) == ("1999-02-01", "1999-02-28", 28)
    clock = "SELECT local_minute, started_at::TEXT FROM {contact} WHERE external_id = 'AA0101|990201|34536'"
    assert one(space, clock, ["contact"]) == (7 * 60 + 2, "1999-02-01 05:02:47+00")


def test_the_same_calls_as_parquet_are_known_already(bank, tmp_path):
    space, _, folder = bank
    copy = shutil.copytree(space.root, tmp_path / "copy")
    other = type(space)(root=copy)
    report = load_file(other, folder / "calls.parquet", profile="bank_calls_1999")
    assert report.ignored == {"phantom": 278, "already_loaded": 33_066}
    assert report.quarantined == {}
