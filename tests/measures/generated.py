"""Lakes made by chance, small and full of edges: ties, missing values, open items, midnights."""

from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

FIRST = date(2026, 3, 26)  # a Thursday: weeks and months change within the days used
DAYS = 12
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Clocks go forward in Berlin on 29 March and back in Sydney on 5 April, at 02:00 and 03:00.
ZONES = ("Europe/Berlin", "Australia/Sydney", "America/New_York", "Asia/Kolkata", "UTC")
# The first rows of every table: before a midnight, and around both changes of clocks.
EDGES = (
    (date(2026, 3, 28), 23 * 60 + 59, 0), (date(2026, 3, 29), 119, 0), (date(2026, 3, 29), 150, 0), (date(2026, 3, 31), 1439, 0),
    (date(2026, 4, 4), 1439, 0), (date(2026, 4, 5), 150, 0), (date(2026, 4, 5), 150, 1), (date(2026, 4, 5), 1439, 0),
)  # fmt: skip
QUEUES = ("sales", "help", None)
CHANNELS = ("voice", "email")
PEOPLE = ("a1", "a2", None)
REASONS = ("bill", None)
ENDS = (
    "answered", "answered", "answered", "replied", "replied", "abandoned", "abandoned", "timeout",
    "overflow", "resolved_without_reply", "dropped", None,
)  # fmt: skip
KINDS = (
    "wait",
    "wait",
    "wait",
    "talk",
    "talk",
    "conference",
    "hold",
    "wrap",
    "work",
    "dial",
    "ring",
    "ivr",
    "bot",
)
# Days and nights in two zones, a week that changes, holidays, and nothing for most of one queue.
SCHEDULES = """
[schedules.day]
zone = "{zone}"
closed = [2026-03-30, "2026-03-31 10:00-11:30"]
[[schedules.day.hours]]
mon-fri = ["09:00-12:00", "13:00-17:45"]
[[schedules.day.hours]]
from = 2026-03-31
mon-sun = ["00:00-24:00"]
[schedules.late]
zone = "America/New_York"
hours = [{{ mon-sun = ["00:00-01:30", "18:00-24:00"] }}]
[[holds]]
schedule = "day"
queues = ["sales"]
[[holds]]
schedule = "late"
queues = ["sales", "help"]
channels = ["email"]
from = 2026-03-29
"""
MILLISECONDS = (0, 4_999, 5_000, 19_999, 20_000, 20_001, 60_000, 345_000)


