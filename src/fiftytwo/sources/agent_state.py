"""Agents' states from a table: what they declared, and what the system had them doing."""

from fiftytwo.contacts.profile import Profile
from fiftytwo.sources.expressions import Columns, present
from fiftytwo.sources.rows import Brought, listed, local_columns, provenance, text
from fiftytwo.sources.typed import Kind

__all__ = ["state_kind", "state_rows"]


def state_kind(profile: Profile, columns: Columns) -> Kind:
    """Return what agents' states add to the common steps of typing.

    Without a key a line is named by agent, track and start.
    """
    fields = profile.fields
    ends = ["u_ended_at"] if "ended_at" in profile.instants else []
    ends += ["u_started_at + d_duration * 1000"] if "duration" in profile.durations else []
    ended = f"coalesce({', '.join(ends)})" if ends else "NULL::BIGINT"
    names = [n for n in ("track", "state", "channel", "queue") if n in fields]
    state = fields.get("state")
    raw = present(columns[state.column], state.missing) if state and state.column else "NULL"
    kept = [(f"f_{n}", f"f_{n}") for n in names]
    kept += [("f_agent", "p_agent"), ("state_raw", raw), ("ended_us", ended)]
    track = text("track", fields, "'presence'")
    return Kind(
        entity="agent_state",
        derive="{inner}",
        payload=(*(sql for _, sql in kept), "u_started_at"),
        kept=tuple(kept),
        texts=dict(fields),
        instants=dict(profile.instants),
        durations=dict(profile.durations),
        agents=("agent",) if "agent" in fields else (),
        faults=(
            ("f_agent IS NULL", "no_agent", "agent", "''"),
            ("f_state IS NULL", "missing_required", "state", "''"),
            (
                f"{ended} < u_started_at",
                "negative_interval",
                "ended_at",
                f"({ended} - u_started_at)",
            ),
        ),
        natural=f"concat_ws('|', p_agent, {track}, u_started_at::VARCHAR)",
    )


def state_rows(profile: Profile, brought: Brought) -> dict[str, str]:
    """Return SQL around ``{staged}`` that gives the rows of `agent_state`."""
    fields = profile.fields
    columns = {
        "agent": "f_agent",
        "track": text("track", fields, "'presence'"),
        "state": "f_state",
        "state_raw": "state_raw",
        "channel": text("channel", fields),
        "queue": text("queue", fields),
        "started_at": "make_timestamptz(us)",
        "ended_at": "make_timestamptz(ended_us)",
        "duration_ms": "(ended_us - us) // 1000",
        "end_basis": "if(ended_us IS NULL, NULL, 'explicit')",
        **local_columns("us", brought.local),
        **provenance(profile, brought.load_id),
    }
    return {"agent_state": listed(columns)}
