"""A small busy lake for page tests: three queues, twelve weeks of waits, talks, cases."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from measures.lake import MemoryLake, on, wait

from fiftytwo.contacts.lake import typed_nothing

LAST = date(2026, 11, 15)  # a Sunday
WEEKS = 13  # a usual range takes twelve before the last
QUEUES = {"Billing": "voice", "Fibre": "voice", "Chat": "chat"}
BRUSSELS = ZoneInfo("Europe/Brussels")


class PageLake(MemoryLake):
    """A lake in memory; tables that measures do not read are there, and empty."""

    lake = "memory"

    def relation(self, table, first_month=None, last_month=None):
        known = {name for (name,) in self.connection.sql("SHOW TABLES").fetchall()}
        if table not in known:
            return typed_nothing(table)
        return super().relation(table, first_month, last_month)


def busy_lake(agents=("rep-one", "rep-two"), *, weeks=WEEKS, held=()):
    """Return the lake; on the last Monday the Billing queue was answered late."""
    segments, contacts = [], []
    start = LAST - timedelta(days=7 * weeks - 1)
    for n in range(7 * weeks):
        day = start + timedelta(days=n)
        if day.weekday() == 6:
            continue
        for queue, channel in QUEUES.items():
            for k in range(8):
                made = _contact(day, queue, channel, k, agents[k % len(agents)])
                contacts.append(made[0])
                segments.extend(made[1:])
    tables = {"segment": segments, "contact": contacts, "quarantine": list(held)}
    return PageLake(tables, rolled=True)


def _contact(day, queue, channel, k, agent):
    number = day.toordinal() * 100 + k * 10 + list(QUEUES).index(queue)
    key = number.to_bytes(16, "big")
    at = on(day, 540 + 45 * k)
    late = day == LAST - timedelta(days=6) and queue == "Billing"
    lost = k == 7
    seconds = 60 if late else 4 + k
    same = {"contact_id": key, "queue": queue, "channel": channel, "reason": "bill", **at}
    waited = wait("abandoned" if lost else "answered", 30 if lost else seconds, **same, agent=None)
    contact = {
        **same,
        "direction": "inbound",
        "agent": None if lost else agent,
        "outcome": "abandoned" if lost else "handled",
        "is_excluded": False,
        "transfer_count": 0,
        "source_id": "pbx",
        "external_id": f"call-{number}",
    }
    if lost:
        return contact, waited
    talk = wait(None, 300 + 10 * k, **same, agent=agent, kind="talk", seq=2, first_wait=False)
    return contact, waited, talk | {"leg_first": True}


def answers(agent, good, n, *, queue="Billing", reason="bill"):
    """Return the answers of an agent's customers, the first `good` of them satisfied."""
    return [
        {
            "survey_id": f"{agent}{queue}{reason}{i}".encode(), "instrument": "csat", "agent": agent,
            "queue": queue, "channel": "voice", "reason": reason, "source_id": "asked",
            "score_norm": 1.0 if i < good else 0.0, "score": 5.0 if i < good else 1.0,
            **on(LAST - timedelta(days=3), 600 + i),
        }
        for i in range(n)
    ]  # fmt: skip


def held_line(reason, *, day=None, number=1):
    """Return a line in quarantine."""
    return {
        "raw_id": number.to_bytes(16, "big"),
        "reason": reason,
        "source_id": "pbx",
        "profile": "pbx",
        "file_name": "calls.csv",
        "raw_line": number,
        "day": day,
        "first_seen_at": datetime(2026, 11, 16, tzinfo=BRUSSELS),
        "attempts": 1,
        "bytes": b"x",
        "month": "2026-11",
    }
