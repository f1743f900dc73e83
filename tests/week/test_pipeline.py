import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from week.fake import FakeLake, flow, steady, wait, weekdays

from fiftytwo.base.errors import InputError
from fiftytwo.base.workspace import Target
from fiftytwo.forecast.model import Layer
from fiftytwo.roster.check import check
from fiftytwo.roster.model import Cause, Person
from fiftytwo.staffing.requirement import required_agents
from fiftytwo.week.inputs import WeekInputs, gather
from fiftytwo.week.pipeline import plan_week

MONDAY = date(2026, 11, 23)


def team(count, pool="Calls"):
    return tuple(Person(f"p{n}", f"Person {n}", "Canal", pool, 2250) for n in range(count))


@pytest.fixture(scope="module")
def inputs(tmp_path_factory):
    return gathered(steady(), tmp_path_factory)


@pytest.fixture(scope="module")
def plan(inputs):
    return plan_week(replace(inputs.with_people(team(6)), seconds=1))


def gathered(rows, tmp_path_factory=None, **tables):
    del tmp_path_factory
    return gather(_Workspace(), FakeLake({"segment": rows} | tables))


class _Workspace:
    root = Path("no folder")  # so that there is no layers.toml
    zone = "Europe/Brussels"
    target = Target()
    queue_targets: dict = {}
    pools: dict = {}


def test_the_week_after_the_history_is_planned(inputs):
    assert inputs.days == tuple(MONDAY + timedelta(days=n) for n in range(7))
    assert [queue.name.queue for queue in inputs.queues] == ["Calls"]


def test_a_steady_past_foretells_itself(plan):
    mean = plan.queues[0].forecast.mean
    assert np.nanmin(mean[:5, 18:34]) == pytest.approx(10, rel=0.05)
    assert np.nanmax(mean) == pytest.approx(10, rel=0.05)
    assert np.isnan(mean[5:]).all()
    assert plan.queues[0].accuracy.wape < 0.05
    assert plan.queues[0].accuracy.weeks >= 4


def test_the_requirement_is_erlang_a_with_the_logs_own_patience(plan):
    queue = plan.queues[0]
    assert (queue.model, queue.aht_s, round(queue.patience_s)) == ("Erlang A", 240, 300)
    one = required_agents(10, 240, patience_s=300, max_occupancy=0.9).agents
    assert set(queue.agents[:5, 18:34].ravel()) == {one}
    assert not queue.agents[5:].any()
    # a tenth more for sickness, meetings and training, made whole
    assert set(queue.required[:5, 18:34].ravel()) == {int(np.ceil(one / 0.9))}


def test_the_roster_is_legal_and_the_account_closes(plan, inputs):
    assert check(plan.roster, plan.people, plan.demands, inputs.rules) == []
    found = plan.as_json()
    number = {
        key: sum(c.get("agents", c.get("size")) for c in found[key])
        for key in ("required", "unmet")
    }
    covered = sum(
        min(need["agents"], have["agents"])
        for need, have in zip(found["required"], found["rostered"], strict=True)
    )
    assert covered + number["unmet"] == number["required"]


def test_the_json_has_exactly_the_promised_shape(plan):
    found = json.loads(json.dumps(plan.as_json()))
    assert list(found) == ["weeks", "required", "rostered", "unmet"]
    assert found["weeks"] == ["2026-W48"]
    assert len(found["required"]) == len(found["rostered"]) == 5 * 16
    for cell in (*found["required"], *found["rostered"]):
        assert set(cell) == {"start", "queue", "agents"}
    for cell in found["unmet"]:
        assert set(cell) == {"start", "queue", "size", "cause", "would_help"}
        assert cell["size"] > 0
        assert Cause(cell["cause"])
        assert cell["would_help"]
    assert found["required"][0]["start"] == "2026-11-23T09:00:00+01:00"


def test_without_people_everything_is_unmet_and_said(inputs):
    plan = plan_week(inputs)
    found = plan.as_json()
    assert [c["size"] for c in found["unmet"]] == [c["agents"] for c in found["required"]]
    assert {c["cause"] for c in found["unmet"]} == {"no_people"}
    assert any("no people" in caveat for caveat in plan.caveats)


def test_people_whose_pool_has_no_queue_are_named(inputs):
    plan = plan_week(replace(inputs.with_people(team(1, "Chat")), seconds=0))
    assert plan.people == ()
    assert "The pool Chat has people but no queue with a history." in plan.caveats
    assert "Nobody belongs to the pool Calls: all of it is unmet." in plan.caveats


def test_two_queues_of_one_pool_share_people_and_cells():
    both = gathered([*steady(6), *steady(4, queue="Sales")])
    pools = {"Calls": "Phones", "Sales": "Phones"}
    plan = plan_week(replace(both.with_people(team(4, "Phones")), pools=pools, seconds=1))
    demand = plan.demands[0]
    assert (len(plan.demands), demand.pool) == (1, "Phones")
    required = sum(queue.required for queue in plan.queues)
    assert np.array_equal(required, demand.required)
    alone = sum(np.ceil(queue.agents / 0.9) for queue in plan.queues)
    assert (demand.required <= alone).all()
    assert np.array_equal(sum(plan.rostered().values()), plan.roster.cover["Phones"])
    short = sum(cell["size"] for cell in plan.as_json()["unmet"])
    assert short == sum(unmet.size for unmet in plan.roster.unmet)


