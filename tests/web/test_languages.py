"""German is as complete as English: every message, every page, every number."""

import gettext
import re
from datetime import date
from string import Formatter

import messages
import pytest
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import override

from fiftytwo.web.saying import date_text, duration_text, list_text, number_text, share_text
from fiftytwo.web.told import told

PERCENT = re.compile(r"%\((\w+)\)s")
SOURCE = messages.source_messages()
PAGES = {
    "head": ["home", "service", "plan", "sources", "source-add", "quarantine", "jobs", "style"],
    "lead": ["home", "service", "plan"],
    "rep": ["home", "plan", "account", "account_change_password", "account_logout"],
    "anonymous": ["account_login"],
}


def catalogue(language: str):
    return messages.read(messages.paths(language)[0])


def holes(text: str) -> set[str]:
    named = {name for _, name, _, _ in Formatter().parse(text.replace("%", "")) if name}
    return set(PERCENT.findall(text)) | named


def test_the_extractor_sees_every_kind_of_message():
    keys = {(key.text, key.plural, key.context) for key in SOURCE}
    assert ("This week", "", "") in keys  # a module
    assert ("Skip to the page", "", "") in keys  # a template
    assert ("%(name)s, your menu", "", "") in keys  # a block
    assert ("One thing to put right", "%(n)s things to put right", "") in keys  # a plural
    assert ("Reason", "", "contact") in keys  # a context
    assert ("l j F", "", "") in keys  # a date's pattern
    assert ("Service level", "", "") in keys  # a measure


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_every_message_is_translated(language):
    """`make messages` lists them and writes the catalogue."""
    known = catalogue(language)
    assert [key.text for key in SOURCE if not all(known.get(key, ("",)))] == []
    assert [key.text for key in known if key not in SOURCE] == []


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_translations_keep_their_holes(language):
    wrong = []
    for key, forms in catalogue(language).items():
        wanted = holes(key.plural or key.text)
        wrong += [key.text for form in forms[-1:] if holes(form) != wanted]
        wrong += [key.text for form in forms[:-1] if not holes(form) <= wanted]
    assert wrong == []


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_the_compiled_catalogue_is_in_step(language):
    binary = messages.paths(language)[1]
    assert binary.read_bytes() == messages.compiled(language, catalogue(language))
    with open(binary, "rb") as file:
        read = gettext.GNUTranslations(file)
    assert read.gettext("Week plan") == "Wochenplan"
    assert read.ngettext("%(n)s line is in quarantine", "%(n)s lines are in quarantine", 2) == (
        "%(n)s Zeilen liegen in Quarantäne"
    )
    assert read.pgettext("contact", "Reason") == "Anlass"


def leftovers(page: str) -> list[str]:
    """English messages of several words that stand in a page that speaks German."""
    text = re.sub(r"<svg.*?</svg>|<script.*?</script>", " ", page, flags=re.S)
    known = catalogue("de")
    sentences = [
        key.text
        for key, forms in known.items()
        if " " in key.text and "%" not in key.text and "{" not in key.text and forms[0] != key.text
    ]
    return [
        text_ for text_ in sentences if f">{escape(text_)}<" in text or f'"{escape(text_)}"' in text
    ]


def test_leftovers_would_be_found():
    assert leftovers("<h2>What needs you</h2>") == ["What needs you"]
    assert leftovers("<h2>Was zu tun ist</h2>") == []


@pytest.mark.parametrize(
    ("role", "name"), [(role, name) for role, names in PAGES.items() for name in names]
)
def test_a_german_page_is_german(client_of, role, name):
    client = client_of(role)
    answer = client.get(reverse(name), headers={"accept-language": "de"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert '<html lang="de"' in page
    assert leftovers(page) == []


def test_error_pages_speak_german(client_of):
    client = client_of("rep")
    german = {"accept-language": "de-AT,de;q=0.9,en;q=0.5"}
    assert "Hier ist nichts" in client.get("/no/where/", headers=german).content.decode()
    refused = client.get(reverse("sources"), headers=german).content.decode()
    assert "Diese Seite gehört nicht zu dieser Rolle" in refused


def test_a_person_chooses_the_language_and_it_outweighs_the_browser(client_of):
    client = client_of("head")
    answer = client.post(reverse("language"), {"language": "de", "next": "/account/"})
    assert answer.headers["location"] == "/account/"
    assert '<html lang="de"' in client.get("/account/", headers={"accept-language": "en"}).text
    client.post(reverse("language"), {"language": "xx", "next": "https://elsewhere.example/"})
    assert '<html lang="de"' in client.get("/account/").text


def test_a_language_that_we_do_not_speak_falls_back_to_the_workspace(client_of):
    page = client_of("head").get("/account/", headers={"accept-language": "fr"}).text
    assert '<html lang="en"' in page


def test_numbers_and_days_follow_the_language():
    with override("de"):
        assert number_text(31125) == "31.125"
        assert share_text(0.7841) == "78,4 %"
        assert duration_text(4.5) == "4,5 s"
        assert list_text(["Montag", "Dienstag"]) == "Montag und Dienstag"
    with override("en"):
        assert number_text(31125) == "31,125"


def test_days_have_a_point_in_german():
    with override("de"):
        assert date_text(date(2026, 11, 23), "l j F") == "Montag, 23. November"


@pytest.mark.parametrize(
    ("english", "german"),
    [
        ("people are away", "Personen sind abwesend"),
        (
            "2 more people in Phones from 08:00 to 11:00 on Monday 30 November",
            "2 weitere Personen in Phones von 08:00 bis 11:00 am Montag, 30. November",
        ),
        ("Billing: 1 unusual past days were kept out of the fit.", None),
        ("not available, no surveys are loaded", "nicht verfügbar, es sind keine Umfragen geladen"),
        ("Zoë's own words", "Zoë's own words"),
    ],
)
def test_stored_sentences_are_told_in_german(english, german):
    with override("de"):
        said = told(english)
    if german is None:
        assert said.startswith("Billing: ")
        assert said != english
    else:
        assert said == german
    with override("en"):
        assert told(english) == english
