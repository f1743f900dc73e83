"""The catalogues of `web/locale`: find every message of the source, merge, compile, list what lacks.

`make messages` (``python -m tests.messages``) needs no tool of gettext's: the fresh machine has
Python and pip alone. Messages that nobody uses any more are dropped; translations are kept.
"""

import ast
import re
import struct
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation.template import templatize

import fiftytwo
from fiftytwo.measures.catalogue import NAMED

SOURCE = Path(fiftytwo.__file__).parent
WEB = SOURCE / "web"
LOCALE = WEB / "locale"
LANGUAGES = ("de",)
CALLS = {"_", "gettext", "gettext_lazy", "gettext_noop"}
PLURALS = {"ngettext", "ngettext_lazy"}
CONTEXTS = {"pgettext", "pgettext_lazy"}
PATTERN_FILTER = re.compile(r"""\|day:(["'])(.+?)\1""")
HEADER = (
    "Project-Id-Version: fiftytwo\n"
    "Language: {language}\n"
    "MIME-Version: 1.0\n"
    "Content-Type: text/plain; charset=UTF-8\n"
    "Content-Transfer-Encoding: 8bit\n"
    "Plural-Forms: nplurals=2; plural=(n != 1);\n"
)


@dataclass(frozen=True, order=True)
class Key:
    """What a message is known by."""

    text: str
    plural: str = ""
    context: str = ""


Catalogue = dict[Key, tuple[str, ...]]


def source_messages() -> dict[Key, str]:
    """Every message of the source with the first place where it stands."""
    found: dict[Key, str] = {}
    for path in sorted(SOURCE.rglob("*")):
        if path.suffix not in (".py", ".html") or "migrations" in path.parts:
            continue
        if WEB not in path.parents and "gettext_noop" not in path.read_text():
            continue  # the core speaks English; it marks what a page shows
        keys = of_python(path.read_text()) if path.suffix == ".py" else of_template(path)
        for key in keys:
            found.setdefault(key, _place(path))
    for item in NAMED.values():
        for text in (
            item.label, item.meaning, item.formula, item.traps, item.purpose, item.inclusions,
        ):  # fmt: skip
            found.setdefault(Key(text), f"measure {item.name}")
    found.pop(Key(""), None)
    return found


def _place(path: Path) -> str:
    return path.relative_to(WEB if WEB in path.parents else SOURCE).as_posix()


def of_template(path: Path) -> Iterator[Key]:
    """Messages of a template, and the date patterns of its `day` filters."""
    source = path.read_text()
    code = templatize(source, origin=str(path))
    for call in re.finditer(r"\b(\w+)\((u?(?:'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"),?\s*)+", code):
        tree = _parsed(call[0].rstrip(", "))
        if tree is not None:
            yield from _of_call(tree)
    for _quote, pattern in PATTERN_FILTER.findall(source):
        yield Key(pattern)


def _parsed(call: str) -> ast.Call | None:
    try:
        node = ast.parse(f"{call})", mode="eval").body
    except SyntaxError:
        return None
    return node if isinstance(node, ast.Call) else None


def of_python(source: str) -> Iterator[Key]:
    """Messages of a module, and the date patterns that it gives to `date_text`."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            yield from _of_call(node)


def _of_call(node: ast.Call) -> Iterator[Key]:
    name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
    if name == "date_text":
        yield from (Key(text) for text in _texts(node.args[1:2]))
        return
    texts = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
    texts = [text for text in texts if isinstance(text, str)]
    if name in CALLS and texts:
        yield Key(texts[0])
    elif name in PLURALS and len(texts) > 1:
        yield Key(texts[0], texts[1])
    elif name in CONTEXTS and len(texts) > 1:
        yield Key(texts[1], "", texts[0])


def _texts(nodes: Iterable[ast.expr]) -> Iterator[str]:
    """Texts of constants, also of both sides of a choice."""
    for node in nodes:
        yield from (
            inner.value
            for inner in ast.walk(node)
            if isinstance(inner, ast.Constant)
            and isinstance(inner.value, str)
            and re.fullmatch(r"[DdjlFMYHi:, .]+", inner.value)
        )


def read(path: Path) -> Catalogue:
    """A catalogue in the form of gettext's .po files; empty where there is none."""
    found: Catalogue = {}
    if not path.exists():
        return found
    for block in path.read_text().split("\n\n"):
        fields: dict[str, str] = {}
        name = ""
        for line in block.splitlines():
            if line.startswith("#") or not line.strip():
                continue
            if not line.startswith('"'):
                name, line = line.split(" ", 1)
            fields[name] = fields.get(name, "") + ast.literal_eval(line)
        if fields.get("msgid"):
            forms = [fields[n] for n in ("msgstr", "msgstr[0]", "msgstr[1]") if n in fields]
            key = Key(fields["msgid"], fields.get("msgid_plural", ""), fields.get("msgctxt", ""))
            found[key] = tuple(forms)
    return found


