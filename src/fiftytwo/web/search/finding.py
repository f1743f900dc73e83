"""What fits a few words: pure, over plain entries.

A word fits wherever it occurs, in capitals or not, with accents or without: "chloe" finds Chloé.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

__all__ = ["Entry", "Group", "folded", "found"]


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that can be found.

    Attributes
    ----------
    label, detail : str
        What it is called, and what tells it from its like.
    url : str
        Where it is.
    also : tuple of str
        Further texts that it is found by: a key, the words of a definition.
    """

    label: str
    detail: str
    url: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """What was found of one kind, best first; `has_more` where not all of it stands here."""

    kind: str
    title: str
    entries: tuple[Entry, ...]
    has_more: bool


# Letters of European names that are no letter with an accent to Unicode.
WHOLE_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"}
)


@lru_cache(maxsize=16_384)
def folded(text: str) -> str:
    """Return a text without capitals and accents.

    Examples
    --------
    >>> folded("Chloé"), folded("ÅSA"), folded("Straße"), folded("Sørensen")
    ('chloe', 'asa', 'strasse', 'sorensen')
    """
    parts = unicodedata.normalize("NFKD", text.casefold().translate(WHOLE_LETTERS))
    return "".join(part for part in parts if not unicodedata.combining(part))


def found(kind: str, title: str, query: str, entries: Iterable[Entry], most: int) -> Group:
    """Return the entries in which every word of the query occurs, at most `most`.

    First those whose name begins with the query, then those of which a word of the name begins
    with its first word, then those with all words in the name, then the others; each by name.

    Examples
    --------
    >>> people = [Entry("Ida Lind", "", "/1"), Entry("Linus Ek", "", "/2"), Entry("Bo", "", "/3", ("lin",))]
    >>> [entry.label for entry in found("person", "People", "lin", people, 9).entries]
    ['Linus Ek', 'Ida Lind', 'Bo']
    >>> found("person", "People", "lin", people, 2).has_more
    True
    """
    words = folded(query).split()
    if not words:
        return Group(kind, title, (), has_more=False)
    ranked = ((_rank(words, entry), folded(entry.label), entry) for entry in entries)
    fitting = sorted((one for one in ranked if one[0] is not None), key=lambda one: one[:2])
    kept = tuple(entry for _rank_, _name, entry in fitting[:most])
    return Group(kind, title, kept, has_more=len(fitting) > most)


def _rank(words: Sequence[str], entry: Entry) -> int | None:
    name = folded(entry.label)
    texts = [name, *(folded(text) for text in (entry.detail, *entry.also))]
    if not all(any(word in text for text in texts) for word in words):
        return None
    if name.startswith(" ".join(words)):
        return 0
    if any(part.startswith(words[0]) for part in name.split()):
        return 1
    return 2 if all(word in name for word in words) else 3
