"""Which agents of the sources may be which people: suggested, never applied.

The lake holds no logins, only keyed pseudonyms, so nothing can be read back from it. What can be
done is to write a person's name and address the ways logins are usually written, and to see
whether the pseudonym of one of them has answered contacts.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings

from fiftytwo.contacts.ids import agent_pseudonym
from fiftytwo.contacts.lake import Snapshot, open_snapshot
from fiftytwo.web.people import queries

__all__ = ["Suggestion", "agents_page", "agents_seen", "likely_logins", "suggestions"]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A login that fits a person, and has answered contacts."""

    person_id: int
    name: str
    login: str


def likely_logins(name: str, email: str = "", key: str = "") -> tuple[str, ...]:
    """Return the ways in which a person's login may be written, the surest first.

    Examples
    --------
    >>> likely_logins("Chloé Lambert", "chloe@desk.example", "p-17")[:5]
    ('p-17', 'chloe@desk.example', 'chloe', 'Chloé Lambert', 'chloe.lambert')
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = [word.strip(".,'") for word in plain.split()]
    found = [key, email, email.partition("@")[0], name]
    if len(words) > 1:
        one, last = words[0], words[-1]
        found += [f"{one}.{last}", f"{one}_{last}", f"{one}-{last}", f"{one}{last}"]
        found += [f"{one[0]}{last}", f"{one[0]}.{last}", f"{last}.{one}", f"{last}{one[0]}"]
        found += [f"{last}, {one}".title(), f"{one} {last}".title(), f"{one} {last}"]
    return tuple(dict.fromkeys(filter(None, found)))


def agents_seen(lake: Snapshot) -> dict[str, int]:
    """Return the agents in the lake's contacts, and how many contacts each answered."""
    if not lake.load_id or not lake.months("contact"):
        return {}
    sql = (
        f"SELECT agent, count(*) FROM {lake.relation('contact')} WHERE agent IS NOT NULL GROUP BY 1"
    )
    return dict(lake.cursor().execute(sql).fetchall())


def suggestions(
    people: Iterable[tuple[int, str, str, str]],
    seen: Mapping[str, int],
    linked: Iterable[str],
    hash_key: bytes,
) -> list[Suggestion]:
    """Return logins that fit exactly one person and have contacts, but no link yet.

    Parameters
    ----------
    people : iterable of (primary key, name, e-mail, key)
        Everybody who may be meant.
    seen : mapping
        Pseudonym → contacts, as `agents_seen` returns it.
    linked : iterable of str
        Pseudonyms that have a person.
    hash_key : bytes
        The workspace's.

    Examples
    --------
    >>> key = b"k" * 32
    >>> seen = {agent_pseudonym(key, "y.demir"): 40}
    >>> suggestions([(7, "Yusuf Demir", "", "")], seen, [], key)
    [Suggestion(person_id=7, name='Yusuf Demir', login='y.demir')]
    """
    free = seen.keys() - set(linked)
    fits: dict[str, list[Suggestion]] = {}
    for pk, name, email, key in people:
        for login in likely_logins(name, email, key):
            agent = agent_pseudonym(hash_key, login)
            if agent in free:
                fits.setdefault(agent, []).append(Suggestion(pk, name, login))
    sure = [found[0] for found in fits.values() if len({s.person_id for s in found}) == 1]
    return sorted(sure, key=lambda s: (s.name, s.login))


def agents_page(form: forms.Form) -> dict[str, Any]:
    """Return what the page of agents shows."""
    seen = agents_seen(open_snapshot(settings.WORKSPACE.lake))
    links = queries.links()
    linked = {link.agent for link in links}
    people = queries.people_at_work().values_list("pk", "name", "email", "key")
    for link in links:
        # Not how many: that is a figure of a person, which the page's readers see of groups only.
        link.has_contacts = seen.get(link.agent, 0) > 0
    suggested = suggestions(people, seen, linked, settings.WORKSPACE.hash_key)
    return {
        "form": form,
        "links": links,
        "suggestions": suggested,
        "named": {link.person_id for link in links} | {one.person_id for one in suggested},
        "unknown": len(seen.keys() - linked),
        "unknown_contacts": sum(n for agent, n in seen.items() if agent not in linked),
    }
