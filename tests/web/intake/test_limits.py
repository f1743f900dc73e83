"""What an upload may be: how large, of what kind, how often."""

import gzip

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from web_matrix import EXPECTED

from fiftytwo.web.intake.models import Upload

URL = "/settings/sources/add/"
CALLS = b"when,queue\n" + b"2026-01-05 10:00:00,Billing\n" * 9


def send(client, content=CALLS, name="calls.csv"):
    return client.post(URL, {"file": SimpleUploadedFile(name, content), "profile": ""})


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("calls.csv", b"PK\x03\x04\x14\0\x06\0" + b"x" * 99, "save the sheet as CSV"),
        ("calls.csv", b"\x89PNG\r\n\x1a\n" + b"\0" * 99, "picture"),
        ("calls.csv.gz", gzip.compress(b"%PDF-1.7", mtime=0), "a PDF"),
        ("calls.csv", b"\x7fELF\x02\x01", "a program"),
        ("calls.csv", b"when\0queue", "binary file"),
    ],
)
def test_the_bytes_count_and_not_the_name(client_of, workspace, name, content, words):
    answer = send(client_of("head"), content, name)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Upload.objects.exists()
    assert list(workspace.uploads.glob("*")) == []


def test_the_refusal_speaks_german(client_of):
    client = client_of("head")
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "de"
    assert "als CSV speichern" in send(client, b"PK\x03\x04").content.decode()


def test_what_is_larger_than_the_setting_is_refused_in_a_sentence(client_of, settings, workspace):
    settings.UPLOAD_MOST_BYTES = 3_000_000
    assert send(client_of("head"), b"a,b\n" * 700_000).status_code == 302
    answer = send(client_of("head"), b"a,b\n" * 800_000)
    assert answer.status_code == 413
    assert "More than 3 MB were sent" in answer.content.decode()
    assert Upload.objects.count() == 1


def test_only_who_may_upload_may_send_much(client_of, workspace):
    for role in ("anonymous", "rep", "lead", "hr"):
        assert role not in EXPECTED["sources"]
        assert send(client_of(role), b"a,b\n" * 700_000).status_code == 403
    assert list(workspace.uploads.glob("*")) == []


@pytest.mark.parametrize("path", ["/sign-in/", "/theme/", "/settings/tokens/", "/scim/v2/Users"])
def test_forms_without_files_bring_no_more_than_a_form(client_of, path):
    answer = client_of("head").post(path, {"next": "x" * 2_700_000})
    assert answer.status_code == 413


def test_uploads_are_limited(client_of, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"upload": "2/h/user"}
    head = client_of("head")
    assert [send(head).status_code for _ in range(3)] == [302, 302, 429]
    assert head.get(URL).status_code == 200, "looking is not counted"
    people = client_of("planner")
    assert send(people).status_code == 302, "each person for themselves"


def test_tokens_are_limited(client_of, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"token": "2/h/user"}
    head = client_of("head")
    assert [head.post("/settings/tokens/", {"name": ""}).status_code for _ in range(3)] == [
        422,
        422,
        429,
    ]
