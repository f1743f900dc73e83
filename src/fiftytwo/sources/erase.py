"""Erasing a customer or an agent from a workspace's lake, once and whenever they come again."""

import re
from typing import Literal

from fiftytwo.base.errors import InputError
from fiftytwo.base.workspace import Workspace
from fiftytwo.contacts.erasure import Erased, erase_again, erase_from_lake, held, look
from fiftytwo.contacts.erasures import LIST, Erasure, note_erasure
from fiftytwo.contacts.ids import agent_pseudonym, customer_hash
from fiftytwo.contacts.steps import reached
from fiftytwo.sources.load import finish, kind_of

__all__ = ["erase", "erase_listed", "mark_of", "would_erase"]

PSEUDONYM = re.compile(r"rep-[0-9a-f]{8}")


def would_erase(workspace: Workspace, what: Literal["customer", "agent"], who: str) -> Erased:
    """Say what `erase` would change, and change nothing."""
    one = Erasure(what, mark_of(workspace, what, who), "")
    text = who.strip() if what == "customer" else ""
    return look(workspace.lake, [one], hash_key=workspace.hash_key, kind_of=kind_of, text=text)


def erase(workspace: Workspace, what: Literal["customer", "agent"], who: str) -> Erased:
    """Erase everything that says who a customer or an agent was; counts and times stay.

    Parameters
    ----------
    workspace : Workspace
        Whose lake; also the place of the list of erasures.
    what : str
        ``customer`` or ``agent``.
    who : str
        How the files write the customer (reference, e-mail, number), or the agent's name or
        pseudonym. It is not kept: the list of erasures holds its keyed hash.

    Raises
    ------
    InputError
        If `who` is empty.
    BusyError
        If a load or a backup holds the lake for longer than half a minute.
    """
    mark = mark_of(workspace, what, who)
    with held(workspace.lake, f"erase {what}", lambda: finish(workspace)):
        one = note_erasure(workspace.root / LIST, what, mark)
        reached("erasure_noted")
        text = who.strip() if what == "customer" else ""
        return erase_from_lake(
            workspace.lake, [one], hash_key=workspace.hash_key, kind_of=kind_of, text=text
        )


def erase_listed(workspace: Workspace) -> Erased:
    """Carry out the workspace's list of erasures in all of its lake, as after a restore."""
    return erase_again(
        workspace.lake, workspace.root / LIST, hash_key=workspace.hash_key, kind_of=kind_of,
        finish_dead=lambda: finish(workspace),
    )  # fmt: skip


def mark_of(workspace: Workspace, what: Literal["customer", "agent"], who: str) -> str:
    """Return the keyed hash of a customer in hexadecimal digits, or the pseudonym of an agent."""
    name = who.strip()
    if not name:
        raise InputError(f"no {what} is named: write it as the loaded files do")
    if what == "customer":
        return customer_hash(workspace.hash_key, name).hex()
    return name if PSEUDONYM.fullmatch(name) else agent_pseudonym(workspace.hash_key, name)
