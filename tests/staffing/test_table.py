import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fiftytwo.base.errors import InputError
from fiftytwo.staffing import compiled, table
from fiftytwo.staffing.requirement import required_agents
from fiftytwo.staffing.table import required_table


def random_rows(n, seed=7):
    rng = np.random.default_rng(seed)
    load = np.exp(rng.uniform(np.log(0.01), np.log(3000), n))
    aht = rng.uniform(30, 900, n)
    return {
        "calls": np.where(rng.random(n) < 0.05, 0.0, load / aht * 900),
        "aht_s": aht,
        "patience_s": np.where(rng.random(n) < 0.5, np.exp(rng.uniform(0, 14, n)), np.nan),
        "service_level": rng.uniform(0, 0.99, n),
        "within_s": rng.uniform(0, 90, n),
        "max_occupancy": np.where(rng.random(n) < 0.3, rng.uniform(0.3, 1, n), np.nan),
    }


def one_by_one(rows, i):
    given = {name: None if np.isnan(values[i]) else values[i] for name, values in rows.items()}
    return required_agents(given.pop("calls"), given.pop("aht_s"), interval_s=900, **given)


@pytest.mark.parametrize("few_rows", [0, 10**6], ids=["compiled", "python"])
def test_a_table_says_what_single_questions_say_bit_for_bit(few_rows, monkeypatch):
    monkeypatch.setattr(compiled, "FEW_ROWS", few_rows)
    rows = random_rows(1_500)
    need = required_table(**rows, interval_s=900)
    for i in range(len(need.agents)):
        single = one_by_one(rows, i)
        assert need.agents[i] == single.agents
        assert need.service_level[i] == single.service_level
        assert need.asa_s[i] == single.asa_s
        assert need.occupancy[i] == single.occupancy
        assert need.abandonment[i] == single.abandonment


def test_parts_over_the_cores_change_nothing(monkeypatch):
    rows = random_rows(12_000, seed=3)
    monkeypatch.setattr(table.os, "cpu_count", lambda: 1)
    alone = required_table(**rows)
    monkeypatch.setattr(table.os, "cpu_count", lambda: 3)
    together = required_table(**rows)
    for name in ("agents", "service_level", "asa_s", "occupancy", "abandonment"):
        assert np.array_equal(getattr(alone, name), getattr(together, name))


def test_closed_intervals_need_nobody():
    need = required_table([np.nan, 0, 100], 180)
    assert need.agents.tolist() == [0, 1, 14]
    assert np.isnan(need.service_level[0])


def test_one_number_serves_all_rows_and_no_rows_are_fine():
    assert (
        required_table([10, 10], 300, patience_s=60).agents.tolist()
        == [required_agents(10, 300, patience_s=60).agents] * 2
    )
    assert required_table([], 300).agents.size == 0


@given(
    st.sampled_from(
        ["calls", "aht_s", "interval_s", "patience_s", "service_level", "within_s", "max_occupancy"]
    ),
    st.integers(0, 4),
)
@settings(max_examples=40, deadline=None)
def test_a_bad_row_is_named(name, row):
    columns = {
        "calls": [10.0] * 5,
        "aht_s": [200.0] * 5,
        "interval_s": [900.0] * 5,
        "patience_s": [60.0] * 5,
        "service_level": [0.8] * 5,
        "within_s": [20.0] * 5,
        "max_occupancy": [0.9] * 5,
    }
    columns[name][row] = -1.0
    with pytest.raises(InputError, match=f"row {row + 1}: {name} must be .*, not -1"):
        required_table(**columns)


def test_a_load_beyond_reason_is_named():
    with pytest.raises(InputError, match=r"row 2: .* check the units"):
        required_table([1, 1e12], 300)


@pytest.mark.parametrize("n", [20_000, pytest.param(1_000_000, marks=pytest.mark.soak)])
def test_wild_inputs_give_finite_answers_that_meet_their_targets(n):
    rng = np.random.default_rng(52)
    aht = 10 ** rng.uniform(-2, 5, n)
    load = 10 ** rng.uniform(-6, 4, n)
    rows = {
        "calls": load / aht * 1800,
        "aht_s": aht,
        "patience_s": np.where(rng.random(n) < 0.7, 10 ** rng.uniform(-2, 9, n), np.nan),
        "service_level": rng.choice([0, 0.01, 0.5, 0.8, 0.95, 0.9999], n),
        "within_s": rng.choice([0, 1, 20, 300, 86_400], n),
        "max_occupancy": rng.choice([np.nan, 1.0, 0.9, 0.3], n),
    }
    need = required_table(**rows)
    cap = np.where(np.isnan(rows["max_occupancy"]), 1.0, rows["max_occupancy"])
    assert (need.agents >= 1).all()
    assert (need.service_level >= rows["service_level"]).all()
    assert (need.service_level <= 1).all()
    assert (need.occupancy <= cap).all()
    assert ((need.abandonment >= 0) & (need.abandonment <= 1)).all()
    assert (np.isfinite(need.asa_s) & (need.asa_s >= 0)).all()