def write(path: Path, language: str, catalogue: Catalogue, places: dict[Key, str]) -> None:
    """Write a catalogue in order of place and text, so that changes are easy to review."""
    blocks = ['msgid ""\nmsgstr ""\n' + "\n".join(map(_quoted, _lines(HEADER, language)))]
    for key in sorted(catalogue, key=lambda key: (places.get(key, ""), key)):
        forms = catalogue[key]
        lines = [f"#: {places[key]}"]
        lines += [f"msgctxt {_quoted(key.context)}"] if key.context else []
        lines.append(f"msgid {_quoted(key.text)}")
        if key.plural:
            lines.append(f"msgid_plural {_quoted(key.plural)}")
            lines += [f"msgstr[{n}] {_quoted(form)}" for n, form in enumerate(forms)]
        else:
            lines.append(f"msgstr {_quoted(forms[0])}")
        blocks.append("\n".join(lines))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n\n".join(blocks) + "\n")


def _lines(header: str, language: str) -> list[str]:
    return header.format(language=language).splitlines(keepends=True)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def compiled(language: str, catalogue: Catalogue) -> bytes:
    """The bytes of the .mo file that gettext reads: two sorted tables of lengths and places."""
    entries = {"": HEADER.format(language=language)}
    for key, forms in catalogue.items():
        if all(forms):
            entries[_name(key)] = "\0".join(forms)
    pairs = sorted((k.encode(), v.encode()) for k, v in entries.items())
    start = 28 + 16 * len(pairs)
    ids = b"".join(k + b"\0" for k, _ in pairs)
    tables, at = [], start
    for side in (0, 1):
        for pair in pairs:
            tables.append(struct.pack("<II", len(pair[side]), at))
            at += len(pair[side]) + 1
    head = struct.pack("<7I", 0x950412DE, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, start)
    return head + b"".join(tables) + ids + b"".join(v + b"\0" for _, v in pairs)


def _name(key: Key) -> str:
    text = f"{key.text}\0{key.plural}" if key.plural else key.text
    return f"{key.context}\x04{text}" if key.context else text


def paths(language: str) -> tuple[Path, Path]:
    """Where a language's catalogue lies, as text and compiled."""
    folder = LOCALE / language / "LC_MESSAGES"
    return folder / "django.po", folder / "django.mo"


def main() -> int:
    """Bring the catalogues in step with the source; list what lacks, and say so by the exit code."""
    places = source_messages()
    lacking = 0
    for language in LANGUAGES:
        text, binary = paths(language)
        known = read(text)
        blank = {key: ("", "") if key.plural else ("",) for key in places}
        catalogue = blank | {key: forms for key, forms in known.items() if key in places}
        write(text, language, catalogue, places)
        binary.write_bytes(compiled(language, catalogue))
        empty = [key for key, forms in catalogue.items() if not all(forms)]
        for key in sorted(empty, key=lambda key: (places[key], key)):
            print(f"{language}  {places[key]}: {key.text}")
        lacking += len(empty)
        print(f"{language}: {len(catalogue) - len(empty)} of {len(catalogue)} messages")
    return 1 if lacking else 0


if __name__ == "__main__":
    sys.exit(main())
