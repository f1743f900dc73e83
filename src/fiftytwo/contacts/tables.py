"""The lake's tables as Arrow schemas: what happened, and the books of the intake.

Every table is partitioned by `month` ("2026-03", UTC month of the contact, case or interval it
belongs to). Ids are 16 bytes, instants UTC with microseconds, durations whole milliseconds.
`local_day` and `local_minute` (0..1439) are in the zone of the queue. Canonical tables carry the
columns that measures group by (queue, channel, agent, reason, local day, targets then in force),
so no measure needs a join. `agent` is a pseudonym made with the workspace's hash key.
"""

import pyarrow as pa

__all__ = ["BOOKS", "CANONICAL", "DERIVED", "KEYS", "SCHEMAS", "TABLES", "WHAT"]

ID = pa.binary()
TEXT = pa.string()
TS = pa.timestamp("us", tz="UTC")
DAY = pa.date32()
MS = pa.int64()
# What a case did from one instant [µs] to another: an episode, or a state. Numbers, because words would be
# compared a dozen times each.
WHAT = {"other": 0, "episode": 1, "work": 2, "hold": 3, "waiting": 4}
STRETCHES = pa.list_(pa.struct([("what", pa.int8()), ("a", pa.int64()), ("b", pa.int64())]))

GROUPS = [("channel", TEXT), ("queue", TEXT), ("agent", TEXT), ("reason", TEXT)]
LOCAL = [("local_day", DAY), ("local_minute", pa.int16())]  # by the clock on the wall

# Columns that every canonical row carries besides its key (canonical-schema section 1).
COMMON = [
    ("source_id", TEXT),
    ("external_id", TEXT),
    ("version", TEXT),  # sortable; the greatest (version, payload_hash) of a key wins
    ("payload_hash", pa.int64()),  # 63 bits of md5 over the canonical text
    ("load_id", TEXT),
    ("raw_line", pa.int64()),
    ("month", TEXT),
]

CANONICAL: dict[str, pa.Schema] = {
    # One row an episode of demand; also the fact table of contact measures.
    "contact": pa.schema(
        [
            ("contact_id", ID),
            ("channel", TEXT),
            ("direction", TEXT),
            ("initiation", TEXT),
            ("queue", TEXT),
            ("agent", TEXT),
            ("reason", TEXT),
            ("customer_id", ID),
            ("case_id", ID),
            ("case_episode_no", pa.int32()),
            ("started_at", TS),
            ("first_queued_at", TS),
            ("first_human_at", TS),
            ("ended_at", TS),
            ("outcome", TEXT),
            ("ended_by", TEXT),
            ("disposition", TEXT),
            ("transfer_count", pa.int16()),
            *LOCAL,
            ("is_excluded", pa.bool_()),
            ("met_bot", pa.bool_()),  # any of its segments is a bot's
            ("exclude_reason", TEXT),
            ("completeness", TEXT),
            ("reported", TEXT),  # JSON: the source's own numbers, for reconciliation only
            ("flags", TEXT),  # comma-separated names of repairs, such as "midnight,clipped"
            ("ext", TEXT),
            *COMMON,
        ]
    ),
    # One row a piece of a contact; fact_wait and fact_leg are filters on it.
    "segment": pa.schema(
        [
            ("contact_id", ID),
            ("leg", TEXT),
            ("seq", pa.int16()),
            ("kind", TEXT),
            ("queue", TEXT),
            ("channel", TEXT),
            ("direction", TEXT),
            ("agent", TEXT),
            ("reason", TEXT),
            ("started_at", TS),
            ("duration_ms", MS),  # null while open or unknown
            *LOCAL,
            ("end_reason", TEXT),
            ("transfer_type", TEXT),
            ("to_queue", TEXT),
            ("time_basis", TEXT),
            ("hold_included", pa.bool_()),
            ("is_counted", pa.bool_()),  # inbound and not excluded; for a wait also: leg main
            # first talk, conference or work of (contact, leg, agent): counts a handled leg
            ("leg_first", pa.bool_()),
            ("first_wait", pa.bool_()),  # first wait of its contact
            ("next_wait", pa.bool_()),  # not the first, or of a contact whose case came back
            ("only_wait", pa.bool_()),  # no other wait of its contact has leg main
            ("target_ms", pa.int32()),
            ("short_ms", pa.int32()),  # the queue's target then in force
            *COMMON,
        ]
    ),
    "case": pa.schema(
        [
            ("case_id", ID),
            ("display_ref", TEXT),
            *GROUPS,
            ("customer_id", ID),
            ("case_type", TEXT),
            ("priority", TEXT),
            ("status_category", TEXT),
            ("status_raw", TEXT),
            ("created_at", TS),
            ("closed_at", TS),
            ("is_excluded", pa.bool_()),
            ("exclude_reason", TEXT),
            ("completeness", TEXT),
            ("reported", TEXT),
            ("flags", TEXT),
            ("ext", TEXT),
            *COMMON,
        ]
    ),
    "case_interval": pa.schema(
        [
            ("case_id", ID),
            ("attribute", TEXT),
            ("value", TEXT),
            ("started_at", TS),
            ("ended_at", TS),
            ("changed_by", TEXT),
            ("change_kind", TEXT),
            ("time_basis", TEXT),
            *COMMON,
        ]
    ),
    "agent_state": pa.schema(
        [
            ("agent", TEXT),
            ("track", TEXT),
            ("state", TEXT),
            ("state_raw", TEXT),
            ("channel", TEXT),
            ("queue", TEXT),
            ("started_at", TS),
            ("ended_at", TS),
            ("duration_ms", MS),
            *LOCAL,
            ("end_basis", TEXT),
            *COMMON,
        ]
    ),
    "interval_report": pa.schema(
        [
            ("queue", TEXT),
            ("channel", TEXT),
            ("started_at", TS),
            ("length_s", pa.int32()),
            *LOCAL,
            ("offered", pa.float64()),
            ("answered", pa.float64()),
            ("answered_in_target", pa.float64()),
            ("target_s", pa.float64()),
            ("abandoned", pa.float64()),
            ("handle_s", pa.float64()),
            ("wait_s", pa.float64()),
            *COMMON,
        ]
    ),
    "survey_response": pa.schema(
        [
            ("survey_id", ID),
            ("instrument", TEXT),
            ("question_ref", TEXT),
            ("scale_min", pa.float64()),
            ("scale_max", pa.float64()),
            ("score", pa.float64()),
            ("score_norm", pa.float64()),  # null score = offered, not answered
            ("offered_at", TS),
            ("responded_at", TS),
            ("contact_id", ID),
            ("case_id", ID),
            ("queue", TEXT),
            ("channel", TEXT),
            ("agent", TEXT),
            ("reason", TEXT),
            *LOCAL,
            *COMMON,
        ]
    ),
    # One row a thing that happened, for sources whose contacts and cases are rebuilt from events.
    "event": pa.schema(
        [
            ("event_id", ID),
            ("stream", TEXT),
            ("group_key", TEXT),
            ("type", TEXT),
            ("occurred_at", TS),
            ("seq", pa.int64()),
            ("queue", TEXT),
            ("agent", TEXT),
            ("data", TEXT),  # JSON of allow-listed fields
            *COMMON,
        ]
    ),
}

