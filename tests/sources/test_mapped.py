"""What a profile can say about a table of contacts, and what becomes of lines it cannot use."""

import gzip
import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from contacts import calls
from sources.flags import UNTOLD

ZONES = """
name = "times"
kind = "contacts"
source = "phone"
zone = "Europe/Berlin"
{extra}
key = ["id"]

[time]
formats = {formats}

[contact]
channel = {{ value = "voice" }}
started_at = "at"
"""


@pytest.fixture
def space(tmp_path):
    return calls.workspace(tmp_path / "space")


def started(tmp_path, space, lines, formats='["iso"]', extra=""):
    profile = tmp_path / "times.toml"
    profile.write_text(ZONES.format(formats=formats, extra=extra))
    good = [f"g{n},{lines[0].split(',', 1)[1]}" for n in range(60)] if len(lines) > 1 else []
    report = calls.load(
        space, calls.write(tmp_path / "times.csv", [*lines, *good], "id,at"), profile
    )
    sql = "SELECT external_id, started_at::TEXT, local_day::TEXT, local_minute FROM {contact} WHERE external_id NOT LIKE 'g%' ORDER BY 1"
    return report, calls.rows(space, sql)


@pytest.mark.parametrize(
    ("formats", "text"),
    [
        ('["iso"]', "2026-07-01 09:30:00"),
        ('["iso"]', "2026-07-01T09:30"),
        ('["iso_offset"]', "2026-07-01T07:30:00Z"),
        ('["iso_offset"]', "2026-07-01T03:30:00-04:00"),
        ('["epoch_s"]', "1782891000"),
        ('["epoch_ms"]', "1782891000000"),
        ('["%d/%m/%Y %H:%M"]', "1/7/2026 9:30"),
        ('["%Y-%m-%d", "%m/%d/%Y %I:%M %p"]', "07/01/2026 09:30 AM"),
    ],
)
def test_formats_of_time(tmp_path, space, formats, text):
    _, rows = started(tmp_path, space, [f"1,{text}"], formats)
    assert rows == [("1", "2026-07-01 07:30:00+00", "2026-07-01", 9 * 60 + 30)]


def test_an_offset_is_never_ignored_in_silence(tmp_path, space):
    lines = ["1,2026-07-01 09:30:00", "2,2026-07-01 09:30:00-04:00", "3,2026-07-01 09:30:00Z"]
    report, rows = started(tmp_path, space, lines)
    assert [r[0] for r in rows] == ["1"]
    assert report.quarantined == {"bad_timestamp": 2}


CHANGES = [
    "1,2026-10-25 01:30:00",
    "2,2026-10-25 02:30:00",
    "3,2026-03-29 02:30:00",
    "4,2099-01-01 00:00:00",
]


def test_local_times_that_exist_twice_or_not_at_all_are_set_aside(tmp_path, space):
    report, rows = started(tmp_path, space, CHANGES)
    assert rows == [("1", "2026-10-24 23:30:00+00", "2026-10-25", 90)]
    assert report.quarantined == {
        "ambiguous_local_time": 1, "nonexistent_local_time": 1, "future_timestamp": 1,
    }  # fmt: skip


@pytest.mark.parametrize(("fold", "utc"), [("first", "00:30"), ("second", "01:30")])
def test_a_profile_may_name_what_they_mean(tmp_path, space, fold, utc):
    extra = f'fold = "{fold}"\ngap = "shift"'
    _, rows = started(tmp_path, space, CHANGES[:3], extra=extra)
    assert rows[1] == ("2", f"2026-10-25 {utc}:00+00", "2026-10-25", 150)
    assert rows[2] == ("3", "2026-03-29 01:30:00+00", "2026-03-29", 3 * 60 + 30)


def test_days_may_be_those_of_another_zone(tmp_path, space):
    extra = 'local_zone = "America/New_York"'
    _, rows = started(tmp_path, space, ["1,2026-07-01 02:00:00"], extra=extra)
    assert rows == [("1", "2026-07-01 00:00:00+00", "2026-06-30", 20 * 60)]


