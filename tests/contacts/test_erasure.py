"""Erasure: no byte of the lake says who it was; counts and times stay, also after kills and reloads."""

import io
import json
import shutil
import signal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard
from contacts import calls
from hypothesis import given, settings
from hypothesis import strategies as st
from program import run_code
from upgrade import released

from fiftytwo.base.workspace import open_workspace
from fiftytwo.contacts.erasures import LIST, read_erasures
from fiftytwo.contacts.ids import agent_pseudonym, customer_hash
from fiftytwo.contacts.lake import open_snapshot
from fiftytwo.contacts.redact import ERASED, Words, pack_to, redact_block, redact_record
from fiftytwo.contacts.steps import ERASURE_STEPS
from fiftytwo.contacts.tables import CANONICAL, TABLES
from fiftytwo.sources.erase import erase, would_erase
from fiftytwo.sources.load import load_file

CALLER, MAIL, AGENT = "+493", "ann3@example.org", "Ada"
CODE = (
    "import sys; from pathlib import Path; from fiftytwo.base.workspace import open_workspace;"
    "from fiftytwo.sources.erase import erase;"
    "erase(open_workspace(Path(sys.argv[1])), sys.argv[2], sys.argv[3])"
)


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """Calls (with other customers whose numbers begin alike) and cases in one workspace."""
    folder = tmp_path_factory.mktemp("filled")
    space = calls.workspace(folder / "space")
    profile = calls.profile_file(folder, "column", 'version_column = "changed"')
    long = [calls.line(800 + n).replace("+49", "+4933") for n in range(3)]
    bad = [calls.line(899, wait="x").replace("+493", "+493"), calls.line(900, wait="many")]
    bad = [bad[0].replace(f"+49{899 % 7}", CALLER), bad[1].replace(f"+49{900 % 7}", CALLER)]
    first = calls.write(folder / "first.csv", [*calls.many(140), *long, *bad])
    calls.load(space, first, profile)
    second = calls.write(folder / "second.csv", calls.many(40, 120))
    calls.load(space, second, profile)
    (folder / "tickets.toml").write_text(released.CASES)
    calls.load(space, released.cases(folder / "tickets.csv"), folder / "tickets.toml")
    return space.root, folder, profile


@pytest.fixture
def own(filled, tmp_path):
    root, folder, profile = filled
    return open_workspace(shutil.copytree(root, tmp_path / "space")), folder, profile


def everything(space) -> bytes:
    """All bytes of the lake, unpacked: stored lines, and every column of every row in any file."""
    found = []
    for path in sorted(space.lake.rglob("*")):
        if path.suffix == ".zst":
            reader = zstandard.ZstdDecompressor().stream_reader(
                io.BytesIO(path.read_bytes()), read_across_frames=True
            )
            found.append(reader.read())
        elif path.suffix == ".parquet" and "_delta_log" not in path.parts:
            table = pq.read_table(path, partitioning=None)
            for column in table.columns:
                found += [
                    v.hex().encode() + v if isinstance(v, bytes) else str(v).encode()
                    for v in column.to_pylist()
                ]
        elif path.is_file():
            found.append(path.read_bytes())
    return b"\n".join(found)


def counted(space) -> dict[str, list]:
    """What an erasure must not change: keys, counts and times of every table."""
    snapshot, found = open_snapshot(space.lake), {}
    for table in CANONICAL:
        if snapshot.files(table):
            kept = [
                f'"{f.name}"' for f in TABLES[table]
                if f.name in ("external_id", "version", "payload_hash", "queue", "channel", "seq", "kind", "outcome",
                              "raw_line", "load_id", "month") or pa.types.is_timestamp(f.type) or f.type == pa.int16()
            ]  # fmt: skip
            sql = f"SELECT {', '.join(kept)} FROM {snapshot.relation(table)}"
            found[table] = sorted(
                map(repr, snapshot.cursor().sql(sql).to_arrow_table().to_pylist())
            )
    return found


def agents(space) -> list[int]:
    return sorted(n for (n,) in calls.rows(space, "SELECT count(*) FROM {contact} GROUP BY agent"))


