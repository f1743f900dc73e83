"""All records about a person as a file: JSON for machines, HTML for people."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.template.loader import render_to_string
from django.utils import timezone

from fiftytwo.contacts.of_agents import agent_rows
from fiftytwo.web.people.models import Person
from fiftytwo.web.privacy import queries
from fiftytwo.web.privacy.in_words import Words, in_words, inside_in_words, lake_in_words
from fiftytwo.web.privacy.registry import INSIDES

__all__ = ["KINDS", "as_file"]

KINDS = ("json", "html")
A_PART = 500  # rows of the lake that are sent at once

Records = Mapping[str, Sequence[Mapping[str, Any]]]


def as_file(person: Person, records: Records, kind: str) -> HttpResponseBase:
    """Return the file; `kind` is one of `KINDS`.

    The one for programs holds every row raw, those of the lake too, and is made while it is sent;
    the one to read says everything in words, and counts the rows of the lake by month.
    """
    now = timezone.localtime()
    name = f"records-{now:%Y-%m-%d}.{kind}"  # no name of a person in a file's name
    known = {"person": person.name, "key": person.key, "made_at": now}
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
    }
    if kind == "json":
        parts = _json(known | {"records": records}, queries.agents_of(person))
        return StreamingHttpResponse(parts, content_type="application/json", headers=headers)
    text = render_to_string("privacy/export.html", known | {"tables": _tables(person)})
    return HttpResponse(text, content_type="text/html; charset=utf-8", headers=headers)


def _json(known: Mapping[str, Any], agents: Sequence[str]) -> Iterator[str]:
    """Yield an object whose last member, `lake`, holds the rows of each table of the lake."""
    yield _text(known).removesuffix("}") + ', "lake": {'
    source = queries.facts()
    for at, table in enumerate(queries.lake_tables(source, agents)):
        yield (", " if at else "") + _text(table) + ": ["
        rows: list[str] = []
        begun = False
        for row in agent_rows(source, table, agents):
            rows.append(_text(row))
            if len(rows) == A_PART:
                yield (",\n" if begun else "") + ",\n".join(rows)
                rows, begun = [], True
        yield (",\n" if begun and rows else "") + ",\n".join(rows) + "]"
    yield "}}"


def _text(value: Any) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)


def _tables(person: Person) -> list[Words]:
    """Return every table in words; what has no column that says anything is left out."""
    found = [in_words(table, rows) for table, rows in queries.tables_about(person)]
    found += [inside_in_words(i.title, i.read(person)) for i in INSIDES]
    found.append(lake_in_words(queries.lake_counts(person)))
    return [words for words in found if words.names and words.rows]
