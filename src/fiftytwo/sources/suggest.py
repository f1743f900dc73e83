"""A first draft of a profile from the looks and names of a file's columns."""

import json
import re
from collections.abc import Iterable
from pathlib import Path

from fiftytwo.sources.looks import Look, Sample, read_sample

__all__ = ["draft", "suggest_profile"]

# Role → words that a column's name may contain, the surest first.
ROLES = {
    "queue": ("queue", "skill", "group", "department", "service", "type"),
    "agent": ("agent", "server", "operator", "rep", "user", "handled_by", "employee"),
    "customer": ("customer", "caller", "phone", "ani", "visitor", "contact_id", "from_number"),
    "reason": ("reason", "topic", "category", "subject"),
    "outcome": ("outcome", "result", "status", "disposition"),
}
PIECES = {
    "ivr": ("ivr", "vru", "menu"),
    "wait": ("wait", "queue_time", "q_time", "asa", "speed"),
    "talk": ("talk", "ser_time", "service_time", "conversation", "duration", "chat"),
    "hold": ("hold",),
    "wrap": ("wrap", "acw", "after"),
}
COUNTS = {
    "offered": ("offered", "calls", "contacts", "volume", "received"),
    "answered": ("answered", "handled"),
    "abandoned": ("abandoned", "lost", "missed"),
}
OUTCOME_WORDS = (
    ("abandoned_ivr", r"ivr|menu"),
    ("abandoned_queue", r"aban|hang|left|lost|miss|no.?answer|unanswered|drop|gone"),
    ("voicemail", r"voice.?mail|message"),
    ("callback_requested", r"call.?back"),
    ("flow_out", r"overflow|timeout|full|forward"),
    ("handled", r"answer|handl|agent|complet|connect|served|ok|success|closed|solved"),
)
CHECK = "# CHECK"


def suggest_profile(path: Path, *, zone: str = "UTC") -> str:
    """Return a draft as TOML; lines to be confirmed are marked CHECK.

    Raises
    ------
    InputError
        If the file cannot be looked at.
    """
    name = re.sub(r"[^a-z0-9_-]+", "_", path.name.lower().split(".")[0]).strip("_-") or "draft"
    return draft(read_sample(path), name=name, zone=zone)


def draft(sample: Sample, *, name: str, zone: str = "UTC") -> str:
    """Return the draft of a profile for a sample of a file."""
    looks = {look.name: look for look in sample.looks}
    counts = {role: _named(looks, words, ("number",)) for role, words in COUNTS.items()}
    start = _start(looks)
    is_report = counts["offered"] is not None and not any(
        look.unique and look.kind in ("text", "number") for look in looks.values()
    )
    kind = "interval_report" if is_report else "contacts"
    parts = [_head(sample, looks, name, zone, kind), _time(looks, start)]
    if is_report:
        return "\n".join([*parts, _report(looks, counts, start)])
    return "\n".join([*parts, *_contact(looks, start)])


def _head(sample: Sample, looks: dict[str, Look], name: str, zone: str, kind: str) -> str:
    lines = [
        "# A draft: confirm every line marked CHECK, then load the file with it.",
        f"name = {_q(name)}",
        f'kind = "{kind}"',
        f"source = {_q(name)}  {CHECK}: the system the file comes from; the same for all its files",
        f"zone = {_q(zone)}  {CHECK}: the time zone in which the times are written",
        f'version = "content"  {CHECK}: "import_sequence" if a later file corrects an earlier one',
    ]
    key = [look.name for look in looks.values() if look.unique and look.kind in ("text", "number")]
    if kind == "contacts":
        note = "the columns that name a contact; none: every different line is one"
        listed = _q(key[0]) if key else ""
        lines.append(f"key = [{listed}]  {CHECK}: {note}")
    if sample.delimiter != "," or sample.decimal != ".":
        lines += [
            "",
            "[format]",
            f"delimiter = {_q(sample.delimiter)}",
            f'decimal = "{sample.decimal}"',
        ]
    return "\n".join([*lines, ""])


def _start(looks: dict[str, Look]) -> Look | None:
    instants = [look for look in looks.values() if look.kind == "instant"]
    named = [
        x for x in instants if re.search(r"start|offer|creat|open|enter|begin|time", x.name, re.I)
    ]
    return next(iter([*named, *instants]), None)


