"""The day board from plain values."""

import pytest
from web.plans.stored_week import stored

from fiftytwo.web.plans.board import Member, day_board, total_range
from fiftytwo.web.plans.cover import cover_panels
from fiftytwo.web.plans.stored import read
from fiftytwo.web.plans.week import week_page
from fiftytwo.web.plans.words import day_sentence, short_words, week_sentence

YUSUF = Member("yusuf", "Yusuf Demir", "Canal", "Billing")
CHLOE = Member("chloe", "Chloé Lambert", "Harbour", "Billing")
BOTH = frozenset({"yusuf", "chloe"})


def board(plan=None, *, visible=BOTH, closed=frozenset()):
    plan = plan or read(stored())
    return day_board(
        plan, 0, pool="Billing", people=[CHLOE, YUSUF], visible=visible, closed=closed, word="Phone"
    )


def words(row):
    return [cell.words for cell in row.cells]


def test_the_columns_are_the_open_half_hours():
    found = board()
    assert [column.clock for column in found.columns][::4] == ["08:00", "10:00"]
    assert len(found.columns) == 8


def test_the_difference_is_rostered_less_required():
    required, _rostered, difference = board().heat
    assert [text for text, _ in difference.values] == [
        "0",
        "0",
        "−1",
        "−1",
        "−1",
        "0",
        "0",
        "0",
    ]
    assert required.total == "5 h"
    assert board().heat[1].total == "3.5 h"


def test_every_half_hour_has_words_of_its_own():
    canal, harbour = board().blocks
    assert words(canal.rows[0])[3:6] == ["09:30 Phone", "10:00 meal", "10:30 Phone"]
    assert set(words(harbour.rows[0])) == {f"{c.clock} away" for c in board().columns}


def test_one_cell_is_in_the_tab_order():
    tabs = [c.tab for b in board().blocks for r in b.rows for c in r.cells if c.words]
    assert tabs.count(0) == 1
    assert tabs[0] == 0


def test_a_meal_is_not_paid_and_not_counted_as_at_work():
    canal = board().blocks[0]
    assert canal.hours == 3.5
    assert canal.counts == (1, 1, 1, 1, 0, 1, 1, 1)


def test_the_sum_of_teams_is_what_is_rostered():
    found = board()
    assert tuple(map(sum, zip(*(b.counts for b in found.blocks), strict=True))) == tuple(
        int(text) for text, _ in found.heat[1].values
    )


def test_who_may_not_be_seen_only_counts():
    found = board(visible=frozenset({"chloe"}))
    canal = found.blocks[0]
    assert canal.rows == ()
    assert not canal.can_open
    assert sum(canal.counts) == 7


def test_a_folded_team_keeps_its_counts():
    folded, plain = board(closed=frozenset({"Canal"})), board()
    assert folded.blocks[0].rows == ()
    assert folded.blocks[0].counts == plain.blocks[0].counts
    tabs = [c.tab for b in folded.blocks for r in b.rows for c in r.cells if c.words]
    assert tabs.count(0) == 1


def test_a_meal_across_two_half_hours_is_shown_once():
    shift = {"person": "yusuf", "day": 0, "start": 480, "end": 720, "breaks": [["meal", 615, 645]]}
    row = board(read(stored([shift]))).blocks[0].rows[0]
    assert [w.endswith("meal") for w in words(row)].count(True) == 1


def test_ranges_of_queues_add_up_as_squares():
    mean, low, high = total_range(read(stored()).queues, 0, 18)
    assert mean == 60
    assert high - mean == pytest.approx(4 * 2**0.5)
    assert mean - low == pytest.approx(4 * 2**0.5)


def test_neighbouring_gaps_of_one_cause_are_one_run():
    shorts = read(stored()).shorts
    assert [(s.start, s.end, s.size) for s in shorts] == [(540, 600, 1), (600, 630, 1)]
    said = short_words(read(stored()), shorts)
    assert said[0].hours == "09:00 to 10:00"
    assert said[0].missing == "1 missing throughout"


def test_the_sentences():
    plan = read(stored())
    assert day_sentence(plan.shorts) == (
        "Three half-hours are short: by up to one person at 09:00 (people are away)."
    )
    assert week_sentence(plan).startswith("Three half-hours are short, on Monday;")
    assert day_sentence([]) == "Every half-hour is covered."


def test_the_week_on_one_page():
    page = week_page(read(stored()), pool="Billing", people=[CHLOE, YUSUF])
    assert [row.name for row in page.rows] == ["Yusuf Demir", "Chloé Lambert"]  # by team
    assert page.rows[0].cells[0].words == "8–12"
    assert page.rows[0].hours == 3.5
    assert page.rows[1].cells[0].words == "away"
    assert page.short == (3, None, None, None, None, None, None)


def test_spare_people_of_one_pool_do_not_fill_the_gap_of_another():
    values = stored()
    spare = {
        "pool": "Chat",
        "required": values["pools"][0]["required"],
        "rostered": [[5 * n for n in day] for day in values["pools"][0]["required"]],
    }
    values["pools"].append(spare)
    plan = read(values)
    alone = cover_panels(plan, ["Billing"], today=plan.days[0])[0]
    both = cover_panels(plan, ["Billing", "Chat"], today=plan.days[0])[0]
    assert (alone.short, both.short) == (3, 3)
    assert both.worst == 1
    assert len(both.cover.missing) == 3
