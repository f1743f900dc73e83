"""Triggers that keep the audit's rows as they are, below the application.

A row goes only once a checkpoint covers it; details are only ever blanked.
"""

from collections.abc import Iterator

__all__ = ["drop_statements", "statements"]

REFUSED = "entries of the audit are never changed"
# Table, event, when to refuse.
PRUNED = "COALESCE((SELECT MAX(number) FROM audit_checkpoint), 0)"
RULES = (
    ("audit_entry", "UPDATE", "TRUE"),
    ("audit_entry", "DELETE", f"OLD.number > {PRUNED}"),
    ("audit_detail", "DELETE", f"OLD.entry_id > {PRUNED}"),
    (
        "audit_detail",
        "UPDATE",
        "NEW.content <> '' OR NEW.salt <> '' OR NEW.erased_by IS NULL "
        "OR NEW.entry_id <> OLD.entry_id OR OLD.erased_by IS NOT NULL",
    ),
    ("audit_checkpoint", "UPDATE", "TRUE"),
    ("audit_checkpoint", "DELETE", "TRUE"),
)


def _name(table: str, event: str) -> str:
    return f"{table}_no_{event.lower()}"


def statements(vendor: str) -> Iterator[str]:
    """Yield the SQL that makes the triggers on ``sqlite`` or ``postgresql``."""
    for table, event, when in RULES:
        name = _name(table, event)
        if vendor == "sqlite":
            yield (
                f"CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {when} "
                f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
            )
        else:
            # PostgreSQL allows no subquery in WHEN, so the function asks.
            back = "OLD" if event == "DELETE" else "NEW"
            yield (
                f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                f"IF {when} THEN RAISE EXCEPTION '{REFUSED}'; END IF; RETURN {back}; END $$"
            )
            yield (
                f"CREATE TRIGGER {name} BEFORE {event} ON {table} "
                f"FOR EACH ROW EXECUTE FUNCTION {name}()"
            )


def drop_statements(vendor: str) -> Iterator[str]:
    """Yield the SQL that takes the triggers away again."""
    for table, event, _when in RULES:
        name = _name(table, event)
        yield f"DROP TRIGGER IF EXISTS {name}" + ("" if vendor == "sqlite" else f" ON {table}")
        if vendor != "sqlite":
            yield f"DROP FUNCTION IF EXISTS {name}()"
