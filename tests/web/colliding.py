"""Writers that get in each other's way, run as a program by `test_transaction`: prints what came of it."""

import json
import logging
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from django.conf import settings
from django.db import connection
from django.db.models import Value
from django.db.models.functions import Concat

import fiftytwo.web.ready  # noqa: F401
from fiftytwo.cli.checks import examine
from fiftytwo.web.accounts.actions import add_user
from fiftytwo.web.accounts.rights import Role
from fiftytwo.web.audit import chain, queries
from fiftytwo.web.audit.actions import record, record_read
from fiftytwo.web.audit.models import Entry
from fiftytwo.web.audit.queries import verify
from fiftytwo.web.people.actions import add_person, change_person
from fiftytwo.web.people.models import Absence, Person, Site
from fiftytwo.web.privacy.actions import delete_due, erase_person
from fiftytwo.web.transaction import atomic
from fiftytwo.web.versions import StaleError, save_fresh, shown_of, version_of

HELD_S = 1.0
HOLD = f"""
import sqlite3, sys, time
ledger = sqlite3.connect(sys.argv[1], isolation_level=None)
ledger.execute("BEGIN IMMEDIATE")
print("held", flush=True)
time.sleep({HELD_S})
ledger.execute("COMMIT")
"""
tries: list[str] = []
broken: list[str] = []


class Counting(logging.Handler):
    def emit(self, entry: logging.LogRecord) -> None:
        tries.append(entry.getMessage())


def together(*works) -> None:
    def run(work) -> None:
        try:
            work()
        except Exception as error:
            broken.append(repr(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)


@atomic
def add_one(*sites: Site, meet: threading.Barrier | None = None) -> None:
    for site in sites:
        Site.objects.filter(pk=site.pk).update(country=Concat("country", Value("x")))
        if meet is not None and site is sites[0] and not tries:
            meet.wait(5)
    record("people.add", by=None)


def crossing() -> dict[str, object]:
    """Two actions lock two rows in opposite orders: the database undoes one of them."""
    one, two = (Site.objects.create(name=name, zone="UTC") for name in "ab")
    meet = threading.Barrier(2)
    together(lambda: add_one(one, two, meet=meet), lambda: add_one(two, one, meet=meet))
    counts = [len(s.country) for s in Site.objects.order_by("pk")]
    return {"counts": counts, "entries": Entry.objects.filter(action="people.add").count()}


def erasing() -> dict[str, object]:
    """Erasures, the nightly deletion, changes and reads of the same people at once."""
    head = add_user("nadia", "Nadia Verhoeven", [Role.HEAD], password="four quiet green lamps")
    people = [add_person({"name": f"Person {n}", "left": date(2026, 1, 1)}) for n in range(25)]
    Absence.objects.bulk_create(
        Absence(person=p, first=date(2020, 1, n), last=date(2020, 1, n), kind_id="other")
        for p in people for n in range(1, 9)
    )  # fmt: skip
    over = threading.Event()
    ids, at = [person.pk for person in people], people[:1]  # the one being erased is changed

    def change() -> None:
        while not over.is_set():
            change_person(at[-1], {"email": f"{time.monotonic()}@example.com"})

    def read() -> None:
        for _ in range(40):
            record_read("own_measure", by=head, whose=ids, purpose="operation")

    def erase() -> None:
        for person in people:
            at.append(person)
            erase_person(person, by=head)
        over.set()

    def delete() -> None:
        for _ in range(10):
            delete_due(datetime.now(UTC) + timedelta(hours=1))

    together(change, read, erase, delete)
    left = Person.objects.exclude(name__startswith="erased-").count()
    return {"left": left, "absences": Absence.objects.count(), "faults": verify().faults}


def held() -> dict[str, object]:
    """Another program holds the file for longer than SQLite waits."""
    settings.DATABASES["default"]["OPTIONS"]["timeout"] = 0.1
    connection.close()
    site = Site.objects.create(name="a", zone="UTC")
    words = [sys.executable, "-c", HOLD, str(settings.WORKSPACE.ledger)]
    other = subprocess.Popen(words, stdout=subprocess.PIPE)
    other.stdout.readline()
    began = time.monotonic()
    add_one(site)
    other.wait(10)
    return {"counts": [len(Site.objects.get().country)], "took_s": time.monotonic() - began}


def looked_at() -> dict[str, object]:
    """An entry is added while `doctor` stands between the end of the chain and its entries."""
    site = Site.objects.create(name="a", zone="UTC")
    add_one(site)
    links = queries._links

    def late() -> Iterator[chain.Link]:
        together(lambda: add_one(site))
        return links()

    queries._links = late
    audit = next(check for check in examine(settings.WORKSPACE) if check.name == "audit")
    return {"is_good": audit.is_good, "text": audit.text, "entries": Entry.objects.count()}


def same_form() -> dict[str, object]:
    """Four people opened the same form and save it at once."""
    person = add_person({"name": "As it was"})
    version = version_of({"name": "As it was"}, ["name"])
    start, told = threading.Barrier(4), []

    def save(name: str) -> None:
        mine = Person.objects.get(pk=person.pk)

        def change() -> None:
            time.sleep(0.2)  # the others have looked by then, if they could
            change_person(mine, {"name": name})

        start.wait(5)
        try:
            save_fresh(version, shown_of(mine, lambda row: {"name": row.name}), change)
        except StaleError as error:
            told.append(error.now["name"])

    together(*(lambda name=name: save(name) for name in "abcd"))
    return {"told": told, "name": Person.objects.get(pk=person.pk).name}


if __name__ == "__main__":
    logging.getLogger("fiftytwo.web.transaction").addHandler(Counting())
    works = (crossing, erasing, held, looked_at, same_form)
    found = {work.__name__: work for work in works}[sys.argv[1]]()
    print(json.dumps(found | {"tries": len(tries), "broken": broken}))
