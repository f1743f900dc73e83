"""A stored plan small enough to check by hand: Monday 23 November, one pool, 08:00 to 12:00."""

from datetime import date, timedelta

MONDAY = date(2026, 11, 23)
DAYS = [(MONDAY + timedelta(days=n)).isoformat() for n in range(7)]


def grid(monday, *, fill=0):
    """Return seven days of 48 half-hours; `monday` from 08:00 on, the rest closed."""
    first = [fill] * 16 + list(monday) + [fill] * (32 - len(monday))
    return [first, *([[fill] * 48] * 6)]


def stored(shifts=None, **changes):
    """Yusuf works 8 to 12 with a meal at 10, Chloé is away; two people are required from 9 to 10."""
    values = {
        "schema": 1,
        "zone": "Europe/Brussels",
        "days": DAYS,
        "interval_minutes": 30,
        "queues": [
            {
                "queue": name,
                "pool": "Billing",
                "channel": "voice",
                "mean": grid([10, 20, 30, 20, 10, 10, 5, 5], fill=None),
                "low": grid([7, 16, 26, 16, 7, 7, 3, 3], fill=None),
                "high": grid([13, 24, 34, 24, 13, 13, 7, 7], fill=None),
                "method": "profile",
                "model": "Erlang A",
                "aht_s": 300.0,
                "patience_s": 240.0,
                "backtest": {"wape": 0.17, "naive_wape": 0.24, "cover": 0.82, "weeks": 8},
            }
            for name in ("Billing", "Fibre")
        ],
        "pools": [
            {
                "pool": "Billing",
                "required": grid([1, 1, 2, 2, 1, 1, 1, 1]),
                "rostered": grid([1, 1, 1, 1, 0, 1, 1, 1]),
            }
        ],
        "shifts": shifts
        or [
            {"person": "yusuf", "day": 0, "start": 480, "end": 720, "breaks": [["meal", 600, 630]]}
        ],
        "away": [["chloe", 0]],
        "unmet": [
            {"pool": "Billing", "day": 0, "start": start, "end": start + 30, "size": 1, **why}
            for start, why in (
                (540, {"cause": "people are away", "would_help": "one more person at 09:00"}),
                (570, {"cause": "people are away", "would_help": "one more person at 09:00"}),
                (600, {"cause": "breaks fall into it", "would_help": ""}),
            )
        ],
        "notes": ["10 % is added for sickness."],
    }
    return values | changes
