"""Files with one line a contact → contacts and their segments, as a profile says."""

from collections.abc import Callable, Mapping

from fiftytwo.base.workspace import Target
from fiftytwo.contacts.adapter import Context
from fiftytwo.contacts.ids import entity_id_sql
from fiftytwo.contacts.lake import quote, typed_nothing, word
from fiftytwo.contacts.profile import Profile
from fiftytwo.contacts.profile_parts import Duration, Field
from fiftytwo.contacts.zones import Change
from fiftytwo.sources.expressions import Columns, all_of, duration_present
from fiftytwo.sources.rows import Brought, local_columns
from fiftytwo.sources.segments import (
    HUMAN,
    chain,
    segment_columns,
    segment_faults,
    segment_flags,
)
from fiftytwo.sources.typed import Kind

__all__ = ["contact_kind", "contact_rows"]

# What a contact is where its file does not say.
DEFAULTS = {
    "channel": ("other",), "direction": ("inbound", "outbound"), "outcome": ("handled", "unknown"),
}  # fmt: skip
OWN_FIELDS = ("end_reason", "queue", "transfer_type", "to_queue")


def contact_kind(profile: Profile, columns: Columns) -> Kind:
    """Return what contacts add to the common steps of typing."""
    texts = _texts(profile)
    instants = dict(profile.instants)
    durations: dict[str, Duration] = {}
    guards: dict[str, str] = {}
    existence: dict[str, str] = {}
    for i, rule in enumerate(profile.segments):
        instants |= {f"s{i}_{n}": t for n, t in (("from", rule.start), ("to", rule.end)) if t}
        durations |= {f"s{i}": rule.duration} if rule.duration else {}
        guards |= {f"s{i}_from": f"s{i}_on", f"s{i}_to": f"s{i}_on", f"s{i}": f"s{i}_on"}
        there = [all_of(rule.when, columns)]
        if rule.duration and not rule.zero and not rule.end:
            there.append(duration_present(rule.duration, columns))
        existence[f"s{i}_on"] = " AND ".join(there)
    inner = _given(profile)
    agents = tuple(n for n in texts if n == "agent" or n.endswith("_agent"))
    unknown = f"f_agent IS NULL AND ({_any(profile, HUMAN)})" if "agent" in texts else "false"
    return Kind(
        entity="contact",
        derive=chain(inner, profile),
        payload=_payload(profile, texts),
        kept=_kept(profile, texts),
        texts=texts,
        instants=instants,
        durations=durations,
        guards=guards,
        flags_on=existence,
        agents=agents,
        customers=("customer",) if "customer" in texts else (),
        faults=tuple(segment_faults(profile)),
        flags=(*segment_flags(profile), ("unknown_agent", unknown)),
    )


def _texts(profile: Profile) -> dict[str, Field]:
    texts = {n: f for n, f in profile.fields.items() if f.value is None}
    for i, rule in enumerate(profile.segments):
        for name in (*OWN_FIELDS, "agent"):
            own = getattr(rule, name)
            if own is not None and own.value is None:
                texts[f"s{i}_{name}"] = own
    return texts


def _given(profile: Profile) -> str:
    """Rename what the typing computed to what the chain of segments expects."""
    named = []
    for i, rule in enumerate(profile.segments):
        s = f"s{i}"
        named += [
            f"{f'u_{s}_from' if rule.start else 'NULL::BIGINT'} AS {s}_from",
            f"{f'u_{s}_to' if rule.end else 'NULL::BIGINT'} AS {s}_to",
            f"{f'd_{s}' if rule.duration else 'NULL::BIGINT'} AS {s}_d",
        ]
    return f"(SELECT *{''.join(', ' + n for n in named)} FROM {{inner}})"


def _any(profile: Profile, kinds: tuple[str, ...]) -> str:
    found = [f"s{i}_is" for i, rule in enumerate(profile.segments) if rule.kind in kinds]
    return " OR ".join(found) or "false"


def _text(name: str, profile: Profile, texts: Mapping[str, Field]) -> str:
    """A canonical text: what the typing computed, the profile's constant, or null."""
    if name in texts:
        hidden = name in ("agent", "customer") or name.endswith("_agent")
        return f"p_{name}" if hidden else f"f_{name}"
    given = profile.fields.get(name)
    return quote(given.value) if given is not None and given.value is not None else "NULL"


