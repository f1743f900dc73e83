"""Interval reports: counts and times of a queue per interval, the export most systems give."""

from fiftytwo.contacts.profile import Profile
from fiftytwo.sources.expressions import Columns
from fiftytwo.sources.rows import (
    Brought,
    listed,
    local_columns,
    number,
    number_faults,
    provenance,
    text,
)
from fiftytwo.sources.typed import Kind

__all__ = ["interval_kind", "interval_rows"]

COUNTS = ("offered", "answered", "answered_in_target", "target_s", "abandoned")
TIMES = {"handle_s": "handle", "wait_s": "wait"}


def interval_kind(profile: Profile, columns: Columns) -> Kind:  # noqa: ARG001  (one form for all kinds)
    """Return what interval reports add to the common steps of typing.

    Without a key a line is named by queue, channel, start and length: a later report of the same
    interval is a correction of it.
    """
    fields, decimal = profile.fields, profile.file.decimal
    numbers = {n: number(n, fields, decimal) for n in COUNTS}
    times = {
        n: f"d_{d} / 1000.0" if d in profile.durations else "NULL::DOUBLE" for n, d in TIMES.items()
    }
    length = (
        "d_length // 1000" if "length" in profile.durations else number("length_s", fields, ".")
    )
    place = [text("queue", fields, "''"), text("channel", fields, "''")]
    shown = ("coalesce(" + p + ", '')" for p in place)
    names = [n for n in ("queue", "channel") if n in fields]
    kept = [(f"f_{n}", f"f_{n}") for n in names]
    kept += [*numbers.items(), *times.items(), ("length_s", length)]
    return Kind(
        entity="interval_report",
        derive="{inner}",
        payload=(*(f"f_{n}" for n in names), "u_started_at", *(sql for _, sql in kept[len(names) :])),
        kept=tuple(kept),
        texts=dict(fields),
        instants=dict(profile.instants),
        durations=dict(profile.durations),
        faults=(
            *number_faults((*COUNTS, "length_s"), profile),
            *((f"d_{n} < 0", "negative_interval", d.column, f"d_{n}") for n, d in profile.durations.items()),
            (f"coalesce({length}, 0) <= 0", "missing_required", "length_s", "''"),
        ),
        natural=f"concat_ws('|', {', '.join(shown)}, u_started_at::VARCHAR, ({length})::BIGINT::VARCHAR)",
    )  # fmt: skip


def interval_rows(profile: Profile, brought: Brought) -> dict[str, str]:
    """Return SQL around ``{staged}`` that gives the rows of `interval_report`."""
    columns = {
        "queue": text("queue", profile.fields),
        "channel": text("channel", profile.fields, "'voice'"),
        "started_at": "make_timestamptz(us)",
        "length_s": "length_s",
        **{name: name for name in (*COUNTS, *TIMES)},
        **local_columns("us", brought.local),
        **provenance(profile, brought.load_id),
    }
    return {"interval_report": listed(columns)}
