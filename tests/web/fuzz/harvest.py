"""Forms as pages really show them: which fields, with which choices, and where they go."""

import html
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qs

__all__ = ["Form", "asked_in", "forms_in"]


@dataclass
class Form:
    """A form of a page: names of its fields, each with the values it offers."""

    action: str
    method: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    files: set[str] = field(default_factory=set)

    def offer(self, name: str | None, *values: str) -> None:
        if name and name != "csrfmiddlewaretoken":
            self.fields.setdefault(name, []).extend(values)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.open: Form | None = None
        self.select = self.area = None

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "form":
            self.open = Form(given.get("action") or "", (given.get("method") or "get").lower())
            self.forms.append(self.open)
        elif self.open is None:
            return
        elif tag == "input" and given.get("type") == "file":
            self.open.files.add(given["name"])
        elif tag in ("input", "button"):
            self.open.offer(given.get("name"), given.get("value") or "")
        elif tag == "select":
            self.select = given.get("name")
            self.open.offer(self.select)
        elif tag == "option" and self.select:
            self.open.offer(self.select, given.get("value") or "")
        elif tag == "textarea":
            self.area = given.get("name")
            self.open.offer(self.area)

    def handle_data(self, data):
        if self.open is not None and self.area:
            self.open.offer(self.area, data.strip())

    def handle_endtag(self, tag):
        if tag == "form":
            self.open = None
        elif tag == "select":
            self.select = None
        elif tag == "textarea":
            self.area = None


def forms_in(page: str, method: str = "post") -> list[Form]:
    """Return the forms of a page that change something, or by "get" those that ask."""
    reader = _Reader()
    reader.feed(page)
    return [form for form in reader.forms if form.method == method]


def asked_in(page: str) -> set[str]:
    """Return the names of all parameters that the page's links and asking forms use."""
    names = {name for form in forms_in(page, "get") for name in form.fields}
    for query in re.findall(r'(?:href|action|hx-get)="[^"]*\?([^"#]+)"', page):
        names |= set(parse_qs(html.unescape(query), keep_blank_values=True))
    return names
