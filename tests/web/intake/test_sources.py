"""Settings → Sources: a file from the upload to its balance, and what becomes of bad ones."""

import csv
import gzip
import io
import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from realdata import real_data

from fiftytwo.contacts.lake import open_snapshot
from fiftytwo.web.intake import quality_page, queries
from fiftytwo.web.intake.models import Upload
from fiftytwo.web.jobs.models import Job

PROFILE = (Path(__file__).parents[3] / "examples" / "profiles" / "bank_calls_1999.toml").read_text()
COLUMNS = [
    "vru+line",
    "call_id",
    "customer_id",
    "priority",
    "type",
    "date",
    "vru_entry",
    "vru_exit",
    "vru_time",
    "q_start",
    "q_exit",
    "q_time",
    "outcome",
    "ser_start",
    "ser_exit",
    "ser_time",
    "server",
]
ADD = "/settings/sources/add/"


def at(second: int) -> str:
    """Seconds after nine o'clock as the bank writes a time."""
    return f"{9 + second // 3600}:{second // 60 % 60:02}:{second % 60:02}"


def bank_file(calls: int, bad: int = 0) -> bytes:
    """Calls in the bank's own columns: `calls` good ones, then `bad` with an impossible date."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for n in range(calls + bad):
        came, queued, answered, ended = at(n), at(n + 5), at(n + 17), at(n + 117)
        day = "990201" if n < calls else "999999"
        caller = ["AA0101", n, "0.0", "0", "PS", day, came, queued, 5]
        writer.writerow([*caller, queued, answered, 12, "AGENT", answered, ended, 100, "AVI"])
    return out.getvalue().encode()


@pytest.fixture
def planner(client_of, django_capture_on_commit_callbacks):
    """A planner's client whose background work is done at once."""
    client = client_of("planner")

    class Planner:
        get = staticmethod(client.get)

        @staticmethod
        def post(path, data=None, **extra):
            with django_capture_on_commit_callbacks(execute=True):
                return client.post(path, data or {}, **extra)

        @staticmethod
        def upload(name: str, data: bytes):
            """Upload a file without a profile; return the address that describes it."""
            answer = Planner.post(ADD, {"file": SimpleUploadedFile(name, data), "profile": ""})
            assert answer.status_code == 302
            return answer.headers["Location"]

    return Planner


def load(planner, name: str, data: bytes, profile: str = PROFILE) -> Job:
    answer = planner.post(planner.upload(name, data), {"text": profile})
    assert answer.status_code == 302
    return Job.objects.get(pk=answer.headers["Location"].strip("/").split("/")[-1])


def test_empty_pages_say_what_would_be_here(planner):
    text = planner.get("/settings/sources/").content.decode()
    assert "No data yet" in text
    assert ADD in text
    assert "No line waits here" in planner.get("/settings/sources/quarantine/").content.decode()


def test_a_file_goes_from_upload_to_balance(planner, workspace):
    job = load(planner, "calls.csv", bank_file(200, bad=3))
    assert job.state == "done", job.error
    assert (job.result["raw"], job.result["mapped"]) == (203, 200)
    page = planner.get(job.next_url).content.decode()
    assert "200 of 203 lines were used." in page
    assert "adds up" in page
    assert Upload.objects.count() == 0
    assert list(workspace.uploads.iterdir()) == []
    listed = planner.get("/settings/sources/").content.decode()
    assert "calls.csv" in listed
    assert "3 lines wait in quarantine." in listed
    held = planner.get("/settings/sources/quarantine/").content.decode()
    assert "999999" in held
    assert open_snapshot(workspace.lake).months("contact") == ["1999-02"]


def test_the_profile_is_kept_and_serves_the_next_file(planner):
    load(planner, "calls.csv", bank_file(50))
    assert (
        "bank-1999" in planner.get("/settings/sources/profiles/bank_calls_1999/").content.decode()
    )
    form = {"file": SimpleUploadedFile("more.csv", bank_file(80)), "profile": "bank_calls_1999"}
    answer = planner.post(ADD, form)
    assert answer.headers["Location"].startswith("/jobs/")
    job = Job.objects.get(title="Loading more.csv")
    assert job.result["mapped"] == 30
    assert job.result["ignored"] == {"already_loaded": 50}


