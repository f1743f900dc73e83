"""`fiftytwo profile`: draft, list and show the profiles that describe files."""

import json as json_module
from pathlib import Path

from cyclopts import App

from fiftytwo.base.errors import InputError
from fiftytwo.base.workspace import open_workspace, workspace_path
from fiftytwo.sources.profiles import find_profile, saved_profiles
from fiftytwo.sources.suggest import suggest_profile

__all__ = ["app", "list_saved", "show", "suggest"]

app = App(name="profile", help="Draft and list the profiles that describe files.")


@app.command
def suggest(file: Path, *, out: Path | None = None, zone: str = "UTC") -> int:
    """Write a first draft of a profile by looking at a file's columns.

    Lines to be confirmed are marked CHECK. With --out the draft is written to a file.

    Parameters
    ----------
    file
        CSV, CSV.gz, Parquet or JSON lines.
    out
        File to write; it must not exist yet.
    zone
        Time zone of the file's times, such as Europe/Berlin.
    """
    text = suggest_profile(file, zone=zone)
    if out is None:
        print(text, end="")
        return 0
    try:
        with open(out, "x", encoding="utf-8") as target:
            target.write(text)
    except FileExistsError:
        raise InputError(f"{out} exists already: name another file, or remove it") from None
    print(f"draft written to {out}: confirm the lines marked CHECK, then load with --profile {out}")
    return 0


@app.command(name="list")
def list_saved(*, workspace: Path | None = None, json: bool = False) -> int:
    """List the profiles saved in the workspace.

    Parameters
    ----------
    workspace
        Workspace folder; FIFTYTWO_WORKSPACE or ./workspace where absent.
    json
        Print one JSON object and nothing else.
    """
    profiles = saved_profiles(open_workspace(workspace_path(workspace)))
    if json:
        names = ("name", "kind", "source", "zone")
        print(
            json_module.dumps({"profiles": [{n: getattr(p, n) for n in names} for p in profiles]})
        )
        return 0
    for profile in profiles:
        print(f"{profile.name:<32} {profile.kind:<20} {profile.source:<20} {profile.zone}")
    if not profiles:
        print("no profile is saved yet: `fiftytwo load` saves the one it is given")
    return 0


@app.command
def show(name: str, *, workspace: Path | None = None) -> int:
    """Print a saved profile.

    Parameters
    ----------
    name
        Its name, as `fiftytwo profile list` shows it.
    workspace
        Workspace folder; FIFTYTWO_WORKSPACE or ./workspace where absent.
    """
    print(find_profile(open_workspace(workspace_path(workspace)), name).text, end="")
    return 0