class Maker:
    """Makes the rows of one lake from one seed."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.zone = ZoneInfo(self.random.choice(ZONES))
        # queues whose source cannot tell a kind, and kinds that nobody tells
        self.untold = {
            (self.random.choice(QUEUES), self.random.choice(("wrap", "hold"))) for _ in range(2)
        }
        self.silent = self.random.choice((None, None, "wrap", "talk", "replied"))
        self.last = FIRST

    def place(self, number: int | None = None) -> dict[str, Any]:
        """Return a local day and minute with its instant and month in UTC; the first are edges."""
        if number is not None and number < len(EDGES):
            day, minute, fold = EDGES[number]
        else:
            day = FIRST + timedelta(days=self.random.randrange(DAYS))
            minute = self.random.choice((0, 59, 60, 600, 617, 1439, self.random.randrange(1440)))
            fold = self.random.randrange(2)
        clock = datetime(day.year, day.month, day.day, minute // 60, minute % 60, fold=fold, tzinfo=self.zone)  # fmt: skip
        return self.booked(clock.astimezone(UTC) + timedelta(seconds=self.random.randrange(60)))

    def booked(self, at: datetime) -> dict[str, Any]:
        """Return an instant with the local day and minute that the clock on the wall showed."""
        local = at.astimezone(self.zone)
        clock = {"local_day": local.date(), "local_minute": local.hour * 60 + local.minute}
        return {**clock, "started_at": at, "month": f"{at:%Y-%m}"}

    def groups(self) -> dict[str, Any]:
        pick = self.random.choice
        return {
            "queue": pick(QUEUES),
            "channel": pick(CHANNELS),
            "agent": pick(PEOPLE),
            "reason": pick(REASONS),
        }

    def segment(self, number: int) -> dict[str, Any] | None:
        pick = self.random.choice
        kind, groups = pick(KINDS), self.groups()
        end = pick(ENDS) if kind == "wait" else pick(("completed", None))
        if self.silent in (kind, end) or (groups["queue"], kind) in self.untold:
            return None
        unknown = kind != "ivr" and self.random.random() < 0.08
        return {
            "contact_id": (number // 2).to_bytes(16, "big"), "leg": "main", "seq": number % 2, "kind": kind, **groups, **self.place(number),
            "direction": "inbound", "end_reason": end,
            "duration_ms": None if unknown or (kind == "wait" and end is None) else pick(MILLISECONDS),
            "transfer_type": pick((None, None, "blind")), "is_counted": self.random.random() < 0.9,
            "leg_first": kind in ("talk", "conference", "work") and self.random.random() < 0.8,
            "first_wait": kind == "wait" and self.random.random() < 0.7, "hold_included": self.random.random() < 0.1,
            "target_ms": pick((20_000, 60_000, None)), "short_ms": pick((5_000, 0, None)), "source_id": pick(("pbx", "pbx", "chat")),
        }  # fmt: skip

    def contact(self, number: int) -> dict[str, Any]:
        pick = self.random.choice
        return {
            "contact_id": number.to_bytes(16, "big"), **self.groups(), **self.place(number), "source_id": pick(("pbx", "pbx", "chat")),
            "direction": pick(("inbound", "inbound", "outbound")), "is_excluded": self.random.random() < 0.1,
            "outcome": pick(("handled", "handled", "abandoned_ivr", "bot_resolved", "bot_assumed", "open")),
            "transfer_count": pick((0, 0, 1, 3)), "customer_id": pick((None, b"c1", b"c2", b"c3")),
            "case_id": pick((None, *(n.to_bytes(16, "big") for n in range(3)))), "case_episode_no": pick((None, 1, 2)),
        }  # fmt: skip

    def case(self, number: int) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        """Return a case's row and its changes of the backlog, in order."""
        groups, start = self.groups(), self.place(number)
        case_id, at = number.to_bytes(16, "big"), start["started_at"]
        desk = self.random.choice(("desk", "desk", "other"))
        causes = ["opened", *self.random.choice((
            [], ["solved"], ["solved", "reopened"], ["solved", "reopened", "solved"], ["merged"], ["deleted"],
        ))]  # fmt: skip
        flow, solved = [], []
        for cause in causes:
            booked = {name: self.booked(at)[name] for name in ("local_day", "local_minute")}
            change = 1 if cause in ("opened", "reopened") else -1
            flow.append({"case_id": case_id, "source_id": desk, "at": at, "cause": cause, "change": change,
                         **groups, **booked, "month": f"{at:%Y-%m}"})  # fmt: skip
            if cause == "solved":
                solved.append((at, booked))
            hours = self.random.choice((0, 1, 30, 24 * 7, 24 * 8))  # 0: in the same instant
            at += timedelta(hours=hours, seconds=self.random.randrange(3600) if hours else 0)
        opened = flow[0]["at"]
        last = solved[-1] if solved else None
        resolution = None if last is None else (last[0] - opened) // timedelta(milliseconds=1)
        response = self.random.choice((None, 600_000, 7_200_000))
        row = {
            "case_id": case_id, "source_id": desk, **groups, "created_at": opened, "month": f"{opened:%Y-%m}",
            "local_day": flow[0]["local_day"], "local_minute": flow[0]["local_minute"],
            "solved_day": last and last[1]["local_day"], "solved_minute": last and last[1]["local_minute"],
            "first_response_ms": response, "response_from": None if response is None else opened + timedelta(minutes=self.random.choice((0, 7))), "last_solved_at": last and last[0], "owed_since": self.random.choice((None, opened)) if response is None else None,
            "first_solved_at": solved[0][0] if solved else None,
            "resolution_first_ms": None if last is None else (solved[0][0] - opened) // timedelta(milliseconds=1),
            "resolution_ms": resolution,
            "resolution_excl_waiting_ms": self.random.choice((None, resolution)),
            "reopen_count": causes.count("reopened"), "handoff_count": self.random.choice((None, 0, 0, 2)), "is_counted": self.random.random() < 0.9,
        }  # fmt: skip
        return row, flow

    def stay(self, number: int, step: int) -> dict[str, Any]:
        """Return one of the stretches in which a case had a state or a person."""
        pick, place = self.random.choice, self.place()
        end = place["started_at"] + timedelta(milliseconds=pick((1, 999, 3_600_000)))
        attribute = pick(("status_category", "status_category", "queue", "queue", "assignee"))
        states = ("new", "open", "on_hold", "waiting_customer", "solved")
        return {
            "case_id": number.to_bytes(16, "big"), "attribute": attribute,
            "value": pick(QUEUES if attribute == "queue" else states), "started_at": place["started_at"],
            "ended_at": pick((end, end, None)), "month": place["month"], "external_id": str(step),
        }  # fmt: skip

    def state(self, number: int) -> dict[str, Any]:
        pick = self.random.choice
        length = pick((0, 1_000, 60_000, 1_800_000, 5_400_000))
        return {
            **self.place(number), "agent": pick(PEOPLE), "track": "work", "duration_ms": length, "source_id": "pbx",
            "state": pick(("on_contact", "wrap", "idle", "available", "break", "lunch", "offline")), "external_id": str(number),
        }  # fmt: skip

    def report(self, number: int) -> dict[str, Any]:
        pick = self.random.choice
        offered = pick((0.0, 4.0, 10.0))
        return {
            **self.place(number), "queue": pick((*QUEUES, "lobby")), "channel": "voice", "length_s": 300, "offered": offered,
            "answered": pick((None, offered / 2)), "answered_in_target": pick((None, offered / 4)), "target_s": 20.0,
            "abandoned": pick((None, offered / 2)), "handle_s": pick((None, 512.5)), "wait_s": pick((None, 64.0)),
            "external_id": str(number),
        }  # fmt: skip

    def survey(self, number: int) -> dict[str, Any]:
        pick = self.random.choice
        return {
            "survey_id": number.to_bytes(16, "big"), **self.groups(), **self.place(number),
            "instrument": pick(("csat", "csat", "nps", "nps", "ces", "resolved_yes_no")), "scale_min": pick((0.0, 1.0, None)),
            "scale_max": pick((1.0, 5.0, 7.0, 10.0)), "score": pick((None, 0.0, 1.0, 5.0, 6.0, 9.0, 10.0)), "score_norm": pick((None, 0.0, 0.5, 0.75, 1.0)),
            "question_ref": pick((None, "content", "speed/expectation", "speed/experience", "tone/experience")), "contact_id": pick((None, b"c", b"d")), "case_id": pick((None, b"e")),
            "offered_at": datetime(2026, 3, pick((1, 2)), tzinfo=UTC),
        }  # fmt: skip