DETAIL = """
name = "detail"
kind = "contacts"
source = "phone"
zone = "UTC"
key = ["id"]
clip_s = {clip}
{reason}

[format]
delimiter = ";"
decimal = ","

[contact]
channel = {{ value = "voice" }}
agent = "agent"
started_at = "at"

[[segment]]
kind = "wait"
duration = {{ column = "wait", unit = "min" }}

[[segment]]
kind = "talk"
start = "talk_at"
end = "talk_end"
duration = {{ column = "talk", unit = "h:mm:ss" }}

[[segment]]
kind = "wait"
duration = {{ column = "wait2", unit = "ms" }}
end_reason = {{ value = "answered" }}
queue = {{ value = "Second" }}

[[segment]]
kind = "talk"
agent = "agent2"
duration = {{ column = "talk2", unit = "s" }}
transfer_type = {{ value = "blind" }}
"""
DETAIL_HEADER = "id;at;agent;wait;talk_at;talk_end;talk;wait2;agent2;talk2"


def detail(tmp_path, space, lines, clip="2", reason=""):
    profile = tmp_path / "detail.toml"
    profile.write_text(DETAIL.format(clip=clip, reason=reason))
    good = [
        f"g{n};2026-03-01 10:00:00;Ada;1;2026-03-01 10:01:00;2026-03-01 10:02:00;0:01:00;;;"
        for n in range(100)
    ]
    report = calls.load(
        space, calls.write(tmp_path / "d.csv", [*lines, *good], DETAIL_HEADER), profile
    )
    sql = """SELECT s.seq, s.kind, strftime(s.started_at, '%H:%M:%S'), s.duration_ms, s.end_reason,
        s.leg_first, s.first_wait FROM {segment} s JOIN {contact} c USING (contact_id)
        WHERE c.external_id = '1' ORDER BY 1"""
    assert calls.rows(space, UNTOLD, ["segment", "contact"]) == []
    return report, calls.rows(space, sql, ["segment", "contact"])


def test_units_decimal_commas_and_two_waits(tmp_path, space):
    line = (
        "1;2026-03-01 10:00:00;Ada;1,5;2026-03-01 10:01:30;2026-03-01 10:03:00;0:01:30;2500;Bo;20"
    )
    _, rows = detail(tmp_path, space, [line])
    assert rows == [
        (0, "wait", "10:00:00", 90_000, "answered", False, True),
        (1, "talk", "10:01:30", 90_000, "completed", True, False),
        (2, "wait", "10:03:00", 2500, "answered", False, False),
        (3, "talk", "10:03:02", 20_000, "completed", True, False),
    ]
    sql = "SELECT transfer_count, ended_at::TEXT, outcome FROM {contact} WHERE external_id = '1'"
    assert calls.rows(space, sql)[0][2] == "handled"


BOT = """
name = "bots"
kind = "contacts"
source = "chat"
zone = "UTC"
key = ["id"]

[contact]
channel = { value = "chat" }
started_at = "at"

[[segment]]
kind = "bot"
duration = { column = "bot", unit = "s" }

[[segment]]
kind = "wait"
duration = { column = "wait", unit = "s" }
"""


def test_who_met_a_bot_and_waited_once_is_known_to_the_row(tmp_path, space):
    profile = tmp_path / "bots.toml"
    profile.write_text(BOT)
    lines = [
        "1,2026-03-01 10:00:00,30,",
        "2,2026-03-01 10:00:00,,20",
        "3,2026-03-01 10:00:00,30,20",
    ]
    calls.load(space, calls.write(tmp_path / "b.csv", lines, "id,at,bot,wait"), profile)
    sql = "SELECT external_id, met_bot FROM {contact} ORDER BY 1"
    assert calls.rows(space, sql) == [("1", True), ("2", False), ("3", True)]
    assert calls.rows(space, UNTOLD, ["segment", "contact"]) == []


