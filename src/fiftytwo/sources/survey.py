"""Surveys from a table: one line a question asked, answered or not."""

from fiftytwo.contacts.ids import entity_id_sql
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

__all__ = ["survey_kind", "survey_rows"]

NUMBERS = ("score", "scale_min", "scale_max")
TEXTS = ("instrument", "question_ref", "queue", "channel", "reason", "contact", "case")


def survey_kind(profile: Profile, columns: Columns) -> Kind:  # noqa: ARG001  (one form for all kinds)
    """Return what surveys add to the common steps of typing."""
    fields, decimal = profile.fields, profile.file.decimal
    names = [n for n in TEXTS if n in fields]
    kept = [(f"f_{n}", f"f_{n}") for n in names]
    kept += [(n, number(n, fields, decimal)) for n in NUMBERS]
    kept += [("f_agent", "p_agent" if "agent" in fields else "NULL::VARCHAR")]
    answered = "u_responded_at" if "responded_at" in profile.instants else "NULL::BIGINT"
    kept.append(("responded_us", answered))
    score, low, high = (number(n, fields, decimal) for n in NUMBERS)
    return Kind(
        entity="survey",
        derive="{inner}",
        payload=(*(sql for _, sql in kept), "u_offered_at"),
        kept=tuple(kept),
        texts=dict(fields),
        instants=dict(profile.instants),
        agents=("agent",) if "agent" in fields else (),
        faults=(
            ("f_instrument IS NULL", "missing_required", "instrument", "''"),
            *number_faults(NUMBERS, profile, negative=True),
            (f"{score} < {low} OR {score} > {high}", "out_of_range", "score", "f_score"),
        ),
    )


def survey_rows(profile: Profile, brought: Brought) -> dict[str, str]:
    """Return SQL around ``{staged}`` that gives the rows of `survey_response`.

    The contact or case a survey speaks of belongs to the option `contact_source`, or to the
    profile's own source.
    """
    fields = profile.fields
    source = str(profile.options.get("contact_source", profile.source))
    columns = {
        "survey_id": "id",
        "instrument": "f_instrument",
        "question_ref": text("question_ref", fields),
        "scale_min": "scale_min",
        "scale_max": "scale_max",
        "score": "score",
        "score_norm": "(score - scale_min) / nullif(scale_max - scale_min, 0)",
        "offered_at": "make_timestamptz(us)",
        "responded_at": "make_timestamptz(responded_us)",
        "contact_id": _link(source, "contact", profile),
        "case_id": _link(source, "case", profile),
        "queue": text("queue", fields),
        "channel": text("channel", fields),
        "agent": "f_agent",
        "reason": text("reason", fields),
        **local_columns("us", brought.local),
        **provenance(profile, brought.load_id),
    }
    return {"survey_response": listed(columns)}


def _link(source: str, entity: str, profile: Profile) -> str:
    return entity_id_sql(source, entity, f"f_{entity}") if entity in profile.fields else "NULL"
