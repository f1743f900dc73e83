import numpy as np
import pytest

from fiftytwo.demo.calendar import DAY_S, STREAMS, arrivals, expected

ARMISTICE = 37  # 11 November, counted from Monday 5 October


def voice(company):
    return [queue.name for queue in company.queues if queue.channel == "voice"]


def test_monday_is_the_busiest_day_and_saturday_the_quietest(company):
    for name in voice(company):
        week = expected(company, name)[14:21].sum(axis=1)  # no invoice, no end of a month
        assert np.argmax(week) == 0
        assert week[5] < 0.55 * week[:5].min()
        assert week[6] == 0


@pytest.mark.parametrize("queue", ["Billing", "Fibre faults", "Moving home", "Chat"])
def test_nobody_comes_while_a_queue_is_closed(company, queue):
    known = company.queue(queue)
    seconds = arrivals(company, queue, np.random.default_rng(3))
    for day in range(len(company.days)):
        minutes = seconds[seconds // DAY_S == day] % DAY_S // 60
        hours = known.open_on(company.days[day], company.holidays)
        if hours is None:
            assert not len(minutes)
        else:
            assert minutes.min() >= hours[0]
            assert minutes.max() < hours[1]


def test_a_holiday_is_nearly_empty(company):
    days = sum(expected(company, name).sum(axis=1) for name in voice(company))
    assert company.days[ARMISTICE] in company.holidays
    assert 0 < days[ARMISTICE] < 0.1 * days[ARMISTICE - 7]


def test_the_incident_is_news_to_the_planner(company):
    known = expected(company, "Fibre faults", incident=False).sum(axis=1)
    real = expected(company, "Fibre faults").sum(axis=1)
    first = (company.incident[0] - company.first_day).days
    assert real[first] > 1.9 * known[first]
    assert (real[:first] == known[:first]).all()


def test_invoices_bring_calls_to_billing_and_not_to_the_others(company):
    for name, factor in (("Billing", 1.3), ("Moving home", 1.05)):
        days = expected(company, name, incident=False).sum(axis=1)
        day_after_run = 1  # Tuesday 6 October
        usual = days[day_after_run + 14]
        assert (days[day_after_run] > factor * usual) == (name == "Billing")


def test_draws_lie_around_what_is_expected_and_vary_more_than_chance_alone(company):
    rates = expected(company, "Billing").sum(axis=1)
    open_ = rates > 100
    ratios = []
    for seed in range(30):
        seconds = arrivals(company, "Billing", np.random.default_rng(seed))
        counts = np.bincount(seconds // DAY_S, minlength=len(rates))
        ratios.append((counts - rates)[open_] / np.sqrt(rates[open_]))
    scores = np.array(ratios)
    assert scores.std() > 1.2  # a Poisson count alone has 1


def test_messages_come_at_night_too_but_never_while_clocks_change(company):
    seconds = arrivals(company, "E-mail", np.random.default_rng(1))
    hours = seconds % DAY_S // 3600
    assert (hours == 23).any()
    assert not (hours == 2).any()
    assert (np.bincount(seconds // DAY_S % 7, minlength=7) > 0).all()


def test_every_queue_of_the_company_has_a_stream(company):
    assert set(STREAMS) == {queue.name for queue in company.queues}
