import numpy as np

from fiftytwo.forecast.calendar import day_columns


def dates(first, n):
    return np.datetime64(first) + np.arange(n)


def column(days, closed=()):
    """Return named columns of a Monday-to-Friday queue."""
    weekday = (days.astype(int) + 3) % 7
    past = days[(weekday < 5) & ~np.isin(days, np.array(closed, dtype="datetime64[D]"))]
    columns = day_columns(past, past[:0], np.array(closed, dtype="datetime64[D]"))
    return past, columns


def marked(days, columns, number):
    return {str(day) for day in days[columns[:, number] == 1]}


def test_after_a_closure():
    past, columns = column(dates("2026-03-02", 70), closed=["2026-04-06"])  # Easter Monday
    assert marked(past, columns, 7) == {"2026-04-07"}
    assert marked(past, columns, 8) == {"2026-04-08"}


def test_a_weekend_is_no_closure():
    past, columns = column(dates("2026-03-02", 70))
    assert marked(past, columns, 7) == set()


def test_the_first_business_day_of_the_month_skips_weekends_and_closures():
    past, columns = column(dates("2026-01-01", 150), closed=["2026-01-01", "2026-05-01"])
    first = marked(past, columns, 9)
    assert {"2026-02-02", "2026-03-02", "2026-04-01", "2026-05-04"} <= first
    last = marked(past, columns, 13)
    assert {"2026-01-30", "2026-02-27", "2026-03-31", "2026-04-30"} <= last


def test_the_middle_of_the_month_moves_to_monday():
    past, columns = column(dates("2026-01-01", 150))
    assert {"2026-01-15", "2026-02-16", "2026-03-16", "2026-04-15"} <= marked(past, columns, 15)


def test_a_short_past_knows_no_months():
    _, columns = column(dates("2026-03-02", 28))
    assert columns.shape == (20, 9)


def test_days_ahead_are_marked_too():
    past = dates("2026-03-02", 26)  # up to a Friday
    targets = np.array(["2026-03-30", "2026-03-31"], dtype="datetime64[D]")
    weekday = (past.astype(int) + 3) % 7
    past = past[weekday < 5]
    columns = day_columns(past[:-1], targets, np.array(["2026-03-27"], dtype="datetime64[D]"))
    assert columns[-2, 7] == 1  # the Monday after a closed Friday
    assert columns[-1, 8] == 1
