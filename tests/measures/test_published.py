"""Published definitions with numbers worked by hand: ease, occupancy, response and resolution."""

from datetime import timedelta

import pytest
from measures.lake import MemoryLake

from fiftytwo.measures.evaluate import Query, evaluate
from fiftytwo.measures.examples import both, case, scored, state, tables_of


def ask(rows, *names):
    [row] = evaluate(MemoryLake(tables_of(rows)), Query(names))
    return row.values


def test_ease_is_the_top_three_of_seven_and_no_scales_are_mixed():
    # new question 7 6 5 4 3: three of five agree, mean 25 / 5; old question, low is good: 2 1
    answers = [scored("ces", score, 1, 7) for score in (7, 6, 5, 4, 3)]
    answers += [scored("ces", score, 1, 5) for score in (2, 1)]
    found = ask(answers, "ces", "ces_mean", "ces_effort_mean")
    assert [v.value for v in found.values()] == [0.6, 5, 1.5]
    assert [v.n for v in found.values()] == [5, 5, 2]
    assert [v.coverage for v in found.values()] == pytest.approx([5 / 7, 5 / 7, 2 / 7])


def test_the_gap_is_the_mean_of_pairs_and_who_answered_once_is_only_counted():
    # experience − expectation on 1 to 5: −1, +1, −2; of a fourth and a fifth one answer each
    asked = [(5, 4), (3, 4), (4, 2), (5, None), (None, 3)]
    rows = [row for n, pair in enumerate(asked) for row in both(*pair, contact=bytes([n]))]
    rows += both(1, None, contact=b"other") + both(None, 5, contact=b"other", item="tone")
    found = ask(rows, "expectation_gap")["expectation_gap"]
    assert found.value == pytest.approx(100 * (-2 / 4) / 3)
    assert (found.n, found.coverage) == (3, 3 / 7)


def test_a_gap_takes_the_newest_answers_of_one_scale_and_of_one_contact_or_case():
    early, late = both(5, 1, contact=b"a"), both(2, 4, contact=b"a")
    for row in late:
        row |= {
            "survey_id": row["survey_id"] + b"2",
            "offered_at": row["offered_at"] + timedelta(hours=1),
        }
    assert ask(early + late, "expectation_gap")["expectation_gap"].value == 50
    (wide,) = both(5, None, contact=b"b")
    mixed = [wide | {"scale_max": 7}, *both(None, 4, contact=b"b")]
    alone = [row | {"contact_id": None} for row in both(5, 4, contact=b"c")]
    by_case = [row | {"contact_id": None, "case_id": b"k"} for row in both(3, 4, contact=b"d")]
    found = ask(mixed + alone + by_case, "expectation_gap")["expectation_gap"]
    assert (found.value, found.n, found.coverage) == (25, 1, 1 / 5)


def test_occupancy_is_not_utilisation():
    # ten hours signed in: 6 on contacts, 1 wrap-up, 2 ready, 1 in a meeting
    day = [
        state("available", 0, 540),
        state("on_contact", 0, 360),
        state("wrap", 360, 60),
        state("meeting", 540, 60),
    ]
    found = ask(day, "occupancy", "utilisation", "shrinkage_signed_in")
    assert [v.value for v in found.values()] == pytest.approx([7 / 9, 7 / 10, 1 / 10])


def test_resolution_goes_on_after_a_reopening_and_leaves_the_customer_out():
    # opened, 3 h with the customer, solved at 10 h, reopened, solved at 30 h; two others at 6 and 8 h
    rows = case(("opened", 0), ("solved", 10), ("reopened", 20), ("solved", 30), waiting_h=3)
    rows += [*case(("opened", 0), ("solved", 6)), *case(("opened", 0), ("solved", 8))]
    names = ("resolution_first_s", "resolution_s", "resolution_excl_waiting_s", "resolution_excl_waiting_p50_s",
             "resolution_excl_waiting_p90_s")  # fmt: skip
    found = ask(rows, *names)
    assert [v.value / 3600 for v in found.values()] == pytest.approx(
        [24 / 3, 44 / 3, 41 / 3, 8, 27]
    )