# Rebuilt from canonical rows of the same month; never loaded.
DERIVED: dict[str, pa.Schema] = {
    "fact_case": pa.schema(
        [
            ("case_id", ID),
            ("source_id", TEXT),
            ("external_id", TEXT),
            *GROUPS,
            ("priority", TEXT),
            ("status_category", TEXT),
            ("created_at", TS),
            ("local_day", DAY),
            ("local_minute", pa.int16()),  # of created_at
            ("first_solved_at", TS),
            ("last_solved_at", TS),
            ("solved_day", DAY),
            ("solved_minute", pa.int16()),  # of last_solved_at
            ("first_response_ms", MS),
            ("response_from", TS),  # where that time began, where there is one
            ("owed_since", TS),  # of the first wait of the first episode, while it has not ended
            ("resolution_first_ms", MS),
            ("resolution_ms", MS),
            ("resolution_excl_waiting_ms", MS),
            # by the calendar, in all states that have ended; unknown where none has
            *((f"{n}_ms", MS) for n in ("requester_wait", "agent_wait", "on_hold", "agent_work")),
            ("active_ms", MS),  # of all episodes; unknown while one has not ended
            # the same one by one, for opening hours; b is null where open
            ("stretches", STRETCHES),
            ("reopen_count", pa.int32()),
            ("handoff_count", pa.int32()),
            ("is_counted", pa.bool_()),
            ("month", TEXT),
        ]
    ),
    # +1 where a case enters the backlog, -1 where it leaves: backlog(t) is the sum up to t.
    "case_flow": pa.schema(
        [
            ("case_id", ID),
            ("source_id", TEXT),
            ("at", TS),
            *LOCAL,
            ("change", pa.int8()),
            ("cause", TEXT),  # opened, reopened, solved, merged, deleted
            # minutes since 1970 by the local clock: when the case was first opened, and left again after this entry
            ("opened_minute", pa.int32()),
            ("left_minute", pa.int32()),
            ("first_solution", pa.bool_()),
            ("reopened_at", TS),  # first reopening at or after the first solution, told with that
            ("handoff_count", pa.int32()),  # of the case, told with the first solution
            *GROUPS,
            ("month", TEXT),
        ]
    ),
    # Additive parts per queue, channel, reason and local day: what pages read.
    "rollup_day": pa.schema(
        [
            ("fact", TEXT),
            ("part", TEXT),
            ("local_day", DAY),
            ("queue", TEXT),
            ("channel", TEXT),
            ("reason", TEXT),
            ("value", pa.float64()),
            ("month", TEXT),
        ]
    ),
}

