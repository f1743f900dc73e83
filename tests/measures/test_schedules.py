"""Opening hours as they are written: what holds where and when, and what is refused."""

from datetime import UTC, datetime

import pytest
from measures.lake import MemoryLake

from fiftytwo.base.errors import InputError
from fiftytwo.measures.evaluate import Query, evaluate
from fiftytwo.measures.examples import case, open_hours, tables_of
from fiftytwo.measures.schedules import EVER, read_schedules

TEXT = """
[schedules.berlin]
zone = "Europe/Berlin"
hours = [{ mon-fri = ["09:00-17:00"] }, { from = 2026-03-03, tue = ["12:00-13:00"] }]
[schedules.night]
zone = "America/New_York"
hours = [{ mon-sun = ["00:00-24:00"] }]
[[holds]]
schedule = "berlin"
queues = ["Sales", "Help"]
[[holds]]
schedule = "night"
channels = ["chat"]
[[holds]]
schedule = "night"
queues = ["Help"]
channels = ["email"]
from = 2026-03-02
"""
GOOD = '[schedules.a]\nzone = "UTC"\nhours = [{mon = ["09:00-17:00"]}]\n'
HOLD = '[[holds]]\nschedule = "a"\n'
CASE = case(("opened", 0), first_response_h=26)


def zones(queue, channel):
    found = read_schedules(TEXT).history(queue, channel)
    return [(item.since, item.schedule.zone) for item in found]


def test_the_entry_that_names_most_holds_and_what_changes_holds_from_its_local_day_on():
    changed = datetime(2026, 3, 2, 23, tzinfo=UTC)  # midnight of 3 March in Berlin
    berlin = [(EVER, "Europe/Berlin"), (changed, "Europe/Berlin")]
    assert zones("Sales", "email") == zones("Sales", "chat") == zones("Help", None) == berlin
    assert zones(None, "chat") == [(EVER, "America/New_York")]
    assert zones("Else", "email") == zones(None, None) == []
    nearer = datetime(2026, 3, 2, 5, tzinfo=UTC)  # midnight of 2 March in New York
    assert zones("Help", "email") == [berlin[0], (nearer, "America/New_York")]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("[schedules", "not valid TOML"),
        (GOOD, r"no schedule holds for anything: add \[\[holds\]\]"),
        (GOOD + "[[holds]]\nschedule = 'b'\n", "names no schedule that is there"),
        (GOOD + HOLD + HOLD, "two of holds begin on one day for everything"),
        (GOOD + HOLD + "queue = 1\n", "unknown setting entry 1 of holds.queue"),
        (GOOD + HOLD + "queues = 'A'\n", "queues is no list"),
        (GOOD + HOLD + "queues = [1]\n", "names what is no text"),
        (GOOD + HOLD + 'from = "2026-03-01"\n', "is no day"),
        (GOOD.replace("UTC", "Mars") + HOLD, "is no time zone"),
        (GOOD.replace("17:00", "08:00") + HOLD, "is no stretch of a day"),
        (GOOD.replace("17:00", "24:01") + HOLD, "is no stretch of a day"),
        (GOOD.replace("mon =", "fri-mon =") + HOLD, "unknown setting schedules.a.hours.fri-mon"),
        (GOOD.replace("{mon", "{from = 2026-01-01, mon") + HOLD, "begins before the first hours"),
        (GOOD + 'closed = ["Easter"]\n' + HOLD, "is no day"),
    ],
)
def test_what_is_wrong_is_told_in_one_sentence(text, what):
    with pytest.raises(InputError, match=rf"^schedules\.toml: .*{what}[^\n]*$"):
        read_schedules(text)


def told(*rows, name="first_response_business_s"):
    [row] = evaluate(MemoryLake(tables_of(rows)), Query((name,)))
    return row.values[name]


def test_without_hours_it_is_not_available_and_says_so():
    assert told(*CASE).value is None
    assert "no opening hours are given" in told(*CASE).definition
    # a wrong text breaks no page: it is told where the value would stand
    assert "schedules.toml: holds is no list" in told(open_hours("holds = 1"), *CASE).definition


def test_a_queue_without_hours_lowers_the_coverage_and_is_no_zero():
    hours = open_hours(GOOD.replace("mon", "mon-fri") + HOLD + 'queues = ["Sales"]\n')
    other = [row | {"queue": "Help"} for row in case(("opened", 1), first_response_h=1)]
    both = told(hours, *CASE, *other)
    # Monday 8:00 to Tuesday 10:00: 8 h and 1 h
    assert (both.value, both.n, both.coverage) == (9 * 3600, 1, 0.5)
    assert told(hours, *other).value is None
