"""Every measure has a page that says what the catalogue says, and its worked example is true twice."""

import re
from pathlib import Path

import pytest
from measures.lake import MemoryLake

from fiftytwo.measures import examples
from fiftytwo.measures.catalogue import NAMED
from fiftytwo.measures.evaluate import Query, evaluate

PAGES = Path(__file__).resolve().parents[2] / "docs" / "measures"
EXAMPLE = re.compile(r"```python\n(.*?)```", re.DOTALL)
plain = examples.value_of


def both_ways(name, rows, **query):
    """Return the plain evaluator's value, after the compiled one was found to be the same."""
    [row] = evaluate(MemoryLake(examples.tables_of(rows)), Query((name,), **query))
    value = plain(name, rows, **query)
    assert row.values[name].value == (value if value is None else pytest.approx(value))
    return value


def page(name):
    return (PAGES / f"{name}.md").read_text()


def line(text, head):
    [found] = re.findall(rf"^\*\*{head}\.\*\* (.*)$", text, re.MULTILINE)
    return found


@pytest.mark.parametrize("item", NAMED.values(), ids=lambda item: item.name)
def test_the_page_says_what_the_catalogue_says(item):
    text = page(item.name)
    assert text.startswith(f"# {item.label}\n\n`{item.name}` · ")
    assert line(text, "Definition") == item.meaning
    assert line(text, "Formula") == item.formula
    assert line(text, "Traps") == item.traps
    assert line(text, "Purpose") == item.purpose
    assert line(text, "Counts") == item.inclusions
    assert re.findall(r"\((\w+)\.md\)", line(text, "Read beside")) == list(item.guardrail)
    assert line(text, "Least n") == str(item.least_n)
    assert f" · version {item.version}\n" in text
    assert (f"variant {item.variant}" in text) == bool(item.variant)


@pytest.mark.parametrize("item", NAMED.values(), ids=lambda item: item.name)
def test_a_measure_is_read_beside_others_that_exist(item):
    assert item.guardrail
    assert item.name not in item.guardrail
    assert set(item.guardrail) <= set(NAMED)


@pytest.mark.parametrize("name", NAMED)
def test_the_worked_example_holds(name, monkeypatch):
    monkeypatch.setattr(examples, "value_of", both_ways)
    blocks = EXAMPLE.findall(page(name))
    assert blocks
    for block in blocks:
        assert f'value_of("{name}"' in block
        exec(compile(block, f"{name}.md", "exec"), {})


def test_the_index_lists_every_page_and_no_other():
    listed = re.findall(r"\]\((\w+)\.md\)", page("index"))
    assert sorted(listed) == sorted(NAMED)
    assert {file.stem for file in PAGES.glob("*.md")} == {*NAMED, "index"}
