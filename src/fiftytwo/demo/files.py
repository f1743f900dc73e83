"""The raw files that the demo company's systems would export, with the profiles that read them.

Nothing is loaded past the intake: a few lines are bad on purpose, as they are everywhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
from numpy.typing import NDArray

from fiftytwo.demo.calendar import DAY_S, STREAMS
from fiftytwo.demo.calls import Live
from fiftytwo.demo.company import Company
from fiftytwo.demo.dirt import Dirt, dirty_contacts
from fiftytwo.demo.expectations import QUESTIONS
from fiftytwo.demo.history import Happened
from fiftytwo.demo.states import STATES

__all__ = ["PROFILES", "Written", "write_files"]

PROFILES = Path(__file__).parent / "profiles"
OPTIONS = pa_csv.WriteOptions(quoting_style="none")  # no text of ours holds a comma or a quote

Ints = NDArray[np.int64]
STATE_NAMES = dict(
    zip(
        STATES,
        ("Ready", "Break", "Lunch", "Meeting", "Training", "Contact", "Idle"),
        strict=True,
    )
)


@dataclass(frozen=True, slots=True)
class Written:
    """One file, the profile that reads it, and what the intake must find in it.

    Attributes
    ----------
    lines : int
        Records, the header left out.
    ignored, quarantined : Mapping
        Rule or reason → count.
    """

    path: Path
    profile: Path
    lines: int
    ignored: Mapping[str, int]
    quarantined: Mapping[str, int]

    @property
    def mapped(self) -> int:
        """Lines that become rows."""
        return self.lines - sum(self.ignored.values()) - sum(self.quarantined.values())


def write_files(happened: Happened, folder: Path) -> tuple[Written, ...]:
    """Write all files of a history; the same bytes for the same company.

    Parameters
    ----------
    happened : Happened
        As `history.play` gives it.
    folder : Path
        Made where absent.
    """
    folder.mkdir(parents=True, exist_ok=True)
    contacts = _contacts(happened)
    dirt = dirty_contacts(happened.company, contacts)
    return (
        _write(folder / "contacts.csv", "linden_contacts", contacts, dirt),
        _write(folder / "mail.csv", "linden_mail", _mail(happened), Dirt()),
        _write(folder / "agents.csv", "linden_states", _states(happened), Dirt()),
        _write(folder / "surveys.csv", "linden_csat", _surveys(happened), Dirt()),
        _write(folder / "expectations.csv", "linden_expectations", _expectations(happened), Dirt()),
    )


def _write(path: Path, profile: str, table: pa.Table, dirt: Dirt) -> Written:
    with path.open("wb") as file:
        pa_csv.write_csv(table, file, OPTIONS)
        file.write("".join(f"{line}\n" for line in dirt.lines).encode())
    lines = table.num_rows + len(dirt.lines)
    return Written(path, PROFILES / f"{profile}.toml", lines, dirt.ignored, dirt.quarantined)


def _contacts(happened: Happened) -> pa.Table:
    company, live = happened.company, happened.live
    legs, second = live.first, live.second
    queues = [queue.name for queue in company.queues]
    after = np.full(len(legs.contact), -1)  # position of the second leg, -1 = none
    after[second.contact] = np.arange(len(second.contact))
    answered, again = legs.agent >= 0, _at(second.agent, after) >= 0
    return pa.table({
        "contact_id": _names("C", legs.contact),
        "channel": _take([queue.channel for queue in company.queues], legs.queue),
        "began_at": _times(company, legs.arrived),
        "queue": _take(queues, legs.queue),
        "customer": _names("L", live.customer),
        "reason": _reasons(company, live, legs.contact),
        "result": _take(["ABANDONED", "ANSWERED"], answered.astype(np.int64)),
        "wait_s": legs.wait_s,
        "agent": _agents(company, legs.agent),
        "talk_s": _where(answered, legs.talk_s),
        "hold_s": _where(answered, legs.hold_s),
        "wrap_s": _where(answered, legs.wrap_s),
        "wrap_code": _wrap_codes(live, after >= 0),
        "second_queue": _take(queues, _at(second.queue, after)),
        "second_wait_s": _where(after >= 0, _at(second.wait_s, after)),
        "second_agent": _agents(company, _at(second.agent, after)),
        "second_talk_s": _where(again, _at(second.talk_s, after)),
        "second_hold_s": _where(again, _at(second.hold_s, after)),
        "second_wrap_s": _where(again, _at(second.wrap_s, after)),
    })  # fmt: skip


def _mail(happened: Happened) -> pa.Table:
    company, mail = happened.company, happened.mail
    changes = mail.changes
    cases = np.array([change.case for change in changes])
    agents = np.array([change.agent for change in changes])
    work = np.array([change.work_s for change in changes])
    by_agent = np.array([change.by == "agent" for change in changes])
    return pa.table({
        "ticket": _names("T", cases),
        "step": [change.step for change in changes],
        "changed_at": _times(company, np.array([change.at for change in changes])),
        "changed_by": [change.by for change in changes],
        "author": _agents(company, np.where(by_agent, agents, -1)),
        "message": [change.message for change in changes],
        "work_s": _where(work >= 0, work),
        "status": [change.status for change in changes],
        "assignee": _agents(company, agents),
        "queue": pa.array(["E-mail"] * len(cases)),
        "priority": _take(["normal", "high"], np.array(mail.high, dtype=np.int64)[cases]),
        "category": _take(mail.reason, cases),
        "customer": _names("L", np.array(mail.customer)[cases]),
    })  # fmt: skip


def _states(happened: Happened) -> pa.Table:
    states = happened.states
    order = np.argsort(states.start, kind="stable")
    return pa.table({
        "agent": _agents(happened.company, states.agent[order]),
        "track": _take(["presence", "work"], states.is_work[order].astype(np.int64)),
        "state": _take([STATE_NAMES[name] for name in STATES], states.state[order]),
        "from": _times(happened.company, states.start[order]),
        "to": _times(happened.company, states.end[order]),
    })  # fmt: skip


def _surveys(happened: Happened) -> pa.Table:
    company, live, asked = happened.company, happened.live, happened.surveys
    queue, agent = live.first.queue[asked.contact], live.first.agent[asked.contact]
    return pa.table({
        "survey_id": _names("S", asked.contact),
        "contact_id": _names("C", asked.contact),
        "asked_at": _times(company, asked.offered),
        "answered_at": _times(company, asked.responded),
        "score": _where(asked.score > 0, asked.score),
        "queue": _take([queue.name for queue in company.queues], queue),
        "channel": _take([queue.channel for queue in company.queues], queue),
        "agent": _agents(company, agent),
        "reason": _reasons(company, live, asked.contact),
    })  # fmt: skip


def _expectations(happened: Happened) -> pa.Table:
    company, live, surveys = happened.company, happened.live, happened.surveys
    told = happened.expectations
    contact, at = surveys.contact[told.survey], surveys.responded[told.survey] + 30
    queue = live.first.queue[contact]
    return pa.table({
        "survey_id": _names("S", contact),
        "question": _take(list(QUESTIONS), told.question),
        "contact_id": _names("C", contact),
        "asked_at": _times(company, at),
        "answered_at": _times(company, at + 15 + 10 * told.question),
        "score": told.score,
        "queue": _take([queue.name for queue in company.queues], queue),
        "channel": _take([queue.channel for queue in company.queues], queue),
        "reason": _reasons(company, live, contact),
    })  # fmt: skip


def _reasons(company: Company, live: Live, chosen: Ints) -> pa.Array:
    names: list[str] = []
    first: list[int] = []
    for queue in company.queues:
        first.append(len(names))
        names += list(STREAMS[queue.name].reasons)
    return _take(names, np.array(first)[live.first.queue[chosen]] + live.reason[chosen])


def _wrap_codes(live: Live, passed_on: NDArray[np.bool_]) -> pa.Array:
    code = np.where(passed_on, 2, np.where(live.solved, 0, 1))
    code = np.where(live.first.agent < 0, -1, code)
    return _take(["solved", "to follow up", "passed on"], code)


def _agents(company: Company, agent: Ints) -> pa.Array:
    return _take([rep.key for rep in company.reps], agent)


def _take(words: list[str], index: Ints) -> pa.Array:
    """Return the words at positions; nothing at a position below 0."""
    return pa.array(words).take(pa.array(index, mask=index < 0))


def _at(column: Ints, index: Ints) -> Ints:
    """Return a column's values at positions, -1 at a position below 0."""
    return np.where(index >= 0, np.append(column, -1)[index], -1)


def _where(keep: NDArray[np.bool_], values: Ints) -> pa.Array:
    return pa.array(values, mask=~keep)


def _names(prefix: str, numbers: Ints) -> pa.Array:
    digits = pa.array(numbers + 1_000_000).cast(pa.string())
    return pc.binary_join_element_wise(prefix, digits, "")


def _times(company: Company, seconds: Ints) -> pa.Array:
    """Return local times without a zone, as such systems write them; nothing below 0."""
    start = (company.first_day - date(1970, 1, 1)).days * DAY_S
    return pa.array(seconds + start, mask=seconds < 0).cast(pa.timestamp("s"))