def _time(looks: dict[str, Look], start: Look | None) -> str:
    if start is not None:
        return _formats(start.formats)
    date, time = _of_kind(looks, "date"), _of_kind(looks, "time")
    if date is None:
        return f'[time]\nformats = ["iso"]  {CHECK}: no column looks like a time\n'
    if time is None:
        return _formats(date.formats)
    pairs = tuple(f"{d} {t}" for d in date.formats for t in time.formats)
    return f"{_formats(pairs).rstrip()}\ndate = {_q(date.name)}\n"


def _formats(formats: tuple[str, ...]) -> str:
    doubt = f"  {CHECK}: these fit as well: {', '.join(formats[1:])}" if len(formats) > 1 else ""
    return f"[time]\nformats = [{_q(formats[0])}]{doubt}\n"


def _of_kind(looks: dict[str, Look], kind: str) -> Look | None:
    return next((look for look in looks.values() if look.kind == kind), None)


def _started(looks: dict[str, Look], start: Look | None) -> str:
    date, time = _of_kind(looks, "date"), _of_kind(looks, "time")
    if start is not None:
        return f"started_at = {_q(start.name)}  {CHECK}: when the customer came"
    if date is not None and time is not None:
        return f"started_at = {{ time = {_q(time.name)} }}  {CHECK}: when the customer came"
    column = date.name if date is not None else next(iter(looks), "started_at")
    return f"started_at = {_q(column)}  {CHECK}: when the customer came"


def _report(looks: dict[str, Look], counts: dict[str, Look | None], start: Look | None) -> str:
    lines = ["[interval_report]", _started(looks, start)]
    queue = _named(looks, ROLES["queue"], ("words", "text"))
    place = _q(queue.name) if queue else '{ value = "all" }'
    lines.append(f"queue = {place}  {CHECK}")
    lines.append(f'channel = {{ value = "voice" }}  {CHECK}')
    lines.append(f"length_s = 1800  {CHECK}: length of an interval in seconds")
    lines += [f"{role} = {_q(look.name)}" for role, look in counts.items() if look is not None]
    return "\n".join(lines) + "\n"


def _contact(looks: dict[str, Look], start: Look | None) -> Iterable[str]:
    lines = ["[contact]", _started(looks, start)]
    found = {
        role: _named(looks, words, ("words", "text", "number")) for role, words in ROLES.items()
    }
    outcome = found.pop("outcome")
    lines.append(f'channel = {{ value = "voice" }}  {CHECK}')
    lines += [
        f"{role} = {_q(look.name)}  {CHECK}" for role, look in found.items() if look is not None
    ]
    handled: list[str] = []
    if outcome is not None and outcome.words:
        told = {word: _outcome(word) for word in outcome.words}
        handled = [word for word, meaning in told.items() if meaning == "handled"]
        pairs = ", ".join(f"{_q(word)} = {_q(meaning)}" for word, meaning in told.items())
        lines.append(f"outcome = {{ column = {_q(outcome.name)}, map = {{ {pairs} }} }}  {CHECK}")
    yield "\n".join(lines) + "\n"
    for kind, words in PIECES.items():
        piece = _named(looks, words, ("number",)) or _named(looks, words, ("time",))
        if piece is None:
            continue
        rows = ["[[segment]]", f'kind = "{kind}"']
        if handled and kind in ("talk", "hold", "wrap") and outcome is not None:
            listed = ", ".join(_q(word) for word in handled)
            rows.append(f"when = {{ {_q(outcome.name)} = [{listed}] }}")
        rows.append(
            f'duration = {{ column = {_q(piece.name)}, unit = "{_unit(piece)}" }}  {CHECK}: unit'
        )
        yield "\n".join(rows) + "\n"


def _unit(look: Look) -> str:
    if look.kind == "time":
        return "h:mm:ss" if "%S" in look.formats[0] else "h:mm"
    return "ms" if look.greatest > 100_000 else "s"


def _outcome(word: str) -> str:
    for outcome, pattern in OUTCOME_WORDS:
        if re.search(pattern, word, re.I):
            return outcome
    return "unknown"


def _named(looks: dict[str, Look], words: tuple[str, ...], kinds: tuple[str, ...]) -> Look | None:
    for word in words:
        for look in looks.values():
            if look.kind in kinds and word in look.name.lower():
                return look
    return None


def _q(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