def _payload(profile: Profile, texts: Mapping[str, Field]) -> tuple[str, ...]:
    parts = ["h_customer" if n == "customer" else _text(n, profile, texts) for n in texts]
    parts += ["u_started_at"] + (["u_ended_at"] if "ended_at" in profile.instants else [])
    for i in range(len(profile.segments)):
        parts.append(f"if(s{i}_is, s{i}_ms, NULL)")
        # Without an own start it follows from the durations before it.
        parts += [f"if(s{i}_is, s{i}_at, NULL)"] if profile.segments[i].start else []
    return (*parts, *(f"c{profile.columns.index(c)}" for c in profile.keep))


def _kept(profile: Profile, texts: Mapping[str, Field]) -> tuple[tuple[str, str], ...]:
    human = _any(profile, HUMAN)
    kept = [(f"f_{n}", _kept_text(n, profile, texts)) for n in texts if n not in ("agent",)]
    if "agent" in texts:
        kept.append(("f_agent", f"coalesce(p_agent, if({human}, 'unknown', NULL))"))
    end = "u_ended_at" if "ended_at" in profile.instants else "NULL"
    kept.append(("ended_us", f"coalesce({end}, if(left_at > u_started_at, left_at, NULL))"))
    for i in range(len(profile.segments)):
        kept += [
            (f"s{i}_at", f"if(s{i}_is, s{i}_at, NULL)"),
            (f"s{i}_ms", f"if(s{i}_is, s{i}_ms, NULL)"),
        ]
    if profile.keep:
        pairs = ", ".join(f"{quote(c)}, c{profile.columns.index(c)}" for c in profile.keep)
        kept.append(("ext", f"json_object({pairs})::VARCHAR"))
    return tuple(kept)


def _kept_text(name: str, profile: Profile, texts: Mapping[str, Field]) -> str:
    text, words = _text(name, profile, texts), _words(texts.get(name), name)
    return f"{text}::ENUM({', '.join(words)})" if words else text


def _words(field: Field | None, name: str) -> list[str]:
    """Literals of all that a mapped text can be, with what stands where it is missing; else none."""
    if field is None or not field.translate or field.unknown == "keep":
        return []
    words = {*field.translate.values(), *DEFAULTS.get(name, ())}
    return sorted(quote(w) for w in words | ({field.default} if field.default else set()))


def contact_rows(profile: Profile, brought: Brought) -> dict[str, str]:
    """Return, per canonical table, SQL around ``{staged}`` that gives its rows."""
    texts = _texts(profile)
    values = _values(profile, texts)
    common = {
        "source_id": quote(profile.source),
        "version": "version",
        "load_id": quote(brought.load_id),
        "month": "month",
    }
    return {
        "contact": _contact(profile, values, common, brought.local),
        "segment": _segment(profile, brought, values, common),
    }


def _values(profile: Profile, texts: Mapping[str, Field]) -> dict[str, str]:
    """SQL over staged rows of each text of the contact and its segments."""

    def known(name: str, default: str) -> str:
        return word(quote(default), _words(texts.get(name), name) or map(quote, DEFAULTS[name]))

    def text(name: str, default: str = "NULL::VARCHAR") -> str:
        if name in texts:
            return f"f_{name}" if default == "NULL::VARCHAR" else f"coalesce(f_{name}, {default})"
        given = profile.fields.get(name)
        return quote(given.value) if given is not None and given.value is not None else default

    direction = text("direction", known("direction", "inbound"))
    values = {
        "channel": text("channel", known("channel", "other")),
        "direction": direction,
        "initiation": text("initiation", f"if({direction} = 'outbound', 'agent', 'customer')"),
        "outcome": text("outcome", _outcome(profile, known)),
    }
    for name in ("queue", "agent", "reason", "customer", "ended_by", "disposition", "excluded"):
        values[name] = text(name, "NULL::BLOB" if name == "customer" else "NULL::VARCHAR")
    values["case"] = text("case")
    for i, rule in enumerate(profile.segments):
        for name in (*OWN_FIELDS, "agent"):
            own = getattr(rule, name)
            if own is not None:
                values[f"s{i}_{name}"] = f"f_s{i}_{name}" if own.value is None else quote(own.value)
    return values


def _outcome(profile: Profile, known: Callable[[str, str], str]) -> str:
    human = _any_segment(profile, HUMAN)
    handled, unknown = known("outcome", "handled"), known("outcome", "unknown")
    return f"if({human}, {handled}, {unknown})" if human else unknown