def test_a_caller_leaves_no_trace_and_counts_stay(own):
    space, _, _ = own
    mark = customer_hash(space.hash_key, CALLER)
    before = counted(space)
    assert mark.hex().encode() in everything(space)
    would = would_erase(space, "customer", f" {CALLER} ")
    assert mark.hex().encode() in everything(space)
    done = erase(space, "customer", CALLER)
    assert (done.rows, done.lines, done.quarantined) == (would.rows, would.lines, would.quarantined)
    assert done.quarantined == 2
    left = everything(space)
    assert mark.hex().encode() not in left
    assert f",{CALLER},".encode() not in left
    assert b",+4933" in left  # another customer, whose number begins alike
    assert counted(space) == before
    assert calls.rows(space, "SELECT count(*) FROM {contact} WHERE contains(flags, 'redacted')") == [
        (done.rows["contact"],)
    ]  # fmt: skip
    waiting = calls.rows(
        space, "SELECT count(*) FROM {quarantine} WHERE resolution IS NULL", ("quarantine",)
    )
    assert waiting == [(0,)]


def test_a_writer_of_mail_leaves_cases_and_their_events(own):
    space, folder, _ = own
    mark = customer_hash(space.hash_key, MAIL).hex().encode()
    before = counted(space)
    done = erase(space, "customer", MAIL)
    assert done.rows["case"] == 8
    left = everything(space)
    assert mark not in left
    assert MAIL.encode() not in left
    assert counted(space) == before
    # A case told anew by a later change stays without its customer.
    more = folder / "more.csv"
    more.write_text("ticket,status,at,who,from\nT3,open,2026-04-02 09:00,Bo,\n")
    calls.load(space, more, folder / "tickets.toml")
    sql = "SELECT customer_id IS NULL, status_category FROM {case} WHERE external_id = 'T3'"
    assert calls.rows(space, sql, ("case",)) == [(True, "open")]


def test_an_agent_gets_a_name_that_nothing_leads_to(own):
    space, _, _ = own
    old, before, shares = agent_pseudonym(space.hash_key, AGENT), counted(space), agents(space)
    erase(space, "agent", AGENT)
    left = everything(space)
    assert old.encode() not in left
    assert b",Ada," not in left
    assert b",Bo," in left
    assert counted(space) == before
    assert agents(space) == shares
    assert old in (space.root / LIST).read_text()
    again = erase(space, "agent", old)
    assert not again.anything


def test_the_list_names_nobody_and_is_private(own):
    space, _, _ = own
    erase(space, "customer", CALLER)
    erase(space, "customer", CALLER)
    path = space.root / LIST
    assert path.stat().st_mode & 0o777 == 0o600
    assert CALLER not in path.read_text()
    assert [e.mark for e in read_erasures(path)] == [customer_hash(space.hash_key, CALLER).hex()]


@pytest.mark.parametrize("change", ["the same file", "another profile", "a newer version"])
def test_loading_it_again_does_not_bring_it_back(own, tmp_path, change):
    space, folder, profile = own
    erase(space, "customer", CALLER)
    file = folder / "first.csv"
    if change == "another profile":
        profile = calls.profile_file(tmp_path, "column", 'version_column = "changed"\n# other')
        profile.write_text(
            profile.read_text().replace('talk_s", unit = "s"', 'wait_s", unit = "s"')
        )
    if change == "a newer version":
        lines = [calls.line(n, changed=5).replace(f"+49{n % 7}", CALLER) for n in range(9)]
        file = calls.write(tmp_path / "newer.csv", lines)
    load_file(space, file, profile=profile)
    left = everything(space)
    assert customer_hash(space.hash_key, CALLER).hex().encode() not in left
    assert f",{CALLER},".encode() not in left


