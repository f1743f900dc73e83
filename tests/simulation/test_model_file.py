"""Models as files: what is read, and how what is wrong is told."""

import tomllib
from pathlib import Path

import pytest

from fiftytwo.base.errors import InputError
from fiftytwo.simulation.encode import encode
from fiftytwo.simulation.model_file import model_of, read_model

MODELS = sorted((Path(__file__).resolve().parents[2] / "examples/models").glob("*.toml"))
GOOD = """
opens = "08:00"
interval_s = 1800
intervals = 4
busyness_shape = 30

[learning]
weeks = [0, 10]
speed = [0.5, 1.0]

[[queue]]
name = "calls"
arrivals = [10, 20, 20, 10]
service = { kind = "lognormal", mean_s = 240, cv = 1 }
patience = { kind = "exponential", mean_s = 120 }
redial = { share = 0.5, wait = { kind = "exponential", mean_s = 600 }, times = 2 }
groups = ["one", ["two", { name = "three", after_s = 30 }]]

[[queue]]
name = "mail"
deferred = true
arrivals = 4
service = { kind = "gamma", mean_s = 300, shape = 2 }
backlog = { count = 4, oldest_s = 4000 }
groups = ["one"]

[[group]]
name = "one"
shift = [{ start = "07:30", end = "10:00", agents = 4, breaks = [["09:00", "09:15"]] }]
queues = [["calls"], "mail"]
keep_idle = 1
protected = [{ start = "08:30", end = "09:00", agents = 2 }]

[[group]]
name = "two"
agents = [1, 2, 2, 1]
tenure_weeks = 4

[[group]]
name = "three"
agents = 1
"""


def test_everything_in_a_file_counts():
    model = model_of(tomllib.loads(GOOD))
    calls, mail = model.queues
    one, two, three = model.groups
    assert (model.horizon_s, model.busyness_shape) == (7200, 30)
    assert [(r.group, r.rank, r.after_s) for r in calls.routes] == [
        ("one", 0, 0.0),
        ("two", 1, 0.0),
        ("three", 1, 30),
    ]
    assert (calls.redial.share, calls.redial.times) == (0.5, 2)
    assert mail.backlog_ages_s == (1000.0, 2000.0, 3000.0, 4000.0)
    shift = one.shifts[0]
    assert (shift.start_s, shift.end_s, shift.breaks_s) == (-1800, 7200, ((3600, 4500),))
    assert model.speed_of(two) == pytest.approx(0.7)
    assert three.agents == (1,)
    encoded = encode(model)
    assert encoded.groups == ("one", "two", "three", "one, protected")
    # 4 agents for two hours less a break of a quarter hour, less 2 for half an hour.
    assert encoded.scheduled_s[0].sum() == 4 * (7200 - 900) - 2 * 1800
    assert encoded.scheduled_s[3].sum() == 2 * 1800


@pytest.mark.parametrize("path", MODELS, ids=lambda p: p.stem)
def test_examples_are_read(path):
    assert read_model(path).queues


@pytest.mark.parametrize(
    ("was", "now", "says"),
    [
        ("interval_s = 1800", "", "m.toml, interval_s is missing: give it"),
        ("interval_s = 1800", "interval_s = 0", "interval_s is 0: give seconds from 1"),
        ("interval_s = 1800", "intervall_s = 1800", "there is no key 'intervall_s': keys are"),
        ("intervals = 4", "intervals = 2.5", "intervals is 2.5: give a whole number"),
        ("intervals = 4", "intervals = true", "intervals is True: give a whole number"),
        ('opens = "08:00"', 'opens = "8 o\'clock"', "give a time such as \"08:30\""),
        ("[10, 20, 20, 10]", "[10, 20]", "queue 'calls': arrivals has 2 entries: give one, or 4"),
        ("[10, 20, 20, 10]", "[10, -2, 0, 0]", "queue 'calls': arrivals has -2"),
        ("[10, 20, 20, 10]", '["many"]', "queue 'calls': arrivals has 'many': give numbers"),
        ("mean_s = 240, cv = 1", "mean_s = -240, cv = 1", "queue 'calls': service: mean_s is -240"),
        ('"exponential", mean_s = 120', '"normal", mean_s = 120', "queue 'calls': patience: kind is"),
        ("share = 0.5", "share = 80", "queue 'calls': redial: share is 80"),
        ("times = 2", "times = 16", "times is 16: give a whole number from 1 to 15"),
        ('groups = ["one"]', 'groups = ["four"]', "there is no group 'four'; groups are one"),
        ('groups = ["one"]', "groups = []", "queue 'mail': groups is empty"),
        ("after_s = 30", "after_s = -30", "after_s is -30"),
        ("deferred = true", 'deferred = "yes"', "deferred is 'yes': give true or false"),
        ("count = 4", "count = -4", "queue 'mail': backlog: count is -4"),
        ('name = "three"\nagents = 1', 'name = "three"', "group 'three': give either agents"),
        ('name = "three"\nagents = 1', 'name = "two"\nagents = 1', "two groups are called 'two'"),
        ("agents = [1, 2, 2, 1]", "agents = [1, 2, 2, 1.5]", "agents or keep_idle has 1.5"),
        ("[[\"09:00\", \"09:15\"]]", "[[\"11:00\", \"11:15\"]]", "shift 1: a break from 10800 s"),
        ("agents = 2 }]", "agents = 5 }]", "protected hours ask for more agents than are there"),
        ('queues = [["calls"], "mail"]', 'queues = ["calls"]', "queues leaves out 'mail'"),
        ('queues = [["calls"], "mail"]', 'queues = ["x"]', "queues names 'x', whose groups do not"),
        ("[learning]\nweeks = [0, 10]\nspeed = [0.5, 1.0]", "", "tenure_weeks needs a learning"),
        ("weeks = [0, 10]", "weeks = [10, 0]", "learning: weeks must rise"),
        ("busyness_shape = 30", 'busyness_shape = "big"', "busyness_shape is big"),
        ("busyness_shape = 30", 'at_close = "go"', "at_close is 'go': give serve or end"),
        ("[[queue]]", "[[queue]", "m.toml is no TOML"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_in_one_sentence(tmp_path, was, now, says):
    assert was in GOOD
    path = tmp_path / "m.toml"
    path.write_text(GOOD.replace(was, now, 1))
    with pytest.raises(InputError) as caught:
        encode(read_model(path))
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(InputError, match=r"none.toml cannot be read \(No such file"):
        read_model(tmp_path / "none.toml")
