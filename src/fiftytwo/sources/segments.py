"""SQL of a contact's segments: where each starts, how long it takes, what is clipped or refused.

Segments follow one another. One without an own start begins where the one before it ended; one
that starts earlier is clipped to that end, its duration stays the source's.
"""

from fiftytwo.contacts.lake import is_literal, quote, word
from fiftytwo.contacts.profile import Profile
from fiftytwo.contacts.profile_parts import SegmentRule

__all__ = ["HUMAN", "Fault", "chain", "segment_columns", "segment_faults", "segment_flags"]

BESIDE = ("ring", "monitor", "consult")  # may overlap what the customer hears
AFTER = ("wrap", "work")  # the customer has left
HUMAN = ("talk", "conference", "work")  # a leg is counted as handled by these
# What ends a wait, by the outcome of its contact.
ENDS = {
    "handled": "answered", "abandoned_queue": "abandoned", "abandoned_ring": "abandoned",
    "flow_out": "timeout", "opted_out": "opted_out", "voicemail": "opted_out",
    "callback_requested": "opted_out", "withdrawn": "withdrawn",
}  # fmt: skip
WITH_AGENT = ("talk", "hold", "conference", "consult", "wrap", "work", "ring", "dial")

Fault = tuple[str, str, str, str]  # condition, reason, field, detail: SQL, word, word, SQL


def chain(inner: str, profile: Profile) -> str:
    """Return SQL that adds instants and durations of all segments to a relation.

    Expects per segment i: s{i}_on, s{i}_from, s{i}_to (µs, may be null), s{i}_d (ms, may be null).
    Adds s{i}_at (µs), s{i}_ms, s{i}_raw_ms, s{i}_late (ms clipped), `last` and `left_at` (µs).
    """
    sql = f"(SELECT *, u_started_at AS last, u_started_at AS left_at FROM {inner})"
    for i, rule in enumerate(profile.segments):
        sql = _link(sql, i, rule)
    return sql


def _link(inner: str, i: int, rule: SegmentRule) -> str:
    s = f"s{i}"
    length = f"coalesce({s}_d, ({s}_to - {s}_b) // 1000{', 0' if rule.zero else ''})"
    negative = "NULL" if rule.negative == "no_duration" else f"if({s}_raw_ms >= -2000, 0, NULL)"
    follows = rule.kind not in BESIDE
    at = f"greatest({s}_b, last)" if follows else f"{s}_b"
    late = f"greatest(last - {s}_b, 0) // 1000" if follows else "0"
    end = f"if({s}_is, {s}_at + coalesce({s}_ms, 0) * 1000, last)" if follows else "last"
    left = f"if({s}_is, {end}, left_at)" if follows and rule.kind not in AFTER else "left_at"
    exists = f"{s}_on" if rule.keep_zero else f"{s}_on AND {s}_raw_ms IS DISTINCT FROM 0"
    return (
        f"(SELECT * REPLACE ({end} AS last, {left} AS left_at) FROM ("
        f"SELECT *, {at} AS {s}_at, {late} AS {s}_late,"
        f" if({s}_raw_ms < 0, {negative}, {s}_raw_ms) AS {s}_ms, {exists} AS {s}_is FROM ("
        f"SELECT *, {length} AS {s}_raw_ms FROM ("
        f"SELECT *, coalesce({s}_from, last) AS {s}_b FROM {inner}))))"
    )


def segment_faults(profile: Profile) -> list[Fault]:
    """Return what makes a line unusable because of its segments."""
    found: list[Fault] = []
    for i, rule in enumerate(profile.segments):
        s, name = f"s{i}", f"segment {i + 1} ({rule.kind})"
        if rule.negative == "quarantine":
            found.append(
                (f"{s}_is AND {s}_raw_ms < -2000", "negative_interval", name, f"{s}_raw_ms")
            )
        if rule.duration and rule.start and rule.end:
            gap = f"abs(({s}_to - {s}_from) // 1000 - {s}_d)"
            limit = round(profile.mismatch_s * 1000)
            found.append((f"{s}_is AND {gap} > {limit}", "duration_mismatch", name, gap))
        if rule.kind not in BESIDE and rule.start is not None:
            limit = round(profile.clip_s * 1000)
            found.append((f"{s}_is AND {s}_late > {limit}", "overlap", name, f"{s}_late"))
    return found


