"""Files that cannot be used end in one clear sentence, and nothing of them is stored."""

import gzip
import resource

import pytest
from contacts import calls

from fiftytwo.base.errors import InputError
from fiftytwo.contacts.lake import open_snapshot
from fiftytwo.contacts.profile import profile_from_text
from fiftytwo.sources.load import load_file


@pytest.fixture(scope="module")
def space(tmp_path_factory):
    return calls.workspace(tmp_path_factory.mktemp("space") / "space")


def refused(space, path, profile, words):
    """The load is refused with these words, and left nothing behind."""
    before = sorted(p for p in space.lake.glob("**/*") if p.is_file() and p.name != "writer.lock")
    with pytest.raises(InputError, match=words) as caught:
        load_file(space, path, profile=profile)
    text = str(caught.value)
    assert "\n" not in text
    assert "Traceback" not in text
    after = sorted(p for p in space.lake.glob("**/*") if p.is_file() and p.name != "writer.lock")
    assert after == before
    assert open_snapshot(space.lake).load_id is None


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("no-column.csv", b"id,when\n1,2\n", "no column .*'date'"),
        ("two-names.csv", calls.HEADER.encode() + b",id\n", "two columns are named 'id'"),
        ("empty.csv", b"", "is empty"),
        ("blank.csv", b"\n\n", "is empty"),
        ("binary.csv", b"PK\x03\x04\x00\x00\x08\x00" * 400, "binary file"),
        ("wide.csv", "id,date\n1,2\n".encode("utf-16"), "UTF-16"),
        ("cut.csv.gz", gzip.compress(b"x" * 100_000, mtime=0)[:-20], "broken gzip file"),
        ("bad.csv.gz", b"\x1f\x8bnonsense and more of it", "broken gzip file"),
        ("not.parquet", b"PAR1 but not really a parquet file", "no Parquet file"),
        ("header.csv", b"\xff\xfeno\n", "UTF-16|not UTF-8"),
    ],
)
def test_a_file_that_cannot_be_used(space, tmp_path, name, content, words):
    path = tmp_path / name
    path.write_bytes(content)
    refused(space, path, calls.profile_file(tmp_path), words)


def test_a_file_that_is_not_there(space, tmp_path):
    refused(space, tmp_path / "none.csv", calls.profile_file(tmp_path), "there is no file")
    refused(space, tmp_path, calls.profile_file(tmp_path), "is a folder")


def test_a_gzip_file_cut_off_after_many_good_lines(space, tmp_path):
    text = "\n".join([calls.HEADER, *calls.many(20_000)]).encode()
    path = tmp_path / "cut.csv.gz"
    path.write_bytes(gzip.compress(text)[:-50])
    refused(space, path, calls.profile_file(tmp_path), "cut off or damaged")


def test_a_line_over_16_mib_is_refused_without_memory_growing(space, tmp_path):
    path = tmp_path / "long.csv"
    with open(path, "wb") as file:
        file.write(calls.HEADER.encode() + b"\n")
        file.write("\n".join(calls.many(10)).encode() + b"\n")
        for _ in range(400):
            file.write(b"x" * (1 << 20))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    refused(space, path, calls.profile_file(tmp_path), "over 16 MiB")
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert grown < 250  # MB; the line alone has 400


def test_an_unclosed_quote_is_noticed(space, tmp_path):
    lines = calls.many(20)
    lines[3] = lines[3].replace("Billing", '"Billing').replace("Sales", '"Sales')
    path = calls.write(tmp_path / "quote.csv", lines)
    report = calls.load(calls.workspace(tmp_path / "space"), path, calls.profile_file(tmp_path))
    assert report.state == "held_back"  # all lines after the quote are one broken record
    assert report.pending == report.raw


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('zone = "Europe/Berlin"', 'zone = "Europe/Berlyn"', "zone must be an IANA zone"),
        ('zone = "Europe/Berlin"', "", "zone is missing"),
        ('value = "voice"', 'value = "telefone"', "must be one of voice"),
        ('LEFT = "abandoned_queue"', 'LEFT = "lost"', "must be one of open, handled"),
        ('unit = "s"', 'unit = "sec"', "unit must be one of s, ms"),
        (', unit = "s"', "", "unit must be one of"),
        ('kind = "wait"', 'kind = "waiting"', "kind must be one of ivr"),
        ('queue = "queue"', 'que = "queue"', "unknown setting que: did you mean queue"),
        ('key = ["id"]', "key = 5", "key must be a list"),
        ('version = "content"', 'version = "column"', "version_column goes with"),
        ("started_at = { time", "ended_at = { time", "started_at is missing"),
        ('name = "small_calls"', 'name = "Small Calls!"', "name must be small letters"),
        ("[time]", "[time", "not valid TOML"),
    ],
)
def test_a_profile_with_a_fault_names_it(tmp_path, old, new, words):
    text = calls.profile_file(tmp_path).read_text()
    assert old in text
    with pytest.raises(InputError, match=words):
        profile_from_text(text.replace(old, new, 1))


def test_a_profile_that_is_not_there(space, tmp_path):
    path = calls.write(tmp_path / "a.csv", calls.many(3))
    refused(space, path, "nobody_saved_this", "there is no profile 'nobody_saved_this'")


def test_a_changed_layout_of_a_known_profile_is_held_back(tmp_path):
    space = calls.workspace(tmp_path / "space")
    profile = calls.profile_file(tmp_path)
    calls.load(space, calls.write(tmp_path / "a.csv", calls.many(30)), profile)
    before = calls.content(space)
    other = calls.HEADER.replace("result", "outcome")
    report = calls.load(space, calls.write(tmp_path / "b.csv", calls.many(30, 30), other), profile)
    assert (report.state, report.raw, report.pending, report.mapped) == ("held_back", 30, 30, 0)
    assert "no column 'result'" in report.detail
    assert calls.content(space) == before


def test_a_header_without_records_is_an_empty_day(tmp_path):
    space = calls.workspace(tmp_path / "space")
    report = calls.load(space, calls.write(tmp_path / "a.csv", []), calls.profile_file(tmp_path))
    assert (report.state, report.raw) == ("closed", 0)
