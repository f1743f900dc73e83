"""Profiles of a workspace: found by name or file, saved by name."""

from pathlib import Path

from fiftytwo.base.errors import InputError
from fiftytwo.base.workspace import Workspace
from fiftytwo.contacts.profile import Profile, profile_from_text

__all__ = ["find_profile", "profile_path", "save_profile", "saved_profiles"]


def profile_path(workspace: Workspace, name: str) -> Path:
    """Return where a profile of that name is saved."""
    return workspace.profiles / f"{name}.toml"


def saved_profiles(workspace: Workspace) -> list[Profile]:
    """Return the workspace's profiles by name."""
    return [_read(path) for path in sorted(workspace.profiles.glob("*.toml"))]


def find_profile(workspace: Workspace, given: Profile | str | Path) -> Profile:
    """Return a profile: itself, one saved under a name, or one in a file.

    Raises
    ------
    InputError
        If there is none, or it has a fault; the text names the setting.
    """
    if isinstance(given, Profile):
        return given
    saved = profile_path(workspace, str(given))
    if isinstance(given, str) and "/" not in given and saved.exists():
        return _read(saved)
    if Path(given).is_file():
        return _read(Path(given))
    names = ", ".join(p.stem for p in sorted(workspace.profiles.glob("*.toml"))) or "none yet"
    raise InputError(
        f"there is no profile {str(given)!r}: give a file, or the name of a saved one ({names})"
    )


def save_profile(workspace: Workspace, profile: Profile) -> None:
    """Save a profile under its own name, so that the next file needs only the name."""
    path = profile_path(workspace, profile.name)
    if path.exists() and path.read_text(encoding="utf-8") == profile.text:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_text(profile.text, encoding="utf-8")
    part.replace(path)


def _read(path: Path) -> Profile:
    try:
        return profile_from_text(path.read_text(encoding="utf-8"), path.name)
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"profile {path} cannot be read ({error}): check the file") from None
