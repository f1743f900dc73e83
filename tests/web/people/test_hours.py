"""Settings → Teams and sites → Opening hours: nothing closes by itself, and what is shown is what is written."""

import html
from datetime import date

import pytest
from django.utils import timezone, translation

from fiftytwo.base.errors import InputError
from fiftytwo.base.lock import hold
from fiftytwo.measures.schedules import read_schedules
from fiftytwo.web.audit.models import Detail, Entry
from fiftytwo.web.people import hours_file as hours_file_module
from fiftytwo.web.people import hours_page
from fiftytwo.web.people.hours_file import hours_file
from fiftytwo.web.people.models import Site
from fiftytwo.web.told import told

TEXT = """# our hours
[schedules.phones]
zone = "Europe/Brussels"
closed = [2026-11-11]  # Armistice

[[schedules.phones.hours]]
mon-fri = ["08:00-20:00"]

[schedules.night]
zone = "Europe/London"
hours = [{ mon-sun = ["00:00-24:00"] }]

[[holds]]
schedule = "phones"

[[holds]]
schedule = "night"
queues = ["Night"]
"""
CHRISTMAS = "2026-12-25 phones"


@pytest.fixture(autouse=True)
def _november(monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *_: date(2026, 11, 26))


@pytest.fixture
def site(company):
    found = Site.objects.get(name="Ghent")
    found.holidays |= {"2026-11-18": "Our day", "2026-12-27": "A Sunday"}
    found.save()
    return found


@pytest.fixture
def file(workspace):
    found = hours_file(workspace.root)
    found.path.write_text(TEXT)
    return found


@pytest.fixture
def tied(site, file):
    Site.objects.filter(pk=site.pk).update(schedules=["phones"])
    site.refresh_from_db()
    return f"/settings/sites/{site.pk}/hours/"


def text(response):
    return html.unescape(response.content.decode())


def test_nothing_is_compared_until_somebody_ties_a_schedule(client_of, site, file):
    url, client = f"/settings/sites/{site.pk}/hours/", client_of("head")
    assert "No opening hours are tied to this site yet" in text(client.get(url))
    assert "but phones is open" not in text(client.get("/settings/teams/"))
    client.post(f"{url}tie/", {"schedules": ["phones"]})
    assert Site.objects.get().schedules == ["phones"]
    assert file.path.read_text() == TEXT, "tying changes no opening hours"
    page = text(client.get("/settings/teams/"))
    assert "25 December 2026 is a holiday at Ghent, but phones is open that day." in page
    assert client.post(f"{url}tie/", {"schedules": ["nights"]}).status_code == 422


def test_the_page_says_which_holidays_are_missed(client_of, tied, monkeypatch):
    monkeypatch.setattr(hours_page, "_data_from", lambda _today: date(2026, 11, 1))
    page = client_of("planner").get(tied)
    (row,) = page.context["rows"]
    assert [[one.key for one in day] for day in page.context["coming"]] == [[CHRISTMAS]]
    assert [[one.key for one in day] for day in page.context["past"]] == [["2026-11-18 phones"]]
    assert row.closed == 1, "a Sunday is closed anyway"
    assert "08:00–20:00" in text(page)
    assert "Show what would be written" not in text(page), "a planner reads"


def test_what_is_shown_is_what_is_written(client_of, tied, file, users):
    client = client_of("head")
    shown = client.post(f"{tied}close/", {"days": [CHRISTMAS]})
    assert "+    2026-12-25,  # Christmas" in text(shown)
    assert file.path.read_text() == TEXT, "showing writes nothing"
    answer = client.post(f"{tied}close/", {"days": [CHRISTMAS], "seen": shown.context["seen"]})
    assert answer.status_code == 302
    assert file.path.read_text() == TEXT.replace(
        "[2026-11-11]", "[2026-11-11,\n    2026-12-25,  # Christmas\n]"
    )
    assert "but phones is open" not in text(client.get("/settings/teams/"))
    entry = Entry.objects.get(action="sites.close")
    assert '"phones":["2026-12-25"]' in Detail.objects.get(entry=entry).content.replace(" ", "")


def test_a_file_that_changed_meanwhile_is_left_alone(client_of, tied, file):
    client = client_of("hr")
    seen = client.post(f"{tied}close/", {"days": [CHRISTMAS]}).context["seen"]
    other = TEXT.replace("20:00", "19:00")
    file.path.write_text(other)
    answer = client.post(f"{tied}close/", {"days": [CHRISTMAS], "seen": seen})
    assert answer.status_code == 422
    assert "was changed since it was shown: nothing was written" in text(answer)
    assert "08:00–19:00" in text(answer), "the page shows what it says now"
    assert file.path.read_text() == other
    assert not Entry.objects.filter(action="sites.close").exists()


