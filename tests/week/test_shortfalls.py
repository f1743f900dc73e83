from datetime import date

from fiftytwo.roster.model import Cause, Unmet
from fiftytwo.week.shortfalls import shortfalls

DAY = date(2026, 11, 23)


def short(start, size, *, cause=Cause.REST, help_="x", pool="phone"):
    return Unmet(pool, DAY, start, start + 30, size, cause, help_)


def test_only_what_belongs_together_is_joined():
    rows = [
        short(600, 1),
        short(630, 2),
        short(690, 1),
        short(720, 1, help_="y"),
        short(600, 1, pool="chat"),
    ]
    found = [(s.pool, s.start_minute, s.end_minute, s.most) for s in shortfalls(rows)]
    assert sorted(found) == [
        ("chat", 600, 630, 1), ("phone", 600, 660, 2), ("phone", 690, 720, 1), ("phone", 720, 750, 1)
    ]  # fmt: skip


def test_the_worst_comes_first_and_nothing_is_lost():
    rows = [short(600, 1), short(900, 3), short(930, 3)]
    found = shortfalls(rows)
    assert [s.person_minutes for s in found] == [180, 30]
    assert sum(s.person_minutes for s in found) == sum(30 * row.size for row in rows)
    assert shortfalls([]) == []
