"""A draft made from a file's columns is a valid profile, and loads the file."""

import pytest
from contacts import calls
from realdata import real_data

from fiftytwo.contacts.profile import profile_from_text
from fiftytwo.sources.suggest import suggest_profile


def test_a_draft_loads_the_file_it_was_made_from(tmp_path):
    path = calls.write(tmp_path / "Calls of March.csv", calls.many(200))
    text = suggest_profile(path, zone="Europe/Berlin")
    profile = tmp_path / "draft.toml"
    profile.write_text(text)
    report = calls.load(calls.workspace(tmp_path / "space"), path, profile)
    assert report.mapped == 200
    assert text.count("# CHECK") > 5
    assert 'name = "calls_of_march"' in text
    assert 'map = { "ANSWERED" = "handled", "LEFT" = "abandoned_queue" }' in text
    draft = profile_from_text(text)
    assert [s.kind for s in draft.segments] == ["wait", "talk"]
    assert draft.key == ("id",)


def test_other_delimiters_and_clock_times(tmp_path):
    lines = [
        f"{n};{1 + n % 28:02d}.03.2026 09:{n % 60:02d};Service;0:0{n % 9}:30" for n in range(60)
    ]
    path = calls.write(tmp_path / "a.csv", lines, "id;start;queue;talk")
    draft = profile_from_text(suggest_profile(path))
    assert draft.file.delimiter == ";"
    assert draft.instants["started_at"].formats == ("%d.%m.%Y %H:%M",)
    assert draft.segments[0].duration.unit == "h:mm:ss"


@pytest.mark.data
@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("anonymous_bank_calls_1999_02/calls.csv.gz", "contacts"),
        ("bank_calls_5min/bank_calls.parquet", "interval_report"),
    ],
)
def test_drafts_of_real_files(name, kind):
    folder, file = name.split("/")
    assert profile_from_text(suggest_profile(real_data(folder) / file)).kind == kind