def test_data_quality_is_read_once_a_load_and_counts_a_line_once(planner, monkeypatch):
    reads = []
    read = quality_page.read_quality
    monkeypatch.setattr(
        quality_page, "read_quality", lambda *a, **kw: reads.append(a) or read(*a, **kw)
    )
    address = "/settings/sources/quality/?until=1999-02-01&days=7"
    load(planner, "calls.csv", bank_file(60, bad=1))
    for _view in range(2):
        page = planner.get(address).content.decode()
    assert len(reads) == 1
    assert "Every line is accounted for; 1 line is not counted." in page
    more = bank_file(90).decode().splitlines(keepends=True)
    bad = bank_file(60, bad=1).decode().splitlines(keepends=True)[-1]
    load(planner, "more.csv", "".join([*more, bad]).encode())
    page = planner.get(address).content.decode()
    assert len(reads) == 2
    assert "1 line is not counted" in page  # it came twice and is one line
    assert "(1 came again)" in page


def test_a_packed_file_is_read(planner):
    assert load(planner, "calls.csv.gz", gzip.compress(bank_file(20))).result["mapped"] == 20


def test_a_file_of_which_too_much_is_bad_is_held_back_and_kept(planner):
    job = load(planner, "calls.csv", bank_file(50, bad=50))
    assert job.state == "failed"
    assert "held back" in job.error
    upload = Upload.objects.get()
    assert upload.path.exists()
    assert "held back" in planner.get(f"/settings/sources/uploads/{upload.pk}/").content.decode()
    assert "held back" in planner.get("/settings/sources/").content.decode()
    [held] = [one for one in queries.loads(queries.snapshot()) if one.is_held_back]
    page = planner.get(f"/settings/sources/loads/{held.load_id}/").content.decode()
    assert re.search(r"50 of 100 lines cannot be used \(\w+ 50\), more than 5 %", page)
    assert "To bear in mind" not in page


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("cut.csv.gz", gzip.compress(bank_file(500), mtime=0)[:-200]),
        ("calls.csv", b"a,b\n1,2\n"),
    ],
)
def test_a_file_that_cannot_be_used_leaves_one_sentence_and_itself(planner, name, data):
    job = load(planner, name, data)
    assert job.state == "failed"
    assert job.error
    assert "\n" not in job.error
    assert "under" not in job.error[:60], "an expected error, not a surprise"
    assert Upload.objects.get().path.read_bytes() == data


def test_an_empty_or_missing_file_is_refused_beside_the_field(planner):
    empty = planner.post(ADD, {"file": SimpleUploadedFile("calls.csv", b""), "profile": ""})
    assert empty.status_code == 422
    assert "The file is empty" in empty.content.decode()
    assert planner.post(ADD, {"profile": ""}).status_code == 422
    assert Upload.objects.count() == 0


def test_an_unknown_profile_is_refused(planner):
    form = {"file": SimpleUploadedFile("calls.csv", b"x"), "profile": "../secret"}
    assert planner.post(ADD, form).status_code == 422


def test_a_wrong_profile_is_told_beside_the_text_and_nothing_typed_is_lost(planner):
    address = planner.upload("calls.csv", bank_file(5))
    wrong = PROFILE.replace("Asia/Jerusalem", "Asia/Atlantis")
    answer = planner.post(address, {"text": wrong})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Asia/Atlantis" in text
    assert "[[segment]]" in text
    assert Job.objects.count() == 0


@pytest.mark.parametrize("name", ["../../evil.csv", "a/b.csv", "x" * 170 + ".csv"])
def test_a_file_name_cannot_leave_its_folder(planner, workspace, name):
    planner.upload(name, b"x,y\n1,2\n")
    upload = Upload.objects.get()
    assert upload.path.parent.parent == workspace.uploads
    assert upload.path.resolve().is_relative_to(workspace.uploads.resolve())