def make_tables(seed: int, size: int = 60, always: str = "") -> dict[str, list[dict[str, Any]]]:
    """Return the rows of a lake; each table but `always` is left out by chance."""
    maker = Maker(seed)
    tables: dict[str, list[dict[str, Any]]] = {}
    makers = {"segment": maker.segment, "contact": maker.contact, "agent_state": maker.state,
              "interval_report": maker.report, "survey_response": maker.survey}  # fmt: skip
    for table, make in makers.items():
        if maker.random.random() < 0.85 or table == always:
            rows = [make(i) for i in range(maker.random.randrange(1, size))]
            tables[table] = [row for row in rows if row is not None]
    if maker.random.random() < 0.85 or always in ("fact_case", "case_flow", "case_interval"):
        cases = [maker.case(i) for i in range(maker.random.randrange(1, size // 2))]
        tables["fact_case"] = [row for row, _ in cases]
        tables["case_flow"] = [change for _, flow in cases for change in flow]
        stays = [maker.stay(i, n) for i in range(len(cases)) for n in range(3)]
        tables["case_interval"] = [row for row in stays if maker.random.random() < 0.8]
    for row in tables.get("contact", ()):
        length = maker.random.choice((None, 0, 61_001, 90_000_000))
        row["ended_at"] = (
            None if length is None else row["started_at"] + timedelta(milliseconds=length)
        )
    if maker.random.random() < 0.7:
        tables["schedules"] = [{"text": SCHEDULES.format(zone=maker.zone.key)}]
    # the zone of one source is known, that of the other is not
    profile = f'zone = "UTC"\nlocal_zone = "{maker.zone.key}"'
    known = {
        "source_id": "pbx",
        "profile_text": profile,
        "received_at": maker.place()["started_at"],
    }
    tables["raw_file"] = [known, known | {"profile_text": 'zone = "UTC"', "received_at": EPOCH}]
    for table in tables.values():
        maker.random.shuffle(table)
    return tables
