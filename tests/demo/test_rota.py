from itertools import pairwise

import numpy as np

from fiftytwo.demo.calendar import DAY_S


def shifts_by_week(happened, rep):
    weeks = {}
    for shift in happened.shifts[rep.key]:
        weeks.setdefault(shift.pieces[0].start_s // (7 * DAY_S), []).append(shift)
    return weeks


def span(shift):
    return shift.pieces[0].start_s, shift.pieces[-1].end_s


def paid_s(shift):
    return sum(p.end_s - p.start_s for p in shift.pieces if p.kind != "lunch")


def test_nobody_works_more_than_the_contract_says(company, happened):
    for rep in company.reps:
        for shifts in shifts_by_week(happened, rep).values():
            assert sum(map(paid_s, shifts)) <= rep.contract.minutes_a_week * 60
            assert len(shifts) <= rep.contract.max_days
            for shift in shifts:
                start, end = span(shift)
                assert (end - start) // 60 in rep.contract.shift_minutes


def test_nobody_works_on_a_day_away_or_beyond_what_they_offer(company, happened):
    for rep in company.reps:
        away = company.absent(rep.key)
        for shift in happened.shifts[rep.key]:
            start, end = span(shift)
            day = start // DAY_S
            assert company.days[day] not in away
            if rep.contract.available:
                first, last = rep.contract.available[day % 7]
                assert first * 60 <= start % DAY_S
                assert end - day * DAY_S <= last * 60


def test_eleven_hours_lie_between_two_shifts(company, happened):
    for rep in company.reps:
        spans = [span(shift) for shift in happened.shifts[rep.key]]
        gaps = [later[0] - earlier[1] for earlier, later in pairwise(spans)]
        assert min(gaps) >= 11 * 3600


def test_pieces_follow_each_other_and_full_days_have_a_meal_and_two_breaks(company, happened):
    for rep in company.reps:
        for shift in happened.shifts[rep.key]:
            ends = [piece.end_s for piece in shift.pieces[:-1]]
            assert ends == [piece.start_s for piece in shift.pieces[1:]]
            start, end = span(shift)
            if end - start >= 8 * 3600:
                kinds = [piece.kind for piece in shift.pieces]
                assert (kinds.count("lunch"), kinds.count("break")) == (1, 2)


def test_every_open_half_hour_of_a_weekday_has_somebody_on_the_phones(company, happened):
    phones = {rep.key for rep in company.reps if rep.pool == "Phones"}
    present = np.zeros(len(company.days) * 48, dtype=int)
    for key in phones:
        for shift in happened.shifts[key]:
            start, end = span(shift)
            present[start // 1800 : end // 1800] += 1
    days = present.reshape(-1, 48)
    for n, day in enumerate(company.days):
        if day.weekday() < 5 and day not in company.holidays:
            assert days[n, 16:38].min() >= 4  # 8:00 to 19:00