def test_an_upload_can_be_forgotten(planner, workspace):
    address = planner.upload("calls.csv", bank_file(5))
    assert planner.get(address + "drop/").status_code == 405
    assert planner.post(address + "drop/").headers["Location"] == "/settings/sources/"
    assert Upload.objects.count() == 0
    assert list(workspace.uploads.iterdir()) == []


def test_looking_at_the_books_changes_nothing(planner, workspace):
    load(planner, "calls.csv", bank_file(30, bad=1))
    before = open_snapshot(workspace.lake).load_id
    load_id = Job.objects.get().next_url
    for path in ("/settings/sources/", "/settings/sources/quarantine/", load_id):
        assert planner.get(path).status_code == 200
    assert open_snapshot(workspace.lake).load_id == before


def test_a_part_of_the_quarantine_comes_alone(planner):
    load(planner, "calls.csv", bank_file(60, bad=2))
    part = planner.get("/settings/sources/quarantine/", HTTP_HX_REQUEST="true").content.decode()
    assert "<html" not in part
    assert part.count("<tr>") == 3
    none = planner.get("/settings/sources/quarantine/?reason=no_such").content.decode()
    assert "999999" not in none
    assert planner.get("/settings/sources/quarantine/?page=abc").status_code == 200


@pytest.mark.data
def test_the_banks_own_log_balances_to_the_line(planner):
    data = (real_data("anonymous_bank_calls_1999_02") / "calls.csv.gz").read_bytes()
    job = load(planner, "calls.csv.gz", data)
    assert job.state == "done", job.error
    assert job.result["raw"] == 33_344
    assert job.result["balanced"] is True


def test_a_draft_of_the_profile_is_made_from_the_file(planner):
    text = planner.get(planner.upload("calls.csv", bank_file(40))).content.decode()
    assert "vru_entry" in text
    assert "Europe/Brussels" in text


def test_a_file_without_columns_gets_a_sentence_instead_of_a_draft(planner):
    answer = planner.get(planner.upload("calls.parquet", b"PAR1" + bytes(range(256)) * 40))
    assert answer.status_code == 200
    assert "No draft could be made." in answer.content.decode()


def first_line(planner) -> str:
    text = planner.get("/settings/sources/quarantine/").content.decode()
    return re.search(r"/settings/sources/quarantine/[0-9a-f]{32}/dismiss/", text).group()


def test_a_line_is_left_out_only_with_a_reason_that_stays(planner, workspace):
    load(planner, "calls.csv", bank_file(60, bad=2))
    address = first_line(planner)
    assert planner.get(address).status_code == 200
    assert planner.post(address, {"reason": "  "}).status_code == 422
    answer = planner.post(address, {"reason": "A test call of the supplier."})
    assert Job.objects.get(kind="intake.dismiss").state == "done"
    assert answer.headers["Location"].startswith("/jobs/")
    assert "One line waits in quarantine." in planner.get("/settings/sources/").content.decode()
    assert planner.get(address).status_code == 404
    books = open_snapshot(workspace.lake)
    sql = f"SELECT resolved_reason, resolved_by FROM {books.relation('quarantine')} WHERE resolution = 'dismissed'"
    assert books.cursor().execute(sql).fetchall() == [
        ("A test call of the supplier.", "Mateo Rossi")
    ]


def test_lines_are_tried_again_with_the_mended_profile(planner, workspace):
    load(planner, "calls.csv", bank_file(60).replace(b",PS,", b",ZZ,", 1))
    before = planner.get("/settings/sources/").content.decode()
    assert "waits in quarantine" in before
    path = workspace.profiles / "bank_calls_1999.toml"
    path.write_text(path.read_text().replace("map = { PS", 'map = { ZZ = "ZZ new", PS'))
    planner.post("/settings/sources/quarantine/retry/")
    job = Job.objects.get(kind="intake.retry")
    assert job.state == "done", job.error
    assert job.result == {"tried": 1, "mapped": 1}
    assert "Nothing waits in quarantine." in planner.get("/settings/sources/").content.decode()