@pytest.mark.parametrize("days", [[], ["2026-12-25 night"], ["2026-12-24 phones"], ["x"]])
def test_only_missed_days_of_tied_schedules_close(client_of, tied, file, days):
    assert client_of("head").post(f"{tied}close/", {"days": days}).status_code == 422
    assert file.path.read_text() == TEXT


def test_where_the_file_cannot_be_written_there_is_no_entry(client_of, tied, file, monkeypatch):
    client = client_of("head")
    seen = client.post(f"{tied}close/", {"days": [CHRISTMAS]}).context["seen"]
    file.path.with_name("schedules.toml.part").mkdir()
    answer = client.post(f"{tied}close/", {"days": [CHRISTMAS], "seen": seen})
    assert answer.status_code == 422
    assert "cannot be written (Is a directory)" in text(answer)
    assert not Entry.objects.filter(action="sites.close").exists()
    assert file.path.read_text() == TEXT


def test_a_wrong_file_is_told_in_german(client_of, tied, file):
    file.path.write_text(TEXT.replace("closed", "shut"))
    client = client_of("head")
    translation.activate("de")
    page = text(client.get(tied, headers={"accept-language": "de"}))
    assert "Die Öffnungszeiten lassen sich nicht lesen." in page
    assert "schedules.toml: unbekannte Einstellung schedules.phones.shut" in page
    assert client.get("/settings/teams/").status_code == 200, "the directory goes on"


OTHER = (
    "[schedules",
    TEXT.replace("[[holds]]", "[[holds.x]]"),
    TEXT.partition("[[holds]]")[0],
    TEXT + "[[holds]]\nschedule = 'x'\n",
    TEXT + "[[holds]]\nschedule = 'phones'\n",
    TEXT + "[[holds]]\nschedule = 'phones'\nqueues = ['Night']\n",
    TEXT + "channels = 1\n",
    TEXT + "channels = [1]\n",
    TEXT + 'from = "2026-03-01"\n',
    TEXT.replace("London", "Paradise"),
    TEXT.replace("20:00", "08:00"),
    TEXT.replace("mon-sun", "sun-mon"),
    TEXT.replace("2026-11-11", '"Easter"'),
    TEXT.replace("mon-fri", "from = 2027-01-01\nmon-fri"),
    TEXT.replace("hours = [", "closed = ["),
    TEXT.replace("mon-fri", "[[schedules.phones.hours]]\nmon-fri"),
    "[holds]\n",
    "schedules = 1\n",
    "\ufffd",
)


@pytest.mark.parametrize("given", OTHER)
def test_every_fault_has_german_words(given):
    with pytest.raises(InputError) as found:
        read_schedules(given)
    english = str(found.value).removeprefix("schedules.toml: ")
    with translation.override("de"):
        german = told(str(found.value)).removeprefix("schedules.toml: ")
    assert german != english
    assert [word for word in ("use ", "write ", "is no ", "keep ") if word in german] == []


def test_a_file_keeps_its_mark_of_utf8_its_mode_and_its_link(file):
    real = file.path.rename(file.path.with_name("shared.toml"))
    real.write_bytes(b"\xef\xbb\xbf" + TEXT.encode())
    real.chmod(0o640)
    file.path.symlink_to(real)
    linked = hours_file(file.path.parent)
    assert linked.text() == TEXT
    linked.write(TEXT + "# more\n")
    assert file.path.is_symlink()
    assert real.read_bytes() == b"\xef\xbb\xbf" + TEXT.encode() + b"# more\n"
    assert real.stat().st_mode & 0o777 == 0o640


def test_a_change_waits_for_another_one_and_says_so(client_of, tied, file, monkeypatch):
    monkeypatch.setattr(hours_file_module, "WAIT_S", 0.05)
    client = client_of("head")
    seen = client.post(f"{tied}close/", {"days": [CHRISTMAS]}).context["seen"]
    with hold(file.path.with_name("schedules.lock"), "another head"):
        answer = client.post(f"{tied}close/", {"days": [CHRISTMAS], "seen": seen})
    assert answer.status_code == 422
    assert "is in use by process" in text(answer)
    assert file.path.read_text() == TEXT
