"""Properties of a queue_log: order, overlap and parts change nothing, and every line is counted."""

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sources import queuelog
from sources.queuelog import CONTEXT, fixture_lines, parse, stored_events, tables

from fiftytwo.sources import asterisk
from fiftytwo.sources.asterisk import AsteriskQueueLog

ZERO = 1_767_600_000
COUNTS = [4, pytest.param(150, marks=pytest.mark.soak)]


@st.composite
def logs(draw) -> list[str]:
    """A few minutes of a small centre: plain calls, overflow, transfers, pauses, cut ends."""
    lines: list[str] = []
    for number in range(draw(st.integers(1, 5))):
        at, queue = ZERO + draw(st.integers(0, 60)), draw(st.sampled_from(["q1", "q2"]))
        call, agent = f"c{number}", draw(st.sampled_from(["Ann", "Ben", f"Cem {number}"]))
        wait, talk = draw(st.integers(0, 20)), draw(st.integers(0, 40))
        story = [f"{at}|{call}|{queue}|NONE|ENTERQUEUE||+49301234{number}|1"]
        if draw(st.booleans()):
            story.append(
                f"{at + wait}|{call}|{queue}|{agent}|RINGNOANSWER|{draw(st.integers(0, 9000))}"
            )
        kind = draw(st.sampled_from(["COMPLETEAGENT", "COMPLETECALLER", "BLINDTRANSFER", "ABANDON",
                                     "EXITWITHTIMEOUT", "SYSCOMPAT", "open"]))  # fmt: skip
        if kind in ("COMPLETEAGENT", "COMPLETECALLER", "BLINDTRANSFER"):
            story.append(f"{at + wait}|{call}|{queue}|{agent}|CONNECT|{wait}|b.{number}|0")
            where = "|200|internal" if kind == "BLINDTRANSFER" else ""
            story.append(f"{at + wait + talk}|{call}|{queue}|{agent}|{kind}{where}|{wait}|{talk}|1")
        elif kind != "open":
            story.append(f"{at + wait}|{call}|{queue}|NONE|{kind}|1|1|{wait}")
        lines += story[: draw(st.integers(1, len(story)))] if draw(st.booleans()) else story
    for _ in range(draw(st.integers(0, 3))):
        at, name = ZERO + draw(st.integers(0, 90)), draw(st.sampled_from(["PAUSE", "UNPAUSE"]))
        lines.append(f"{at}|NONE|q1|{draw(st.sampled_from(['Ann', 'Ben']))}|{name}|")
    if draw(st.booleans()):
        lines.append(f"{ZERO + draw(st.integers(0, 90))}|NONE|NONE|NONE|QUEUESTART|")
    if draw(st.booleans()):
        lines += [
            line.replace("1767600", "1767601") for line in fixture_lines("attended_transfer.log")
        ]
    return lines


@pytest.mark.parametrize("examples", COUNTS)
def test_any_order_and_any_overlap_of_files_gives_the_same_tables(examples):

    @settings(max_examples=examples, deadline=None)
    @given(data=st.data(), lines=logs())
    def holds(data, lines):
        once = tables([lines])
        shuffled = data.draw(st.permutations(lines))
        cut = data.draw(st.integers(0, len(lines)))
        assert tables([shuffled]) == once
        assert tables([lines[: cut + 2], lines[cut:], shuffled[:cut]]) == once

    holds()


@pytest.mark.parametrize("examples", COUNTS)
def test_plain_calls_are_told_as_the_state_machine_tells_them(examples):

    @settings(max_examples=examples, deadline=None)
    @given(lines=logs())
    def holds(lines):
        events = stored_events([lines])
        together = {
            n: queuelog.plain_rows(t)
            for n, t in AsteriskQueueLog().rebuild(events, CONTEXT).items()
        }
        with pytest.MonkeyPatch.context() as patch:
            tell = asterisk.tell_plain_calls
            keys = sorted(set(events.column("group_key").to_pylist()))
            patch.setattr(
                asterisk,
                "tell_plain_calls",
                lambda con, linked, restarts: tell(con, keys, restarts),
            )
            alone = {
                n: queuelog.plain_rows(t)
                for n, t in AsteriskQueueLog().rebuild(events, CONTEXT).items()
            }
        assert alone == together

    holds()


@pytest.mark.parametrize("examples", COUNTS)
def test_rebuilding_only_the_touched_groups_equals_rebuilding_all(examples):
    """Rows of untouched groups stay: stored in parts, the tables are those of one file."""

    @settings(max_examples=examples, deadline=None)
    @given(data=st.data(), lines=logs())
    def holds(data, lines):
        cut = data.draw(st.integers(0, len(lines)))
        first, second = stored_events([lines[:cut]]), stored_events([lines[cut:]])
        both = stored_events([lines[:cut], lines[cut:]])
        source = AsteriskQueueLog()
        stories = source.stories(second, first)

        def of(events):
            """Each story by itself, as the intake may tell them."""
            found = {name: [] for name in source.tables}
            for story in stories:
                told = {*story, *source.shared}
                mask = [key in told for key in events.column("group_key").to_pylist()]
                part = source.rebuild(events.filter(pa.array(mask, pa.bool_())), CONTEXT)
                for name, some in rows(part).items():
                    found[name] += some
            return found

        def rows(rebuilt):
            return {name: queuelog.plain_rows(table) for name, table in rebuilt.items()}

        before, now = of(first), of(both)
        kept = rows(source.rebuild(first, CONTEXT))
        for name, all_rows in rows(source.rebuild(both, CONTEXT)).items():
            left = [row for row in kept[name] if row not in before[name]]
            assert sorted([*left, *now[name]], key=repr) == all_rows

    holds()


@settings(max_examples=8, deadline=None)
@given(
    lines=st.lists(st.text(alphabet="0123456789|cQ\u00e4 \t-.ENTRUABDO", max_size=40), max_size=20)
)
def test_whatever_the_lines_are_the_balance_holds(lines):
    kept = [line for line in lines if line.strip("\r\n")]
    parsed = parse(kept)
    numbers = [
        *parsed.events.column("raw_line").to_pylist(),
        *parsed.ignored.column("raw_line").to_pylist(),
        *parsed.quarantined.column("raw_line").to_pylist(),
    ]
    assert sorted(numbers) == list(range(1, len(kept) + 1))