BOOKS: dict[str, pa.Schema] = {
    "raw_file": pa.schema(
        [
            ("load_id", TEXT),
            ("source_id", TEXT),
            ("stream", TEXT),
            ("file_name", TEXT),
            ("sha256", TEXT),
            ("bytes", pa.int64()),
            ("lines", pa.int64()),
            ("profile", TEXT),
            ("profile_hash", TEXT),
            ("profile_text", TEXT),
            ("received_at", TS),
            ("month", TEXT),
        ]
    ),
    "raw_block": pa.schema(
        [
            ("load_id", TEXT),
            ("sha256", TEXT),
            ("block_no", pa.int32()),
            ("first_line", pa.int64()),
            ("lines", pa.int64()),
            ("mapped", pa.int64()),
            ("ignored", pa.int64()),
            ("quarantined", pa.int64()),
            ("offset", pa.int64()),
            ("packed_bytes", pa.int64()),
            ("month", TEXT),
        ]
    ),
    "quarantine": pa.schema(
        [
            ("raw_id", ID),
            ("load_id", TEXT),
            ("source_id", TEXT),
            ("profile", TEXT),
            ("file_name", TEXT),
            ("raw_line", pa.int64()),
            ("reason", TEXT),
            ("field", TEXT),
            ("detail", TEXT),
            ("bytes", pa.binary()),
            ("first_seen_at", TS),
            ("attempts", pa.int32()),
            ("last_attempt_at", TS),
            ("resolution", TEXT),  # null, remapped, dismissed
            ("resolved_at", TS),
            ("resolved_by", TEXT),
            ("resolved_reason", TEXT),
            ("day", DAY),  # local day the line speaks of, where it could be read
            ("month", TEXT),
        ]
    ),
    "ignored": pa.schema(
        [
            ("raw_id", ID),
            ("load_id", TEXT),
            ("source_id", TEXT),
            ("raw_line", pa.int64()),
            ("rule", TEXT),
            ("month", TEXT),
        ]
    ),
    # The balance of a load by the local day that its lines speak of; no day where it is not known.
    "load_day": pa.schema(
        [
            ("load_id", TEXT),
            ("source_id", TEXT),
            ("day", DAY),
            ("raw", pa.int64()),
            ("mapped", pa.int64()),
            ("ignored", pa.int64()),
            ("quarantined", pa.int64()),
            ("month", TEXT),
        ]
    ),
    # The closing record of a load: readers open exactly the versions it lists.
    "load": pa.schema(
        [
            ("load_id", TEXT),
            ("source_id", TEXT),
            ("profile", TEXT),
            ("file_name", TEXT),
            ("sha256", TEXT),
            ("state", TEXT),  # closed, held_back
            ("opened_at", TS),
            ("closed_at", TS),
            ("raw", pa.int64()),
            ("mapped", pa.int64()),
            ("ignored", TEXT),
            ("quarantined", TEXT),  # JSON: rule or reason → count
            ("pending", pa.int64()),
            ("repaired", TEXT),  # JSON: named repair → count
            ("versions", TEXT),
            ("digests", TEXT),
            ("caveats", TEXT),
            ("detail", TEXT),
            ("month", TEXT),
        ]
    ),
}

TABLES = CANONICAL | DERIVED | BOOKS

# The number of a table's columns and their meaning, which each table carries in its metadata; one
# without has 1. Raise a derived table's number, and `upgrade` rebuilds it; what a canonical one has new is told
# of the rows that are there in `sources/upgrade.py`.
SCHEMAS = dict.fromkeys(TABLES, 1) | {"contact": 2, "segment": 2}
SCHEMAS |= {"fact_case": 5, "case_flow": 3, "rollup_day": 6}

# What makes a row the same row. Segments follow their contact, intervals their case.
KEYS: dict[str, tuple[str, ...]] = {
    "contact": ("contact_id",),
    "segment": ("contact_id", "leg", "seq"),
    "case": ("case_id",),
    "case_interval": ("case_id", "attribute", "started_at"),
    "agent_state": ("source_id", "external_id"),
    "interval_report": ("source_id", "external_id"),
    "survey_response": ("survey_id",),
    "event": ("event_id",),
    "quarantine": ("raw_id",),
    "ignored": ("raw_id",),
}