def test_a_holiday_without_a_past_one_is_closed(inputs):
    plan = plan_week(replace(inputs, holidays=frozenset({MONDAY})))
    assert not plan.demands[0].required[0].any()
    assert plan.demands[0].required[1].any()
    assert "Calls: 2026-11-23 is a holiday, closed." in plan.caveats


def test_a_holiday_is_planned_from_past_holidays():
    holiday = date(2026, 11, 11)
    rows = [row for row in steady() if row["local_day"] != holiday]
    rows += [wait(holiday, minute) for minute in range(600, 720, 10)]
    found = replace(gathered(rows), holidays=frozenset({holiday, MONDAY}))
    plan = plan_week(found)
    assert plan.queues[0].forecast.mean[0, 20:24].tolist() == [3, 3, 3, 3]
    assert np.flatnonzero(plan.demands[0].required[0]).tolist() == [20, 21, 22, 23]
    assert np.nanmin(plan.queues[0].forecast.mean[2, 18:34]) > 9  # Wednesdays did not suffer


def test_few_abandonments_mean_erlang_c_and_a_caveat():
    plan = plan_week(gathered(steady(abandon_every=0)))
    assert (plan.queues[0].model, plan.queues[0].patience_s) == ("Erlang C", None)
    one = required_agents(10, 240, max_occupancy=0.9).agents
    assert set(plan.queues[0].agents[:5, 18:34].ravel()) == {one}
    assert any("Erlang C" in caveat for caveat in plan.caveats)


def test_mail_is_worked_off_within_its_promise():
    rows = []
    for day in weekdays():
        rows += [flow(day, 540 + 10 * n, 1) for n in range(48)]
        rows += [flow(day, 545 + 10 * n, -1) for n in range(48)]
    found = gather(_Workspace(), FakeLake({"case_flow": rows}))
    plan = plan_week(replace(found, default_target=Target(answer_within_s=4 * 3600.0)))
    queue = plan.queues[0]
    assert (queue.model, queue.channel) == ("backlog", "email")
    # 48 cases a day of 600 s (assumed) are 8 hours' work: 8.9 hours at 90 % occupancy
    assert queue.agents[1].sum() / 2 == pytest.approx(48 * 600 / 3600 / 0.9, rel=0.25)
    assert not queue.agents[5:].any()
    assert any("600 s are assumed" in caveat for caveat in plan.caveats)


def test_no_history_is_one_clear_sentence():
    with pytest.raises(InputError, match="no history of any queue: load contacts"):
        gather(_Workspace(), FakeLake())
    with pytest.raises(InputError, match="before 2020-01-06"):
        gather(_Workspace(), FakeLake({"segment": steady(weeks=2)}), start=date(2020, 1, 6))


def test_a_past_week_is_planned_as_it_would_have_been():
    found = gather(_Workspace(), FakeLake({"segment": steady()}), start=date(2026, 10, 26))
    assert found.days[0] == date(2026, 10, 26)
    assert found.queues[0].history.days[-1] == np.datetime64("2026-10-23")


def test_a_queue_no_longer_used_is_left_out():
    old = steady(weeks=1, queue="Fax")
    late = [row | {"local_day": row["local_day"] + timedelta(days=70)} for row in steady(weeks=2)]
    assert [q.name.queue for q in gathered([*old, *late]).queues] == ["Calls"]


def test_the_week_the_clocks_change_has_its_offsets(inputs):
    days = tuple(date(2026, 10, 24) + timedelta(days=n) for n in range(3))
    past = gather(_Workspace(), FakeLake({"segment": steady(weeks=3)}))
    plan = plan_week(replace(past, days=days))
    starts = {cell["start"] for cell in plan.as_json()["required"]}
    assert {datetime.fromisoformat(start).utcoffset() for start in starts} == {timedelta(hours=1)}
    assert min(starts) == "2026-10-26T09:00:00+01:00"


def test_progress_rises_to_the_end(inputs):
    told = []
    plan_week(inputs, on_progress=lambda text, share: told.append((share, text)))
    assert told == sorted(told, key=lambda item: item[0])
    assert told[-1] == (1.0, "done")


def test_inputs_need_no_workspace(inputs):
    bare = WeekInputs(days=inputs.days, zone="UTC", queues=inputs.queues)
    assert (bare.target("Calls"), bare.pool("Calls")) == (Target(), "Calls")


def test_a_named_change_is_planned_and_said(inputs):
    change = Layer(
        "Mailing", "letters", "Calls", MONDAY - timedelta(days=9), MONDAY, MONDAY, factor=3.0
    )
    plan, plain = plan_week(replace(inputs, layers=(change,))), plan_week(inputs)
    assert plan.queues[0].agents[0].sum() > 1.5 * plain.queues[0].agents[0].sum()
    assert np.array_equal(plan.queues[0].agents[1], plain.queues[0].agents[1])
    said = next(caveat for caveat in plan.caveats if "Mailing" in caveat)
    assert said.startswith("Calls: Mailing (letters) makes ")
    assert said.endswith("(open days: 1).")
