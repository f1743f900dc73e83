"""Bodies of form posts: nearly right ones, and every kind of wrong one."""

from dataclasses import dataclass
from urllib.parse import quote_from_bytes

from hypothesis import strategies as st
from web.fuzz.harvest import Form

__all__ = ["Body", "bodies"]

BOUNDARY = b"fiftytwo-boundary"
URLENCODED = "application/x-www-form-urlencoded"
# What has broken forms before: emptiness, size, other scripts, bytes that are no text, numbers that
# no column holds, days that no calendar has, paths, markup, formulas.
NASTY = [
    b"", b" ", b"\0", b"a\0b", b"\xff\xfe\xed\xa0\x80", "\u202eabc\u2066".encode(), "\ufeff".encode(),
    "🦩 ñ ß ﷽ Ω".encode(), b"x" * 301, b"x" * 20_000, b"9" * 40, b"-1", b"0", b"1.5", b"1e400", b"NaN",
    b"Infinity", b"-0", b"2147483648", b"9223372036854775808", b"99999999999999999999", "٣".encode(),
    b"2026-02-31", b"0000-00-00", b"0001-01-01", b"9999-12-31", b"10000-01-01", b"2026-11-30",
    b"31.12.2026", b"25:61", b"00000000-0000-4000-8000-000000000000", b"None", b"null", b"[]", b"{}",
    b"../../etc/passwd", b"/", b"..", b"<script>alert(1)</script>", b"{{ 7*7 }}", b"%s%n%(x)s", b"{0.__class__}",
    b"=1+1", b"@SUM(A1)", b"'; DROP TABLE people_person; --", b"a\nb\r\nc", b"on", b"true",
    b"//evil.example/", b"http://[", b"javascript:alert(1)", b"head", b"admin", b"Europe/Brussels", b"Mars/Base",
]  # fmt: skip
FILES = [
    b"", b"\0" * 64, b"\x1f\x8b\x08\x00broken", b"PK\x03\x04", b"\xff\xfe\x00", b"key\n", b"key,name\n\xff,\n",
    b"key,name\r\nyusuf,Yusuf\r\nyusuf,Yusuf\r\n", b'key,name\n"open', b"key;name\nada;Ada\n", b"key,key\na,b\n",
    "key,name,team\nünal,Ünal,Canal\n".encode(), b"key,nonsense\na,b\n", b"key,name,joined\na,A,2026-02-31\n",
    b"key,name\n" + b"a" * 500 + b",A\n", b"key,name\na," + b"A" * 70_000 + b"\n", b"\n\n\n", b"," * 3000,
    b"1698796800|NONE|NONE|NONE|QUEUESTART|\n", b'{"a": 1}\n{', b"PAR1", b"key,name\na\0b,A\n",
]  # fmt: skip
NAMES = ["a.csv", "", ".", "..", "../../a.csv", "a\0b.csv", "x" * 240 + ".csv", "ü 🦩.csv.gz", "=1.parquet"]  # fmt: skip


@dataclass(frozen=True)
class Body:
    """What is sent: its bytes and how they are named."""

    content: bytes
    kind: str

    def __repr__(self) -> str:
        return f"Body({self.content[:600]!r}, {self.kind!r})"


def _value(offered: list[str]) -> st.SearchStrategy[bytes]:
    known = [value.encode() for value in offered] or [b""]
    any_text = st.text(max_size=40).map(lambda text: text.encode("utf-8", "surrogatepass"))
    days = st.dates().map(lambda day: day.isoformat().encode())
    numbers = st.integers(-(2**70), 2**70).map(lambda number: str(number).encode())
    return st.one_of(
        st.sampled_from(known),
        st.sampled_from(known),
        st.sampled_from(NASTY),
        any_text,
        days,
        numbers,
        st.binary(max_size=20),
    )


def _values(offered: list[str]) -> st.SearchStrategy[list[bytes]]:
    """Mostly once; left out, or twice and more, now and then."""
    one = _value(offered).map(lambda value: [value])
    return st.one_of(one, one, one, st.lists(_value(offered), max_size=3))


@st.composite
def bodies(draw: st.DrawFn, form: Form) -> Body:
    """Draw a body for a form."""
    way = draw(st.sampled_from(["fields"] * 12 + ["json", "cut", "many", "noise", "charset"]))
    if way == "json":
        return Body(b'{"name": ["x", 1, null]}', "application/json")
    if way == "cut":
        return Body(b"--" + BOUNDARY + b"\r\nContent-Disposition: form-data; na", _multipart_kind())
    if way == "many":
        return Body(b"&".join(b"a%d=1" % n for n in range(1100)), URLENCODED)
    if way == "noise":
        return Body(draw(st.binary(max_size=200)), draw(st.sampled_from([URLENCODED, ""])))
    pairs = [
        (name, value)
        for name, offered in form.fields.items()
        for value in draw(_values(offered), label=name)
    ]
    if draw(st.integers(0, 9)) == 0:
        pairs.append(("no_such_field", draw(st.sampled_from(NASTY))))
    files = [(name, *draw(_file())) for name in form.files if draw(st.integers(0, 7))]
    if files or draw(st.integers(0, 9)) == 0:
        return Body(_multipart(pairs, files), _multipart_kind())
    kind = URLENCODED if way == "fields" else f"{URLENCODED}; charset=utf-16"
    text = "&".join(f"{quote_from_bytes(n.encode())}={quote_from_bytes(v)}" for n, v in pairs)
    return Body(text.encode(), kind)


def _file() -> st.SearchStrategy[tuple[str, bytes]]:
    content = st.one_of(st.sampled_from(FILES), st.binary(max_size=200))
    return st.tuples(st.sampled_from(NAMES), content)


def _multipart_kind() -> str:
    return f"multipart/form-data; boundary={BOUNDARY.decode()}"


def _multipart(pairs: list[tuple[str, bytes]], files: list[tuple[str, str, bytes]]) -> bytes:
    parts = [
        b'Content-Disposition: form-data; name="%s"\r\n\r\n%s' % (name.encode(), value)
        for name, value in pairs
    ]
    parts += [
        b'Content-Disposition: form-data; name="%s"; filename="%s"\r\nContent-Type: text/csv\r\n\r\n%s'
        % (name.encode(), file.encode(), content)
        for name, file, content in files
    ]
    return b"".join(b"--" + BOUNDARY + b"\r\n" + part + b"\r\n" for part in parts) + (
        b"--" + BOUNDARY + b"--\r\n"
    )
