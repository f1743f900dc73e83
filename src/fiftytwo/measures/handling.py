"""Measures of handling: talk, hold, wrap, handle time, transfers and occupancy."""

from typing import Unpack

from fiftytwo.measures import parts as p
from fiftytwo.measures.model import Measure, Part, Terms, Where, Words, made
from fiftytwo.measures.voice import minus

__all__ = ["MEASURES"]

SECONDS = 0.001
AT_WORK = Where("at_work", "=", 1)  # hours with work or readiness in them, not breaks alone
TELLING = (AT_WORK, Where("tells", "=", 1))  # people of whom idle or available time is known at all
BUSY_MS: Terms = ((1, Part("busy_ms", "state", TELLING, "busy_ms")),)
CONTACT_MS: Terms = ((1, Part("contact_ms", "state", TELLING, "contact_ms")),)
READY_MS: Terms = ((1, Part("ready_ms", "state", TELLING, "ready_ms")),)
HOURS: Terms = ((1, Part("agent_hours", "state", TELLING)),)
SILENT_HOURS: Terms = ((1, Part("agent_hours_untold", "state", (AT_WORK, Where("tells", "=", 0)))),)
HOLD_LEGS = p.LEGS + minus(p.LEGS_MIXED)


def _mean(name: str, what: Terms, per: Terms, /, **more: Unpack[Words]) -> Measure:
    shared: Words = {
        "name": name,
        "what": what,
        "per": per,
        "unit": "seconds",
        "better": "as planned",
        "scale": SECONDS,
        "count": per,
        "open": p.LEGS_OPEN,
    }
    return made(shared, more)


def _total(name: str, what: Terms, /, **more: Unpack[Words]) -> Measure:
    shared: Words = {
        "name": name,
        "what": what,
        "per": None,
        "unit": "seconds",
        "better": "as planned",
        "scale": SECONDS,
        "count": p.LEGS,
        "open": p.LEGS_OPEN,
        "kind": "sum",
    }
    return made(shared, more)


LEG_TRAP = "A leg is one person's part in a contact; a transferred contact has two."