def test_parquet_and_json_lines_are_redacted_too(own, tmp_path):
    space, _, profile = own
    names = calls.HEADER.split(",")
    rows = [dict(zip(names, calls.line(2000 + n).split(","), strict=True)) for n in range(20)]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "calls.parquet")
    rows = [row | {"id": f"j{row['id']}"} for row in rows]
    (tmp_path / "calls.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    for name in ("calls.parquet", "calls.jsonl"):
        load_file(space, tmp_path / name, profile=profile)
    erase(space, "customer", CALLER)
    erase(space, "agent", AGENT)
    packed = b"".join(
        zstandard.ZstdDecompressor().stream_reader(io.BytesIO(p.read_bytes()), read_across_frames=True).read()
        for p in (space.lake / "raw").glob("*.zst")
    )  # fmt: skip
    assert f'"{CALLER}"'.encode() not in packed
    at = packed.index(b"PAR1")
    table = pq.read_table(io.BytesIO(packed[at : packed.rindex(b"PAR1") + 4]))
    assert CALLER not in table["caller"].to_pylist()
    assert AGENT not in table["agent"].to_pylist()
    assert table.num_rows == 20


@pytest.mark.parametrize("step", ERASURE_STEPS)
def test_killed_at_every_step_and_run_again(own, step):
    space, _, _ = own
    before = counted(space)
    killed = run_code(CODE, space.root, "customer", CALLER, FIFTYTWO_KILL_AT=step)
    assert killed.returncode == -signal.SIGKILL
    assert counted(space) == before
    erase(space, "customer", CALLER)
    left = everything(space)
    assert customer_hash(space.hash_key, CALLER).hex().encode() not in left
    assert f",{CALLER},".encode() not in left
    assert counted(space) == before


def test_nobody_is_said_so_and_an_empty_name_refused(own):
    space, _, _ = own
    before = counted(space)
    assert not erase(space, "customer", "nobody@example.org").anything
    assert counted(space) == before
    with pytest.raises(ValueError, match="no customer is named"):
        erase(space, "customer", "  ")


KEY = b"k" * 32


@pytest.mark.parametrize(
    ("record", "is_hers"),
    [
        (b"1,ann@x.org,2", True),
        (b'{"from": "ann@x.org", "n": 1}', True),
        (b"1|ann@x.org", True),
        (b'"said ann@x.org, twice"', True),
        (b"1,joann@x.org,2", False),
        (b"1,ann@x.org.uk,2", False),
        (b"1,bo@x.org", False),
    ],
)
def test_a_word_is_found_whole(record, is_hers):
    words = Words(
        KEY, frozenset({customer_hash(KEY, "ann@x.org")}), texts=frozenset({b"ann@x.org"})
    )
    assert (redact_record(record, words) == ERASED) == is_hers


@pytest.mark.parametrize(
    "record", [b"1,ann@x.org,2", b'{"from": "ann@x.org"}', b'7,"ann@x.org"', b"1|ann@x.org"]
)
def test_a_customer_is_found_by_the_hash_alone(record):
    words = Words(KEY, frozenset({customer_hash(KEY, "ann@x.org")}))
    assert redact_record(record, words) == ERASED
    assert redact_record(record.replace(b"ann", b"bob"), words) is None


@given(
    rows=st.lists(st.text("abcdef0123", min_size=0, max_size=30), min_size=1, max_size=30),
    hers=st.integers(0, 40),
)
@settings(max_examples=150, deadline=None)
def test_a_redacted_block_fits_its_place_and_reads_back(rows, hers):
    lines = [f"{n},{row},{'ann@x.org' if n == hers else 'bo@x.org'}" for n, row in enumerate(rows)]
    data = ("\n".join(lines) + "\n").encode()
    packed = zstandard.ZstdCompressor(level=1).compress(data)
    words = Words(KEY, frozenset({customer_hash(KEY, "ann@x.org")}))
    made, changed = redact_block(data, words, quote='"', known=set(), first=0)
    assert changed == (hers < len(rows))
    again = pack_to(len(packed), made)
    assert len(again) == len(packed)
    reader = zstandard.ZstdDecompressor().stream_reader(
        io.BytesIO(again * 2), read_across_frames=True
    )
    twice = reader.read()
    assert zstandard.ZstdDecompressor().decompress(again) * 2 == twice
    assert b"ann@x.org" not in twice
    assert twice.count(b"\n") == 2 * len(rows)
