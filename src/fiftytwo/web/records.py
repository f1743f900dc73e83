"""How an app declares its tables that point at a person: for export, erasure and retention."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Inside", "Table"]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with rows about, or made by, a person.

    Attributes
    ----------
    model : str
        Such as ``people.Absence``.
    title : str
        What its rows are, in words.
    person : str
        Lookup from a row to the person: ``person``, ``by__person``, or ``pk`` for people themselves.
    area : str
        Key of `privacy.catalogue.AREAS`.
    hidden : tuple of str
        Fields that no export holds, such as a password's digest.
    forget : mapping of field to value, or None
        What erasing a person puts into the rows, ``{pseudonym}`` filled in; None deletes the rows;
        empty leaves them, because what they point at is erased itself.
    dated : str
        Field from which the area's months count; empty: rows stay while the person does.
    """

    model: str
    title: str
    person: str
    area: str
    hidden: tuple[str, ...] = ()
    forget: Mapping[str, Any] | None = field(default_factory=dict)
    dated: str = ""


@dataclass(frozen=True, slots=True)
class Inside:
    """Records about a person inside rows that are not about one, such as shifts in a plan's JSON.

    Attributes
    ----------
    title, area : str
        As in `Table`.
    read : function of a person
        Returns the records as plain mappings.
    forget : function of the person as it was and the pseudonym, or None
        Puts the pseudonym in the person's place; returns how many rows it changed or deleted.
    """

    title: str
    area: str
    read: Callable[[Any], Sequence[Mapping[str, Any]]]
    forget: Callable[[Any, str], int] | None = None
