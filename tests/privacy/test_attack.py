"""An attacker who knows who is in which group tries to work out one person's answer, and cannot.

The attacker is stronger than a reader of the page: each shown group tells exactly how often each
answer occurs. Attacks: the total less its shown cells, a snapshot less a snapshot, crossed filters.
They are plain subtraction over people, written without a look at how the house decides.
"""

from collections import Counter
from collections.abc import Mapping
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fiftytwo.privacy import release as house
from fiftytwo.privacy.release import Reply, release

TEAMS, SHIFTS = "AB", ("early", "late")
EXAMPLES = settings(max_examples=60, deadline=None)


def told(group: frozenset[str], answers: Mapping[str, int]) -> Counter:
    return Counter(answers[person] for person in group)


def sums_of(groups: list[tuple[frozenset[str], Counter]]):
    """Yield the groups an attacker can put together: parts taken off, and parts put together."""
    known = list(groups)
    for rest, sum_rest in groups:
        inside = [(g, s) for g, s in groups if g < rest]
        for size in (1, 2, 3):
            for parts in combinations(inside, size):
                union = frozenset().union(*(g for g, _ in parts))
                if sum(len(g) for g, _ in parts) == len(union):
                    taken = sum((s for _, s in parts), Counter())
                    known.append((rest - union, Counter(sum_rest) - taken))
    yield from known
    # Two overlapping groups: what differs between them shows where it can only come from one side.
    for (one, sum_one), (two, sum_two) in combinations(known, 2):
        for more, less, up, down in ((one, two, sum_one, sum_two), (two, one, sum_two, sum_one)):
            only = more - less
            for answer, n in up.items():
                if only and n - down[answer] >= len(only):
                    yield only, Counter({answer: len(only)})


def recovered(groups: list[tuple[frozenset[str], Counter]]) -> set[str]:
    """Return the people whose answer the attacker now knows."""
    found: set[str] = set()
    for group, counts in sums_of(groups):
        held = [answer for answer, n in counts.items() if n]
        if group and len(held) == 1 and counts[held[0]] >= len(group):
            found |= group
    return found


@st.composite
def years(draw):
    """People with answers and groups, and who takes part in each of up to four snapshots."""
    n = draw(st.integers(4, 20))
    uniform = draw(st.booleans())
    answer = st.just(1) | st.integers(1, 5) if uniform else st.integers(1, 5)
    people = [
        Reply(
            f"p{at}",
            draw(answer),
            {"team": draw(st.sampled_from(TEAMS)), "shift": draw(st.sampled_from(SHIFTS))},
        )
        for at in range(n)
    ]
    rounds = draw(st.lists(st.sets(st.integers(0, n - 1), min_size=1), max_size=3))
    return people, [list(range(n)), *rounds]


def shown_over_time(people: list[Reply], rounds: list) -> list[tuple[frozenset[str], Counter]]:
    """Return every group that was ever shown with its counts."""
    answers = {reply.person: reply.answer for reply in people}
    earlier, seen = [], []
    for members in rounds:
        taking_part = [people[at] for at in sorted(members)]
        snapshot = release(taking_part, [("team",), ("shift",), ("team", "shift")], earlier=earlier)
        if snapshot not in [past for past, _ in earlier]:
            earlier.append((snapshot, {r.person: r.answer for r in taking_part}))
            seen += [(group, told(group, answers)) for group in snapshot.groups]
    return seen


@EXAMPLES
@given(years())
def test_nobody_is_recovered(year):
    assert recovered(shown_over_time(*year)) == set()


@EXAMPLES
@given(years())
def test_no_small_group_is_shown_and_no_exact_small_number(year):
    people, rounds = year
    for members in rounds:
        snapshot = release([people[at] for at in members], [("team",), ("shift",)])
        assert all(len(group) >= 5 for group in snapshot.groups)
        for table in snapshot.tables.values():
            for cell in table.values():
                assert cell.n in ("<5", "5–9") or int(cell.n) >= 10
                assert all(isinstance(share, int) for share in cell.percent.values())


def team(name: str, answers: list[int], shift: str = "early") -> list[Reply]:
    return [
        Reply(f"{name}{at}", answer, {"team": name, "shift": shift})
        for at, answer in enumerate(answers)
    ]


ALL_DARK = [*team("A", [2, 3, 4, 5, 1, 2, 3]), *team("B", [1])]  # B is one person
SAME = [*team("A", [1] * 6), *team("B", [2, 3, 4, 5, 5, 4])]
JOINED = [*team("A", [2, 3, 4, 5, 1, 2, 3, 4, 5, 1, 2, 3]), *team("C", [5])]
WITHOUT = {  # rule → what is switched off, people, rounds, who is then recovered
    "complementary suppression": ("_next_to_hide", ALL_DARK, [range(8)], {"B0"}),
    "snapshots far apart": ("may_follow", JOINED, [range(12), range(13)], {"C0"}),
    "uniform withheld": ("is_uniform", SAME, [range(12)], {f"A{at}" for at in range(6)}),
}


@pytest.mark.parametrize("rule", WITHOUT)
def test_the_attacker_succeeds_where_a_rule_is_switched_off(rule, monkeypatch):
    name, people, rounds, victims = WITHOUT[rule]
    assert recovered(shown_over_time(people, rounds)) == set()
    off = {
        "_next_to_hide": lambda *_args: None,
        "may_follow": lambda *_args, **_k: True,
        "is_uniform": lambda _answers: False,
    }
    # The gate behind the rules would stop the attack as well, so it is off too.
    monkeypatch.setattr(house, "_is_safe", lambda *_args: True)
    where = "fiftytwo.privacy.krule" if name == "_next_to_hide" else "fiftytwo.privacy.release"
    monkeypatch.setattr(f"{where}.{name}", off[name])
    assert victims <= recovered(shown_over_time(people, rounds))


def test_the_attacker_succeeds_where_small_cells_are_shown(monkeypatch):
    monkeypatch.setattr(house, "_is_safe", lambda *_args: True)
    monkeypatch.setattr(house, "hidden_cells", lambda *_args, **_k: frozenset())
    assert "B0" in recovered(shown_over_time(ALL_DARK, [range(8)]))


def test_the_gate_alone_stops_what_passes_the_rules(monkeypatch):
    """Three leave who said 1, three others come who said 5: far enough apart, and yet telling."""
    stay = team("A", [2, 3, 4, 2, 3, 4])
    people = [*stay, *team("B", [1, 1, 1]), *team("C", [5, 5, 5])]
    rounds = [range(9), [*range(6), 9, 10, 11]]
    assert recovered(shown_over_time(people, rounds)) == set()
    monkeypatch.setattr(house, "_is_safe", lambda *_args: True)
    assert {"C0", "B0"} <= recovered(shown_over_time(people, rounds))