def segment_flags(profile: Profile) -> list[tuple[str, str]]:
    """Return (name of a repair, SQL that is true where it was made)."""
    flags: list[tuple[str, str]] = []
    rules = list(enumerate(profile.segments))
    follows = [i for i, r in rules if r.start is not None and r.kind not in BESIDE]
    if follows:
        late = "greatest(" + ", ".join(f"if(s{i}_is, s{i}_late, 0)" for i in follows) + ")"
        flags.append(("clipped", f"{late} BETWEEN 1 AND 2000"))
        if profile.clip_s > 2:
            flags.append(("clipped_beyond_2s", f"{late} > 2000"))
    for kind in dict.fromkeys(r.kind for _, r in rules if r.negative == "no_duration"):
        which = [i for i, r in rules if r.kind == kind and r.negative == "no_duration"]
        flags.append(
            (f"negative_{kind}", " OR ".join(f"(s{i}_is AND s{i}_raw_ms < 0)" for i in which))
        )
    clamped = [i for i, r in rules if r.negative == "quarantine"]
    if clamped:
        flags.append(("clamped", " OR ".join(f"(s{i}_is AND s{i}_raw_ms < 0)" for i in clamped)))
    return flags


def segment_columns(profile: Profile, values: dict[str, str]) -> dict[str, str]:
    """Return SQL of the segments' own columns over contacts that are repeated once a rule.

    The number of the rule is the column `i`. Repeating a number and picking by CASE is a third
    cheaper than repeating a struct of all columns.

    Parameters
    ----------
    profile : Profile
        Its segment rules.
    values : dict
        SQL of the contact's queue, agent and outcome, and per segment ``s{i}_queue`` … where its
        rule gives an own value.
    """
    rows = [_columns(profile, i, values) for i in range(len(profile.segments))]
    return {name: _pick([row[name] for row in rows]) for name in rows[0]} if rows else {}


def _pick(options: list[str]) -> str:
    """SQL of the i-th option; options that are equal share an arm."""
    if len(set(options)) == 1:
        return word(options[0])
    if all(is_literal(o) for o in options):
        options = [word(o, options) for o in options]
    arms = " ".join(f"WHEN {i} THEN {sql}" for i, sql in enumerate(options[:-1]))
    return f"CASE i {arms} ELSE {options[-1]} END"


def _columns(profile: Profile, i: int, values: dict[str, str]) -> dict[str, str]:
    rules, rule, s = profile.segments, profile.segments[i], f"s{i}"
    before = range(i)
    human = rule.kind in HUMAN
    agents = {j: _agent(j, rules[j], values) for j in range(i + 1)}
    earlier = [
        f"({_on(j)} AND {agents[j]} IS NOT DISTINCT FROM {agents[i]})"
        for j in before
        if human and rules[j].kind in HUMAN and rules[j].leg == rule.leg
    ]
    is_wait = rule.kind == "wait"
    waits = [_on(j) for j in before if is_wait and rules[j].kind == "wait"]
    main = [j for j, other in enumerate(rules) if other.kind == "wait" and other.leg == "main"]
    others = [_on(j) for j in main if is_wait and j != i]
    return {
        "started_us": f"{s}_at",
        "duration_ms": f"{s}_ms",
        "leg": quote(rule.leg),
        "seq": " + ".join([f"{_on(j)}::TINYINT" for j in before]) or "0",
        "kind": quote(rule.kind),
        "queue": values.get(f"{s}_queue", values["queue"]),
        "agent": agents[i],
        "end_reason": values.get(f"{s}_end_reason", _end_reason(rule, values)),
        "transfer_type": values.get(f"{s}_transfer_type", "NULL::VARCHAR"),
        "to_queue": values.get(f"{s}_to_queue", "NULL::VARCHAR"),
        "time_basis": quote(rule.time_basis),
        "hold_included": str(rule.hold_included).lower(),
        "leg_first": _none(earlier) if human else "false",
        "first_wait": _none(waits) if is_wait else "false",
        "next_wait": " OR ".join(waits) or "false",  # a line knows no case that came back
        "only_wait": _none(others) if is_wait else "false",
    }


def _none(conditions: list[str]) -> str:
    return f"NOT ({' OR '.join(conditions)})" if conditions else "true"


def _on(i: int) -> str:
    return f"(s{i}_at IS NOT NULL)"


def _agent(i: int, rule: SegmentRule, values: dict[str, str]) -> str:
    fallback = values["agent"] if rule.kind in WITH_AGENT else "NULL::VARCHAR"
    return values.get(f"s{i}_agent", fallback)


def _end_reason(rule: SegmentRule, values: dict[str, str]) -> str:
    """What ends a segment where the profile says nothing: read off the contact's outcome."""
    if rule.kind != "wait":
        return _end("completed")
    arms = " ".join(f"WHEN '{outcome}' THEN {_end(reason)}" for outcome, reason in ENDS.items())
    return f"CASE {values['outcome']} {arms} ELSE {_end('unknown')} END"


def _end(reason: str) -> str:
    return word(quote(reason), [quote(r) for r in (*ENDS.values(), "completed", "unknown")])
