"""`fiftytwo link`: a one-time link for whoever cannot come in otherwise."""

from pathlib import Path

import fiftytwo.web.ready  # noqa: F401  (before anything that touches the ledger)
from fiftytwo.base.errors import InputError
from fiftytwo.base.workspace import open_workspace, workspace_path
from fiftytwo.cli.address import address as nearby
from fiftytwo.web import ledger
from fiftytwo.web.accounts.actions import invite, invite_head
from fiftytwo.web.signin import actions, queries

__all__ = ["link"]


def link(
    username: str = "",
    *,
    workspace: Path | None = None,
    address: str = "",
    forget_second_factor: bool = False,
) -> int:
    """Print a one-time link into an account; without a name, the link that makes the first one.

    It is for whoever runs the server: a head who has lost password and phone comes in by it.

    Parameters
    ----------
    username
        Whose account; empty where nobody has one yet.
    workspace
        The workspace (default: FIFTYTWO_WORKSPACE, else ./workspace).
    address
        Under which the application is reached (default: that of this machine).
    forget_second_factor
        Also take apps, passkeys and recovery codes from the account.
    """
    opened = open_workspace(workspace_path(workspace))
    refusal = ledger.refusal(opened)
    if refusal:
        raise InputError(refusal)
    root = address.rstrip("/") or nearby(opened.host)
    if not username:
        print(f"{root}/first-head/{invite_head()}/")
        return 0
    user = queries.user_named(username)
    if user is None or user.is_demo:
        raise InputError(f"there is no open account {username!r}: check the name")
    if forget_second_factor:
        actions.forget_factors(user)
    print(f"{root}/join/{invite(user, by=None)}/")
    return 0