MEASURES = (
    _mean(
        "talk_s",
        p.TALK_MS,
        p.LEGS,
        label="Talk",
        told_by="talks",
        formula="sum of talk and conference ÷ handled legs",
        meaning="Mean live exchange with the customer, for each handled leg.",
        traps=LEG_TRAP + " Where a source cannot separate hold, hold is inside talk.",
    ),
    _mean(
        "hold_s",
        p.HOLD_MS,
        HOLD_LEGS,
        label="Hold",
        better="lower",
        told_by="holds",
        missing=p.LEGS_MIXED,
        formula="sum of hold ÷ handled legs whose hold is told apart from talk",
        meaning="Mean time the customer was parked, for each handled leg.",
        traps=LEG_TRAP + " Not available where hold is inside talk or never told: that is not 0.",
    ),
    _mean(
        "wrap_s",
        p.WRAP_MS,
        p.LEGS,
        label="Wrap-up",
        told_by="wraps",
        formula="sum of wrap-up ÷ handled legs",
        meaning="Mean work on the contact after the customer left, for each handled leg.",
        traps=LEG_TRAP
        + " Not available for queues whose source never tells wrap-up: that is not 0.",
    ),
    _mean(
        "work_s",
        p.WORK_MS,
        p.LEGS,
        label="Text work",
        told_by="works",
        formula="sum of measured text or back-office work ÷ handled legs",
        meaning="Mean measured text or back-office work, for each handled leg.",
        traps="Few text systems measure it. Open tabs are not work.",
    ),
    _total(
        "talk_total_s",
        p.TALK_MS,
        label="Talk, total",
        told_by="talks",
        formula="sum of talk and conference",
        meaning="All live exchange with customers.",
        traps="In a conference each person's time counts: it is workload, not the customer's time.",
    ),
    _total(
        "hold_total_s",
        p.HOLD_MS,
        label="Hold, total",
        better="lower",
        told_by="holds",
        formula="sum of hold",
        meaning="All time customers were parked.",
        traps="Legs whose hold is inside talk add nothing here.",
    ),
    _total(
        "wrap_total_s",
        p.WRAP_MS,
        label="Wrap-up, total",
        told_by="wraps",
        formula="sum of wrap-up",
        meaning="All work on contacts after the customer left.",
        traps="Unmeasured wrap-up is missing, not 0.",
    ),
    _total(
        "handle_total_s",
        p.HANDLE_MS,
        label="Handle time, total",
        formula="sum of talk, conference, hold, wrap-up, work and dialling",
        meaning="All measured work on contacts: the workload that staffing has to cover.",
        traps="Ringing and consulting a colleague are not in it.",
    ),
    _mean(
        "aht_s",
        p.HANDLE_MS,
        p.LEGS,
        label="Average handle time",
        formula="sum of talk, conference, hold, wrap-up, work and dialling ÷ handled legs",
        meaning="Mean measured work for each handled leg: what staffing needs.",
        traps=LEG_TRAP
        + " Lower is not better by itself: a hurried call comes back. Where wrap-up is not told, "
        "it is missing here too.",
    ),
    _mean(
        "aht_contact_s",
        p.HANDLE_MS,
        p.HANDLED,
        label="Handle time a contact",
        formula="sum of talk, conference, hold, wrap-up, work and dialling ÷ handled contacts",
        meaning="Mean measured work of everyone together for each handled contact: what a customer's matter takes.",
        traps="Never use it for staffing: transfers make it longer than aht_s.",
    ),
    Measure(
        name="handled",
        label="Handled",
        unit="contacts",
        better="as planned",
        kind="sum",
        what=p.HANDLED,
        per=None,
        count=p.HANDLED,
        formula="count of contacts with outcome handled",
        meaning="Contacts that a person handled, booked on their start.",
        traps="Booked on the contact's start and its last queue, so it can differ from answered.",
    ),
    Measure(
        name="handled_legs",
        label="Handled legs",
        unit="count",
        better="as planned",
        kind="sum",
        what=p.LEGS,
        per=None,
        count=p.LEGS,
        formula="count of different (contact, leg, person) with talk, conference or work",
        meaning="One person's part in one contact, counted once.",
        traps="The divisor of aht_s; transfers make it larger than handled.",
    ),
    Measure(
        name="transfers",
        label="Transfers",
        unit="count",
        better="lower",
        kind="sum",
        what=p.TRANSFERS,
        per=None,
        count=p.TRANSFERS,
        formula="count of pieces that sent the customer away",
        meaning="Times a customer was sent on to another person, queue or number.",
        traps="Booked on the queue and person that sent, not on the one that received.",
    ),
    Measure(
        name="transfer_rate",
        label="Transfer rate",
        unit="share",
        better="lower",
        what=p.TRANSFERRED,
        per=p.HANDLED,
        count=p.HANDLED,
        formula="handled contacts with at least one transfer ÷ handled contacts",
        meaning="Share of handled contacts that were sent on at least once.",
        traps="Three transfers of one contact count once here and three times in transfers.",
    ),
    Measure(
        name="occupancy",
        label="Occupancy",
        unit="share",
        better="as planned",
        what=BUSY_MS,
        per=BUSY_MS + READY_MS,
        count=HOURS,
        missing=SILENT_HOURS,
        version=2,  # since 2, a source tells readiness of a person by month, not for good
        scale=SECONDS,
        formula="time on contact or in wrap-up ÷ (that + idle while available)",
        meaning="Share of ready time that people spent on contacts, overlapping contacts counted once.",
        traps="Breaks and meetings are in neither side; utilisation is another measure. Over about 85 % for long wears "
        "people out, so higher is not better. It needs agent states.",
    ),
    Measure(
        name="concurrency",
        label="Contacts at a time",
        unit="number",
        better="as planned",
        what=CONTACT_MS,
        per=BUSY_MS,
        count=HOURS,
        missing=SILENT_HOURS,
        version=2,  # since 2, a source tells readiness of a person by month, not for good
        formula="time on each contact or its wrap-up ÷ time on any contact or in wrap-up",
        meaning="How many contacts people hold at once while they hold any, such as several chats.",
        traps="Reported only, never an input for staffing. Work on a contact and its own wrap-up at once count twice if the "
        "source tells both. It needs agent states.",
    ),
)