def _any_segment(profile: Profile, kinds: tuple[str, ...]) -> str:
    """Return SQL of whether a contact has any segment of some kinds; empty where no rule makes one."""
    return " OR ".join(
        f"(s{i}_at IS NOT NULL)" for i, rule in enumerate(profile.segments) if rule.kind in kinds
    )


def _first(profile: Profile, kinds: tuple[str, ...]) -> str:
    found = [f"s{i}_at" for i, rule in enumerate(profile.segments) if rule.kind in kinds]
    return f"make_timestamptz(coalesce({', '.join(found)}))" if found else "NULL"


def _contact(
    profile: Profile, values: dict[str, str], common: dict[str, str], found: tuple[Change, ...]
) -> str:
    moved = [f"({values[k]} IS NOT NULL)::INT" for k in values if k.endswith("_transfer_type")]
    case = entity_id_sql(profile.source, "case", values["case"])
    columns = {n: values[n] for n in ("channel", "direction", "initiation", "queue", "agent")}
    columns |= {n: values[n] for n in ("reason", "outcome", "ended_by", "disposition")}
    columns |= {
        "contact_id": "id", "customer_id": values["customer"],
        "case_id": "NULL" if values["case"] == "NULL::VARCHAR" else case,
        "case_episode_no": "NULL", "started_at": "make_timestamptz(us)",
        "first_queued_at": _first(profile, ("wait",)),
        "first_human_at": _first(profile, HUMAN),
        "ended_at": "make_timestamptz(ended_us)",
        "transfer_count": " + ".join(moved) or "0",
        "is_excluded": f"({values['excluded']} IS NOT NULL)",
        "met_bot": _any_segment(profile, ("bot",)) or "false", "exclude_reason": values["excluded"],
        "completeness": "'full'", "reported": "NULL", "flags": "flags",
        "ext": "ext" if profile.keep else "NULL", "external_id": "external_id",
        "payload_hash": "payload_hash", "raw_line": "raw_line",
        **local_columns("us", found), **common,
    }  # fmt: skip
    return f"SELECT {_listed(columns)} FROM {{staged}}"


def _segment(
    profile: Profile, brought: Brought, values: dict[str, str], common: dict[str, str]
) -> str:  # fmt: skip
    own = segment_columns(profile, values)
    if not own:
        return f"SELECT * FROM {typed_nothing('segment')}"
    counted = "direction = 'inbound' AND NOT is_out AND (kind <> 'wait' OR leg = 'main')"
    columns = {name: name for name in own if name != "started_us"}
    columns |= {
        "contact_id": "id", "channel": "channel", "direction": "direction", "reason": "reason",
        "started_at": "make_timestamptz(started_us)", "is_counted": counted,
        "target_ms": target_sql(brought.context, "queue", "answer_within_s"),
        "short_ms": target_sql(brought.context, "queue", "short_abandon_s"),
        "external_id": "NULL", "payload_hash": "NULL", "raw_line": "raw_line",
        **local_columns("started_us", brought.local), **common,
    }  # fmt: skip
    numbers = ", ".join(str(i) for i in range(len(profile.segments)))
    inner = (
        f"SELECT id, version, month, raw_line, {word(values['channel'])} AS channel,"
        f" {word(values['direction'])} AS direction, {values['reason']} AS reason,"
        f" {values['excluded']} IS NOT NULL AS is_out,"
        f" {', '.join(f'{sql} AS {name}' for name, sql in own.items())}"
        f" FROM (SELECT *, unnest([{numbers}]) AS i FROM {{staged}})"
    )
    return f"SELECT {_listed(columns)} FROM ({inner}) WHERE started_us IS NOT NULL"


def target_sql(context: Context, queue: str, name: str) -> str:
    """Return SQL of a queue's target in milliseconds."""

    def ms(target: Target) -> int:
        return round(getattr(target, name) * 1000)

    own = {q: t for q, t in context.queue_targets.items() if ms(t) != ms(context.target)}
    if not own:
        return str(ms(context.target))
    arms = " ".join(f"WHEN {quote(q)} THEN {ms(t)}" for q, t in own.items())
    return f"CASE {queue} {arms} ELSE {ms(context.target)} END"


def _listed(columns: dict[str, str]) -> str:
    return ", ".join(f"{word(sql)} AS {name}" for name, sql in columns.items())
