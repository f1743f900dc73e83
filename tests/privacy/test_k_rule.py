"""The eight parts of the k-rule, by the oracles of the specification."""

import random

import pytest

from fiftytwo.privacy.errors import RuleError
from fiftytwo.privacy.krule import (
    Thresholds,
    hidden_cells,
    may_follow,
    n_text,
    released_comments,
    whole_percent,
)
from fiftytwo.privacy.release import Reply, release


def replies(answers, **groups):
    named = {name: list(values) for name, values in groups.items()}
    return [
        Reply(f"p{at}", answer, {name: values[at] for name, values in named.items()})
        for at, answer in enumerate(answers)
    ]


def test_part_1_a_site_may_raise_k_and_never_lower_it():
    assert Thresholds(7, 9, 12).comments == 12
    for lower in ({"numbers": 4}, {"health": 7}, {"comments": 7}):
        with pytest.raises(RuleError, match="too few") as refused:
            Thresholds(**lower)
        assert refused.value.code == "OUT_OF_RANGE"


@pytest.mark.parametrize(("n", "is_health", "reason"), [(4, False, "TOO_FEW"), (5, False, "")])
def test_part_2_small_groups_are_hidden(n, is_health, reason):
    shown = release(replies([1 + at % 3 for at in range(n)]), is_health=is_health)
    assert shown.tables[()][()].reason == reason


def test_part_2_health_answers_need_eight():
    few, enough = ([1 + at % 3 for at in range(n)] for n in (7, 8))
    assert release(replies(few), is_health=True).tables[()][()].reason == "TOO_FEW"
    assert release(replies(enough), is_health=True).tables[()][()].percent == {1: 38, 2: 38, 3: 25}


def test_part_3_oracle_the_other_team_is_hidden_too_and_the_total_shown():
    answers = [4, 5, 3, 4, 4, 2, 5, 1, 4, 3, 4]
    shown = release(replies(answers, team="AAAAAAABBBB"), [("team",)])
    assert {key[0]: cell.reason for key, cell in shown.tables[("team",)].items()} == {
        "A": "HIDDEN_WITH",
        "B": "TOO_FEW",
    }
    assert shown.tables[()][()].n == "11"
    assert shown.tables[()][()].mean == 3.5


def test_part_3_two_hidden_cells_still_hold_k_people():
    # 1 and 2 hidden would tell three people's sum; the next smallest goes dark with them.
    assert hidden_cells({"a": 1, "b": 2, "c": 6, "d": 9}, k=5) == {"a", "b", "c"}


def test_part_3_rows_and_columns_of_a_crossed_table():
    cells = {(r, c): 6 for r in "ab" for c in "xy"} | {("a", "x"): 3}
    lines = [[("a", "x"), ("a", "y")], [("b", "x"), ("b", "y")]]
    lines += [[("a", "x"), ("b", "x")], [("a", "y"), ("b", "y")]]
    assert hidden_cells(cells, k=5, lines=lines) == set(cells)


def test_part_4_oracle_one_more_person_keeps_the_old_snapshot():
    twelve = replies([1 + at % 4 for at in range(12)])
    first = release(twelve)
    past = [(first, {reply.person: reply.answer for reply in twelve})]
    joined = [*twelve, Reply("new", 5)]
    assert release(joined, earlier=past) is first
    assert release([*twelve, *(Reply(f"new{at}", at) for at in range(1, 6))], earlier=past) != first


def test_part_4_counts_added_and_removed_together_and_looks_at_all_earlier_ones():
    base = frozenset(range(12))
    assert may_follow(base - {0, 1} | {20, 21, 22}, [base], k=5)
    assert not may_follow(base - {0, 1} | {20, 21}, [base], k=5)
    five_more = base | {30, 31, 32, 33, 34}
    assert not may_follow(
        base | {40}, [base, five_more], k=5
    )  # far from the newest, near the first


def test_part_5_crossed_filters_count_the_crossed_cell():
    answers = [1 + at % 5 for at in range(20)]
    shift = ["early"] * 8 + ["late"] * 2 + ["early"] * 5 + ["late"] * 5
    shown = release(replies(answers, team="A" * 10 + "B" * 10, shift=shift), [("team", "shift")])
    cells = shown.tables[("team", "shift")]
    assert cells["A", "late"].reason == "TOO_FEW"
    assert all(cell.reason for cell in cells.values())  # each of the others would tell it


def test_part_6_oracle_five_people_who_all_said_1_are_withheld():
    shown = release(replies([1] * 5)).tables[()][()]
    assert (shown.reason, shown.n, shown.percent, shown.mean) == ("UNIFORM", "5–9", {}, None)


def test_part_6_a_table_with_a_uniform_cell_is_dropped_beside_the_total():
    shown = release(replies([1] * 6 + [1, 2, 3, 4, 5, 5], team="A" * 6 + "B" * 6), [("team",)])
    assert shown.dropped == (("team",),)
    assert shown.tables[()][()].percent[1] == 58


def test_part_7_comments_come_at_eight_shuffled_and_bare():
    texts = [f"remark {at}" for at in range(8)]
    assert released_comments(texts[:7]) == []
    out = released_comments(texts, shuffle=random.Random(52))
    assert sorted(out) == texts
    assert out != texts


def test_part_8_whole_percentages_and_no_exact_n_below_ten():
    assert [n_text(n) for n in (5, 9, 10)] == ["5–9", "5–9", "10"]
    assert whole_percent(4, 5) == 80
    assert release(replies([4, 4, 5, 3, 4])).tables[()][()].mean == 4.0  # oracle 7 of people.md
