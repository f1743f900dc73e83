"""`fiftytwo token`: an access token for a program, made where the server runs."""

from datetime import date, timedelta
from pathlib import Path

import fiftytwo.web.ready  # noqa: F401  (before anything that touches the ledger)
from fiftytwo.base.errors import InputError
from fiftytwo.base.workspace import open_workspace, workspace_path
from fiftytwo.web import ledger
from fiftytwo.web.signin.queries import user_named
from fiftytwo.web.tokens.actions import make_token
from fiftytwo.web.tokens.forms import TokenForm

__all__ = ["token"]


def token(
    name: str,
    *,
    owner: str,
    scope: str = "measures",
    days: int = 180,
    workspace: Path | None = None,
) -> int:
    """Print a new access token; it is shown once and kept nowhere.

    Parameters
    ----------
    name
        What it is for, such as "Board in the hall".
    owner
        Username of the account whose rights it has.
    scope
        What it opens: measures, scim or scim_leading.
    days
        How long it holds, at most 366.
    workspace
        The workspace (default: FIFTYTWO_WORKSPACE, else ./workspace).
    """
    refusal = ledger.refusal(open_workspace(workspace_path(workspace)))
    if refusal:
        raise InputError(refusal)
    user = user_named(owner)
    if user is None:
        raise InputError(f"there is no open account {owner!r}: check the name")
    last = date.today() + timedelta(days=max(-1, min(days, 10_000)))  # noqa: DTZ011 (of this machine)
    form = TokenForm({"name": name, "scopes": [scope], "last_day": last.isoformat()}, user=user)
    if not form.is_valid():
        field, problems = next(iter(form.errors.items()))
        option = {"scopes": "--scope", "last_day": "--days", "name": "the name"}[field]
        raise InputError(f"{option}: {problems[0]}")
    print(make_token(**form.cleaned_data, by=user))
    return 0
