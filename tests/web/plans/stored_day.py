"""A stored day under way small enough to check by hand: Monday 23 November, 08:00 to 12:00, at 10:00."""


def line(values, *, fill=None):
    """Return 48 half-hours; `values` from 08:00 on."""
    return [fill] * 16 + list(values) + [fill] * (32 - len(values))


def queue(name="Billing", came=(30, 30, 40, 40), **changes):
    """Return a queue of which 100 were expected until 10:00 and 100 after."""
    values = {
        "queue": name,
        "pool": "Billing",
        "until": 20,
        "is_planned": True,
        "mean": line([25] * 8),
        "low": line([20] * 8),
        "high": line([30] * 8),
        "now": line([*came, 30, 30, 30, 30]),
        "now_low": line([*came, 24, 24, 24, 24]),
        "now_high": line([*came, 36, 36, 36, 36]),
    }
    return values | changes


def pool(again=(2, 2, 2, 2, 3, 4, 2, 1), rostered=(2, 2, 2, 2, 2, 2, 2, 2)):
    """Return a pool in which two are required all morning."""
    return {
        "pool": "Billing",
        "required": line([2] * 8, fill=0),
        "again": line(again, fill=0),
        "rostered": None if rostered is None else line(rostered, fill=0),
    }


def stored_day(**changes):
    """A busy morning: two short from 10:00 on."""
    values = {
        "schema": 1,
        "day": "2026-11-23",
        "at": "2026-11-23T10:05",
        "interval_minutes": 30,
        "reason": "",
        "queues": [queue(), queue("Fibre", came=(24, 26, 25, 26))],
        "pools": [pool()],
        "notes": ["4 unusual past days were kept out of the fit."],
    }
    return values | changes
