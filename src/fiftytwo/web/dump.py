"""The ledger as text that no database owns: one file of JSON lines a table.

The first line names the columns, each further one is a row. Reading it back goes through the
fields of the migrations it was made with, and then through the migrations since: so an older
backup fits, and a ledger can move between SQLite and PostgreSQL.
"""

import json
import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connections, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.models import Field, Model

from fiftytwo.base.errors import InputError
from fiftytwo.web.database import database

__all__ = ["applied", "fill", "frozen", "is_in_use", "ledger_in", "tables", "unknown_migration"]

DEFAULT = "default"
ROWS_AT_ONCE = 2000
PLAIN = (bool, int, float, str)
OLDER_ON_SERVER = (
    "this backup is of an older version, and the tables on the database server are newer: restore"
    " it into an empty database"
)


@contextmanager
def ledger_in(path: Path) -> Iterator[None]:
    """Let the ledger be a SQLite file while the block runs.

    It takes the place of the usual connection, because migrations of packages ask for that by name.
    """
    usual = connections.settings[DEFAULT]
    made = connections.configure_settings({DEFAULT: database(path, None)})
    connections[DEFAULT].close()
    del connections[DEFAULT]
    connections.settings[DEFAULT] = made[DEFAULT]
    try:
        yield
    finally:
        connections[DEFAULT].close()
        del connections[DEFAULT]
        connections.settings[DEFAULT] = usual


@contextmanager
def frozen() -> Iterator[None]:
    """Let the ledger stand still while the block runs and others write on."""
    live = connections[DEFAULT]
    live.ensure_connection()
    if live.vendor != "sqlite":
        with transaction.atomic():
            with live.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
        return
    with tempfile.TemporaryDirectory(prefix="fiftytwo-ledger-") as folder:
        path = Path(folder) / "ledger.sqlite3"
        copy = sqlite3.connect(path)
        live.connection.backup(copy)
        copy.close()
        with ledger_in(path):
            yield


def applied() -> list[list[str]]:
    """Return the newest migration of each app that made the ledger."""
    loader = MigrationLoader(connections[DEFAULT])
    done = set(loader.applied_migrations)
    return sorted([app, name] for app, name in loader.graph.leaf_nodes() if (app, name) in done)


def unknown_migration(targets: Iterable[Iterable[str]]) -> str | None:
    """Return a migration that this version does not have, else None."""
    known = MigrationLoader(None).disk_migrations
    missing = [tuple(target) for target in targets if tuple(target) not in known]
    return ".".join(missing[0]) if missing else None


def tables() -> Iterator[tuple[str, Iterator[bytes]]]:
    """Yield each table's name, and its lines."""
    for model in _models(apps):
        yield model._meta.db_table, _lines(model)


def is_in_use() -> bool:
    """Return whether the ledger has accounts."""
    connection = connections[DEFAULT]
    with connection.cursor() as cursor:
        if "accounts_user" not in connection.introspection.table_names(cursor):
            return False
        cursor.execute("SELECT count(*) FROM accounts_user")
        return bool(cursor.fetchone()[0])


def fill(
    targets: list[list[str]],
    files: Mapping[str, Callable[[], Iterator[str]]],
    progress: Callable[[str], None] = lambda _table: None,
) -> None:
    """Give the ledger the rows of a dump instead of its own, all or none, then migrate it on.

    Parameters
    ----------
    targets : list
        Migrations of the dump, as `applied` gives them.
    files : Mapping
        Table → its lines.
    progress : Callable
        Called with each table's name before it is filled.

    Raises
    ------
    InputError
        If a line does not fit its table.
    """
    connection = connections[DEFAULT]
    executor = MigrationExecutor(connection)
    wanted = [tuple(target) for target in targets]
    if any(t in executor.loader.applied_migrations for t in _later(executor.loader, wanted)):
        raise InputError(OLDER_ON_SERVER)
    executor.migrate(wanted)
    state = MigrationLoader(connection).project_state(wanted)
    models = {model._meta.db_table: model for model in _models(state.apps)}
    unknown = sorted(set(files) - set(models))
    if unknown:
        raise InputError(f"the backup has a table {unknown[0]} that its version does not have")
    with transaction.atomic():
        _empty(connection, list(models))
        for table, lines in files.items():
            progress(table)
            _insert(connection, models[table], lines())
        connection.check_constraints()
        with connection.cursor() as cursor:
            for sql in connection.ops.sequence_reset_sql(no_style(), list(models.values())):
                cursor.execute(sql)
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def _later(loader: MigrationLoader, targets: list[tuple[str, ...]]) -> set[tuple[str, str]]:
    """Migrations of ours that come after the targets."""
    before = {node for target in targets for node in loader.graph.forwards_plan(target)}
    return set(loader.graph.nodes) - before


def _models(registry: Any) -> list[type[Model]]:
    return [
        model
        for model in registry.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and not model._meta.swapped
    ]


def _lines(model: type[Model]) -> Iterator[bytes]:
    fields = model._meta.local_concrete_fields
    yield _line([field.column for field in fields])
    for row in model._base_manager.order_by("pk").iterator(ROWS_AT_ONCE):
        yield _line([_plain(field, row) for field in fields])


def _line(values: list[Any]) -> bytes:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _plain(field: Field, row: Model) -> Any:
    value = field.value_from_object(row)
    if value is None or type(value) in PLAIN:
        return value
    return field.value_to_string(row)


def _empty(connection: Any, names: list[str]) -> None:
    listed = [connection.ops.quote_name(name) for name in names]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name in listed:
                cursor.execute(f"DELETE FROM {name}")
        else:
            cursor.execute(f"TRUNCATE {', '.join(listed)} CASCADE")


def _insert(connection: Any, model: type[Model], lines: Iterator[str]) -> None:
    columns = json.loads(next(lines))
    fields = {field.column: field for field in model._meta.local_concrete_fields}
    if set(columns) != set(fields):
        raise InputError(
            f"the backup's table {model._meta.db_table} has other columns than its version"
        )
    quote = connection.ops.quote_name
    sql = (
        f"INSERT INTO {quote(model._meta.db_table)} ({', '.join(map(quote, columns))})"
        f" VALUES ({', '.join(['%s'] * len(columns))})"
    )
    with connection.cursor() as cursor:
        while part := list(islice(lines, ROWS_AT_ONCE)):
            cursor.executemany(sql, [
                [
                    fields[name].get_db_prep_save(fields[name].to_python(value), connection)
                    for name, value in zip(columns, json.loads(line), strict=True)
                ]
                for line in part
            ])  # fmt: skip
