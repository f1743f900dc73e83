"""Reads of privacy: retention, holds, and everything about one person."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.conf import settings
from django.db.models import Count, DateTimeField, F, Model, QuerySet, Value
from django.utils import timezone

from fiftytwo.contacts.lake import Snapshot, open_snapshot
from fiftytwo.contacts.of_agents import agent_months
from fiftytwo.privacy.catalogue import AREAS
from fiftytwo.privacy.retention import Hold, cutoff, held_people, holds_everything, months_of
from fiftytwo.web.accounts.models import User
from fiftytwo.web.agreements.queries import chosen_months
from fiftytwo.web.audit.models import About
from fiftytwo.web.audit.words import READ
from fiftytwo.web.people.models import Person
from fiftytwo.web.people.queries import persons_visible_to, with_team
from fiftytwo.web.privacy.columns import LAKE_TITLES
from fiftytwo.web.privacy.models import LegalHold
from fiftytwo.web.privacy.registry import ENTRIES, INSIDES, TABLES, model_of
from fiftytwo.web.records import Table

__all__ = [
    "Due",
    "accounts_read_about",
    "agents_of",
    "dated_tables",
    "due",
    "due_rows",
    "everybody",
    "everything_about",
    "facts",
    "hold_rows",
    "holds",
    "keys_due",
    "lake_counts",
    "lake_tables",
    "open_holds",
    "people",
    "person_by_key",
    "rows_about",
    "rows_by_key",
    "tables_about",
    "tables_with_counts",
]


@dataclass(frozen=True, slots=True)
class Due:
    """What of one table is older than its area is kept; `held` rows stay by a legal hold."""

    table: Table
    before: date
    rows: int
    held: int


def accounts_read_about(since: datetime) -> list[int]:
    """Return the open accounts, by primary key, of people about whom others read since a moment."""
    read = About.objects.filter(
        detail__entry__at__gte=since, detail__entry__action__startswith=READ
    )
    opened = User.objects.filter(is_active=True, person__in=read.values("person_id"))
    return list(opened.values_list("pk", flat=True))


def holds() -> QuerySet[LegalHold]:
    """Return legal holds, newest first."""
    return LegalHold.objects.select_related("person", "set_by")


def open_holds() -> list[Hold]:
    """Return the holds in force as plain values."""
    people = LegalHold.objects.filter(lifted_at=None).values_list("person_id", flat=True)
    return [Hold(person) for person in people]


def due(now: datetime | None = None) -> list[Due]:
    """Return what a run of the nightly deletion would delete, table by table; deletes nothing.

    Parameters
    ----------
    now : datetime, optional
        The moment of asking; now by default.
    """
    held = open_holds()
    found = []
    for table, before in dated_tables(now):
        rows = due_rows(table, before)
        n = rows.count()
        if table == ENTRIES:  # they lie in one chain, so a hold on anybody keeps them all
            kept = n if held else 0
        else:
            kept = n if holds_everything(held) else _of(rows, table, held).count()
        found.append(Due(table, before, n - kept, kept))
    return found


def dated_tables(now: datetime | None = None) -> list[tuple[Table, date]]:
    """Return the tables of which something is due one day, and the day before which it is."""
    today, chosen = timezone.localdate(now), chosen_months()
    found = ((table, months_of(table.area, chosen)) for table in (*TABLES, ENTRIES) if table.dated)
    return [(table, cutoff(today, months)) for table, months in found if months is not None]


def due_rows(table: Table, before: date) -> QuerySet[Model]:
    """Return the rows of a table that are older than a day, held or not."""
    model = model_of(table)
    is_moment = isinstance(model._meta.get_field(table.dated), DateTimeField)
    limit = timezone.make_aware(datetime.combine(before, time.min)) if is_moment else before
    return model._default_manager.filter(**{f"{table.dated}__lt": limit})


def keys_due(table: Table, before: date, held: list[Hold], most: int) -> list[Any]:
    """Return the primary keys of at most `most` rows that are due and that no hold keeps."""
    rows = due_rows(table, before)
    # Not `exclude` by the person: it would also leave out rows of nobody.
    rows = rows.exclude(pk__in=_of(rows, table, held).values("pk"))
    return list(rows.order_by("pk").values_list("pk", flat=True)[:most])


def rows_by_key(table: Table, keys: list[Any]) -> QuerySet[Model]:
    """Return rows of a declared table."""
    return model_of(table)._default_manager.filter(pk__in=keys)


def _of(rows: QuerySet[Model], table: Table, held: list[Hold]) -> QuerySet[Model]:
    return rows.filter(**{f"{table.person}__in": held_people(held)})


def person_by_key(user: User, key: str) -> Person | None:
    """Return a person by key, if `user` may see that person at all."""
    return persons_visible_to(user).filter(key=key).first()


def hold_rows(person: Person) -> User | None:
    """Lock a person's row and its account's until the transaction is over; return the account.

    Not the key: rows that refer to them can still be added.
    """
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    return User.objects.select_for_update(no_key=True, of=("self",)).filter(person=person).first()


def everybody() -> QuerySet[Person]:
    """Return all people, for work that no person asks for."""
    return Person.objects.all()


def rows_about(table: Table, person: Person) -> QuerySet[Model]:
    """Return the rows of a declared table about a person."""
    return model_of(table)._default_manager.filter(**{table.person: person.pk})


def tables_with_counts(person: Person) -> list[dict[str, Any]]:
    """Return title, class and number of rows of each table that holds something about a person."""
    counts = _counts(person)
    found = [{"title": t.title, "area": AREAS[t.area], "n": counts[t.model]} for t in TABLES]
    found += [{"title": i.title, "area": AREAS[i.area], "n": len(i.read(person))} for i in INSIDES]
    for table, months in lake_counts(person).items():
        row = {"title": LAKE_TITLES[table], "area": AREAS["performance"], "n": sum(months.values())}
        found.append(row)
    return [row for row in found if row["n"]]


def agents_of(person: Person) -> list[str]:
    """Return the pseudonyms under which a person stands in the lake."""
    return list(person.agent_logins.order_by("agent").values_list("agent", flat=True))


def facts() -> Snapshot:
    """Return the workspace's lake as of its newest load."""
    return open_snapshot(settings.WORKSPACE.lake)


