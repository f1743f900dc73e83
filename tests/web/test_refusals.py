"""What is refused about people and rules is said in the viewer's language, with its code."""

import ast
import html
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import override

import fiftytwo
from fiftytwo.web.told import told

SOURCE = Path(fiftytwo.__file__).parent
# Modules whose refusals a form or a table of a page shows.
SHOWN = [
    "privacy/switch.py",
    "privacy/retention.py",
    "web/accounts/actions.py",
    "web/people/actions.py",
    "web/people/fields.py",
    "web/people/files/actions.py",
    "web/people/files/compare.py",
    "web/people/files/table.py",
    "web/privacy/actions.py",
]
ERRORS = {"InputError", "RuleError", "Refusal"}


def sentence(node: ast.expr) -> str:
    """Return a literal or an f-string with "{}" for what changes; empty for anything else."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if not isinstance(node, ast.JoinedStr):
        return ""
    return "".join(str(p.value) if isinstance(p, ast.Constant) else "{}" for p in node.values)


def sentences(path: Path) -> set[str]:
    """Return every sentence of several words that a module refuses with, or hands to what does."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ERRORS:
            found |= {sentence(arg) for arg in node.args}
        elif isinstance(node, ast.Tuple):  # a refusal on its way: column, given, what to do
            found |= {sentence(part) for part in node.elts}
        elif isinstance(node, ast.Return) and node.value is not None:
            branches = [node.value]
            if isinstance(node.value, ast.IfExp):
                branches = [node.value.body, node.value.orelse]
            found |= {sentence(branch) for branch in branches}
        elif isinstance(node, ast.Assign):
            found.add(sentence(node.value))
    return {text for text in found if text.count(" ") > 1 and not text.endswith(".")}


FOUND = [(name, text) for name in SHOWN for text in sorted(sentences(SOURCE / name))]


def test_the_sentences_are_found():
    texts = {text for _name, text in FOUND}
    assert "it is switched off" in texts
    assert "{} is no number of hours: write 38, 37.5 or 37:30" in texts
    assert "{} has this login: take it away there first" in texts
    assert "the key stands in line {} too: keep one of the two" in texts


@pytest.mark.parametrize(("name", "text"), FOUND)
def test_a_refusal_that_a_page_shows_is_told_in_german(name, text):
    said = text.replace("{}", "7")
    with override("de"):
        assert told(said) != said, f"{name}: add it to told_refusals.py and run `make messages`"


def german(answer) -> str:
    return html.unescape(answer.content.decode())


def test_pages_refuse_in_german_and_with_a_code(client_of, company):
    speaks = {"headers": {"accept-language": "de"}}
    hr, head = client_of("hr"), client_of("head")
    given = {"first": "2026-11-23", "pool": "Billing", "hours": "ten", "max_days": "5"}
    page = german(
        hr.post(
            f"/settings/people/{company['yusuf'].pk}/contract/", given | {"max_days": ""}, **speaks
        )
    )
    assert "'ten' ist keine Stundenzahl" in page
    assert '<li data-code="OUT_OF_RANGE">' in page
    assert '<li data-code="REQUIRED">' in page
    file = SimpleUploadedFile("p.csv", b"key,name,hours\nyusuf,Y,ten\n")
    page = german(
        hr.post("/settings/people/import/", {"file": file, "first": "2026-11-23"}, **speaks)
    )
    assert "'ten' ist keine Stundenzahl" in page
    file = SimpleUploadedFile("p.csv", b"key,colour\nx,red\n")
    page = german(
        hr.post("/settings/people/import/", {"file": file, "first": "2026-11-23"}, **speaks)
    )
    assert "Es gibt keine Spalte 'colour'" in page
    page = german(head.post("/settings/privacy/area/voice/", {"enabled": "on"}, **speaks))
    assert "Dieser Bereich braucht eine Vereinbarung" in page
    assert 'data-code="REQUIRED"' in page
    page = german(head.get("/settings/privacy/", **speaks))
    assert "er ist ausgeschaltet" in page
    for english in ("it is switched off", "burnout", "works council", "absence days"):
        assert english not in page
