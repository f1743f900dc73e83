"""What a file is by its bytes; files that were packed to fill a disk."""

import contextlib
import gzip
import io
import subprocess
import sys

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fiftytwo.base.errors import InputError
from fiftytwo.sources.content import MOST_TIMES, Unpacked, refuse_foreign
from fiftytwo.sources.suggest import suggest_profile

CALLS = b"when,queue,outcome\n" + b"2026-01-05 10:00:00,Billing,answered\n" * 400


@pytest.mark.parametrize(
    ("head", "words"),
    [
        (b"PK\x03\x04\x14\0\x06\0", "save the sheet as CSV"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "old Excel workbook"),
        (b"%PDF-1.7\n", "a PDF"),
        (b"\x89PNG\r\n\x1a\n", "a picture"),
        (b"MZ\x90\0\x03\0", "a program"),
        (b"SQLite format 3\0", "a SQLite database"),
        (b"\x28\xb5\x2f\xfd\x04", "packed with zstd"),
        (gzip.compress(b"%PDF-1.7\n", mtime=0), "a PDF"),
        (gzip.compress(CALLS, mtime=0)[:11] + b"\xff\xff\xff", "broken gzip file"),
        (b"a,b\n1,\0\n", "binary file"),
        ("when,queue\n".encode("utf-16"), "UTF-16"),
    ],
)
def test_what_is_no_file_of_lines_is_named(head, words):
    with pytest.raises(InputError, match=words):
        refuse_foreign(head)


@pytest.mark.parametrize(
    "head", [CALLS, gzip.compress(CALLS, mtime=0), b"PAR1\0\0", b"MZ,queue\n", b""]
)
def test_what_can_be_read_passes(head):
    refuse_foreign(head[:65_536])


def bomb(megabytes: int, line: bytes = b"a,b,c\n") -> bytes:
    return gzip.compress(line * (megabytes * 1_000_000 // len(line)))


def unpack(stream: Unpacked, taken: list[int]) -> None:
    while data := stream.read(1 << 20):
        taken.append(len(data))


def test_a_bomb_is_refused_while_it_unpacks_and_an_honest_file_is_not():
    packed = bomb(200)
    assert len(packed) * MOST_TIMES < 200_000_000
    stream = Unpacked(io.BytesIO(packed), len(packed))
    taken = []
    with pytest.raises(InputError, match="unpacks to more than 250 times"):
        unpack(stream, taken)
    assert sum(taken) < 120_000_000
    small = bomb(30)  # as closely packed, and yet no harm
    stream = Unpacked(io.BytesIO(small), len(small))
    taken = []
    unpack(stream, taken)
    assert sum(taken) > 29_000_000


def test_memory_stays_flat_while_a_bomb_is_loaded(tmp_path):
    """A line without end, and lines without number (3 GB, 300 MB), loaded by a program."""
    program = (
        "import sys\n"
        "from pathlib import Path\n"
        "from fiftytwo.base.errors import InputError\n"
        "from fiftytwo.base.workspace import create_workspace\n"
        "from fiftytwo.contacts.profile import profile_from_text\n"
        "from fiftytwo.sources.load import load_file\n"
        "from fiftytwo.sources.suggest import suggest_profile\n"
        "space = create_workspace(Path(sys.argv[1]), name='x', zone='UTC')\n"
        "profile = profile_from_text(Path(sys.argv[3]).read_text())\n"
        "try:\n"
        "    load_file(space, Path(sys.argv[2]), profile=profile)\n"
        "except InputError as error:\n"
        "    left = [p for p in space.lake.rglob('*') if p.is_file() and p.stat().st_size > 1e6]\n"
        # The rusage would count what the process it came from had grown to.
        "    peak = Path('/proc/self/status').read_text().split('VmHWM:')[1].split()[0]\n"
        "    print(int(peak) // 1024, len(left), error)\n"
    )
    good = tmp_path / "good.csv"
    good.write_bytes(CALLS)
    profile = tmp_path / "profile.toml"
    profile.write_text(suggest_profile(good, zone="UTC"))
    head, line = b"when,queue,outcome\n", b"2026-01-05,Billing," + b"x" * 200 + b"\n"
    bombs = {
        "endless": gzip.compress(head, 1) + gzip.compress(b"a" * 60_000_000, 1) * 50,
        "countless": gzip.compress(head + line * (300_000_000 // len(line)), 9),
    }
    for name, packed in bombs.items():
        file = tmp_path / f"{name}.csv.gz"
        file.write_bytes(packed)
        words = [sys.executable, "-c", program, tmp_path / name, file, profile]
        out = subprocess.run(words, capture_output=True, text=True, check=True, timeout=300).stdout
        peak, left, said = out.split(" ", 2)
        assert int(peak) < 1500, out
        assert int(left) == 0, "what was unpacked stays nowhere"
        assert "16 MiB" in said or "250 times" in said


def _parquet() -> bytes:
    out = io.BytesIO()
    table = pa.table({"when": ["2026-01-05 10:00:00"] * 50, "queue": ["Billing"] * 50})
    pq.write_table(table, out)
    return out.getvalue()


WHOLE = {".csv": CALLS, ".csv.gz": gzip.compress(CALLS), ".parquet": _parquet()}


@given(kind=st.sampled_from(sorted(WHOLE)), at=st.floats(0, 1), cut=st.binary(max_size=12))
def test_a_damaged_file_is_told_in_a_sentence(tmp_path_factory, kind, at, cut):
    whole = WHOLE[kind]
    place = int(at * len(whole))
    path = tmp_path_factory.getbasetemp() / f"damaged{kind}"
    path.write_bytes(whole[:place] + cut + whole[place + len(cut) :])
    with contextlib.suppress(InputError):  # every other exception would be a page that breaks
        suggest_profile(path, zone="UTC")
