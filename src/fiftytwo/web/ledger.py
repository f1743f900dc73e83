"""The ledger as a whole: its tables, whether they fit this version, a copy of it."""

import sqlite3
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from fiftytwo.base.errors import InputError
from fiftytwo.base.workspace import SCHEMA, Workspace
from fiftytwo.contacts.schema import newer_table, older_tables

__all__ = ["check_server", "copy_ledger", "integrity", "migrate", "refusal", "use"]


def check_server() -> None:
    """See that a database server answers, before anything is made beside it.

    Raises
    ------
    InputError
        If it does not.
    """
    silence = None if connection.vendor == "sqlite" else _silence()
    if silence:
        raise InputError(silence)


def use(workspace: Workspace) -> None:
    """Let this process work in a workspace that was made after it had begun."""
    settings.WORKSPACE = workspace
    settings.TIME_ZONE = workspace.zone


def migrate() -> None:
    """Make or change the ledger's tables to what this version needs."""
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)


def refusal(workspace: Workspace) -> str | None:
    """Return why this version cannot work with the workspace and what to do, or None."""
    if workspace.schema > SCHEMA:
        return (
            f"{workspace.root} was made by a newer fiftytwo (schema {workspace.schema}, this one "
            f"knows {SCHEMA}): install the newer version"
        )
    newer = newer_table(workspace.lake)
    if newer:
        return (
            f"the table {newer} of {workspace.lake} was made by a newer fiftytwo: install the newer"
            " version"
        )
    silence = _silence()
    if silence:
        return silence
    if workspace.schema < SCHEMA or older_tables(workspace.lake) or _pending():
        return (
            f"{workspace.root} is older than this version: run "
            f"`fiftytwo upgrade --workspace {workspace.root}`, which backs it up first"
        )
    unknown = _unknown()
    if unknown:
        return (
            f"the ledger of {workspace.root} was made by a newer fiftytwo ({unknown} is unknown "
            "here): install the newer version"
        )
    return None


def copy_ledger(target: Path) -> bool:
    """Copy the ledger into a file while it is in use; False where it is no SQLite file."""
    if connection.vendor != "sqlite":
        return False
    connection.ensure_connection()
    with sqlite3.connect(target) as copy:
        connection.connection.backup(copy)
    copy.close()
    return True


def integrity() -> str:
    """Return "ok", or what the database says is broken in its file."""
    if connection.vendor != "sqlite":
        return "ok"
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA quick_check")
        return str(cursor.fetchone()[0])


def _silence() -> str | None:
    """Return why the ledger cannot be reached, or None."""
    try:
        connection.ensure_connection()
    except OperationalError as error:
        asked = connection.settings_dict
        why = str(error).strip().splitlines()[0].split("failed: ")[-1]
        if connection.vendor == "sqlite":
            return f"the ledger {asked['NAME']} cannot be opened ({why}): see who may read it"
        place = f"{asked['HOST'] or 'localhost'}:{asked['PORT'] or 5432}/{asked['NAME']}"
        return f"the database {place} cannot be reached ({why}): start it, or mend FIFTYTWO_DATABASE_URL"
    return None


def _pending() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _unknown() -> str | None:
    """Return a migration of ours that was applied but that this version does not have."""
    loader = MigrationLoader(connection)
    ours = {app for app, _ in loader.disk_migrations}
    lost = [
        key
        for key in loader.applied_migrations
        if key[0] in ours and key not in loader.disk_migrations
    ]
    return ".".join(min(lost)) if lost else None