def lake_counts(person: Person) -> dict[str, dict[str, int]]:
    """Return table → month → rows of the lake that tell of a person."""
    return agent_months(facts(), agents_of(person))


def lake_tables(source: Snapshot, agents: list[str]) -> list[str]:
    """Return the tables of the lake that tell of some agents."""
    return list(agent_months(source, agents))


def tables_about(person: Person) -> list[tuple[Table, list[Model]]]:
    """Return each declared table with its rows about a person, and with what these point at."""
    found = []
    for table in TABLES:
        pointing = [f.name for f in model_of(table)._meta.concrete_fields if f.is_relation]
        found.append((table, list(rows_about(table, person).select_related(*pointing))))
    return found


def _counts(person: Person) -> dict[str, int]:
    """Return the number of rows of each declared table about a person, in one query."""
    parts = [
        rows_about(table, person)
        .order_by()
        .annotate(label=Value(table.model))
        .values("label")
        .annotate(n=Count("pk"))
        .values_list("label", "n")
        for table in TABLES
    ]
    return dict(parts[0].union(*parts[1:], all=True))


def everything_about(person: Person) -> dict[str, list[dict[str, Any]]]:
    """Return all records about a person, by title; values as Django's JSON encoder takes them."""
    found = {
        table.title: [_plain(row, table) for row in rows_about(table, person)] for table in TABLES
    }
    found |= {inside.title: [dict(row) for row in inside.read(person)] for inside in INSIDES}
    return {title: rows for title, rows in found.items() if rows}


def _plain(row: Model, table: Table) -> Mapping[str, Any]:
    return {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.attname not in table.hidden and field.name not in table.hidden
    }


def people(user: User) -> QuerySet[Person]:
    """Return everybody whom `user` may see, with `team_name`; those who left come first."""
    return with_team(persons_visible_to(user)).order_by(F("left").asc(nulls_last=True), "name")
