"""All records about a person as a file: JSON for machines, HTML for people."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone

from fiftytwo.web.people.models import Person

__all__ = ["KINDS", "as_file"]

KINDS = ("json", "html")

Records = Mapping[str, Sequence[Mapping[str, Any]]]


def as_file(person: Person, records: Records, kind: str) -> HttpResponse:
    """Return the file; `kind` is one of `KINDS`."""
    now = timezone.localtime()
    known = {"person": person.name, "key": person.key, "made_at": now, "records": records}
    if kind == "json":
        text = json.dumps(known, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
    else:
        known["tables"] = [
            {"title": title, "names": _names(rows), "rows": _cells(rows)}
            for title, rows in records.items()
        ]
        text = render_to_string("privacy/export.html", known)
    name = f"records-{now:%Y-%m-%d}.{kind}"  # no name of a person in a file's name
    return HttpResponse(
        text,
        content_type="application/json" if kind == "json" else "text/html; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "no-store",
        },
    )


def _names(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    return list(dict.fromkeys(name for row in rows for name in row))


def _cells(rows: Sequence[Mapping[str, Any]]) -> list[list[str]]:
    names = _names(rows)
    return [[_text(row.get(name)) for name in names] for row in rows]


def _text(value: Any) -> str:
    if value is None or value == "":
        return "–"
    plain = value if isinstance(value, str) else json.dumps(value, cls=DjangoJSONEncoder)
    return plain.strip('"')