def test_instants_are_clipped_within_the_limit_and_refused_beyond(tmp_path, space):
    early = "1;2026-03-01 10:00:00;Ada;1;2026-03-01 10:00:58;2026-03-01 10:01:58;0:01:00;;;"
    far = "2;2026-03-01 10:00:00;Ada;1;2026-03-01 10:00:30;2026-03-01 10:01:30;0:01:00;;;"
    wrong = "3;2026-03-01 10:00:00;Ada;1;2026-03-01 10:01:00;2026-03-01 10:05:00;0:01:00;;;"
    back = "4;2026-03-01 10:00:00;Ada;-9;2026-03-01 10:01:00;2026-03-01 10:02:00;0:01:00;;;"
    report, rows = detail(tmp_path, space, [early, far, wrong, back])
    assert rows[1][:4] == (1, "talk", "10:01:00", 60_000)  # instants clipped, the duration kept
    assert report.repaired["clipped"] == 1
    assert report.quarantined == {"overlap": 1, "duration_mismatch": 1, "negative_interval": 1}


def test_a_wider_limit_needs_a_reason(tmp_path, space):
    with pytest.raises(ValueError, match="needs a `clip_reason`"):
        detail(tmp_path, space, [], clip="60")
    far = "1;2026-03-01 10:00:00;Ada;1;2026-03-01 10:00:30;2026-03-01 10:01:30;0:01:00;;;"
    report, rows = detail(tmp_path, space, [far], clip="60", reason='clip_reason = "two clocks"')
    assert report.repaired["clipped_beyond_2s"] == 1
    assert rows[1][:4] == (1, "talk", "10:01:00", 60_000)


def test_the_same_lines_in_four_forms_give_the_same_rows(tmp_path):
    lines = calls.many(60)
    names = calls.HEADER.split(",")
    records = [dict(zip(names, line.split(","), strict=True)) for line in lines]
    profile = calls.profile_file(tmp_path)
    plain = calls.write(tmp_path / "a.csv", lines)
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(plain.read_bytes()))
    (tmp_path / "a.jsonl").write_text("\n".join(json.dumps(r) for r in records) + "\n")
    pq.write_table(pa.Table.from_pylist(records), tmp_path / "a.parquet")
    contents = []
    for name in ("a.csv", "a.csv.gz", "a.jsonl", "a.parquet"):
        space = calls.workspace(tmp_path / name.replace(".", "-"))
        for key in ("keys/hash.key", "keys/secret.key"):
            (space.root / key).write_text("5" * 64 + "\n")
        report = calls.load(space, tmp_path / name, profile)
        assert report.mapped == 60
        contents.append(calls.content(space))
    assert contents[1:] == contents[:1] * 3


def test_broken_records_are_found_one_by_one(tmp_path, space):
    lines = calls.many(200)
    broken = [*lines, "1,2,3", calls.line(900).replace("Ada", "A\udcffda")]
    path = tmp_path / "broken.csv"
    text = "\r\n".join([calls.HEADER, *broken[:100], "", *broken[100:]])
    path.write_bytes(b"\xef\xbb\xbf" + text.encode("utf-8", "surrogateescape"))
    report = calls.load(space, path, calls.profile_file(tmp_path))
    assert (report.raw, report.mapped) == (202, 200)
    assert report.quarantined == {"parse_error": 1, "encoding_error": 1}
    sql = "SELECT raw_line, bytes FROM {quarantine} ORDER BY 1"
    assert calls.rows(space, sql, ["quarantine"]) == [
        (201, b"1,2,3"), (202, broken[-1].encode("utf-8", "surrogateescape")),
    ]  # fmt: skip


def test_quoted_newlines_belong_to_their_record(tmp_path, space):
    lines = [line.replace("Billing", '"Bil\nling"') for line in calls.many(20)]
    report = calls.load(space, calls.write(tmp_path / "a.csv", lines), calls.profile_file(tmp_path))
    assert (report.raw, report.mapped) == (20, 20)
    sql = "SELECT DISTINCT queue FROM {contact} ORDER BY 1"
    assert calls.rows(space, sql) == [("Bil\nling",), ("Sales",)]
