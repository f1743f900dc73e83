"""What entries say in words; an action that is not here cannot be recorded."""

from collections.abc import Mapping
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fiftytwo.privacy.catalogue import AREAS

__all__ = ["ACTIONS", "READ", "action_text", "read_action"]

READ = "read."  # and the key of an area of privacy.catalogue

ACTIONS: Mapping[str, str | Promise] = MappingProxyType(
    {
        "accounts.invite": _("made a link for the first head"),
        "accounts.first_head": _("became the first head"),
        "accounts.add": _("added an account"),
        "accounts.give_role": _("gave a role"),
        "accounts.demo_logins": _("added the logins of the demo company"),
        "audit.erase": _("erased details of entries"),
        "audit.prune": _("deleted old entries"),
        "intake.upload": _("uploaded a file"),
        "intake.forget": _("forgot an uploaded file"),
        "jobs.start": _("started background work"),
        "jobs.tidy": _("deleted old background work"),
        "jobs.resume": _("picked up background work again"),
        "people.add": _("added people"),
        "people.erase": _("erased a person"),
        "plans.keep": _("kept a week plan"),
        "privacy.switch": _("changed a switch of an area"),
        "privacy.export": _("exported the records of a person"),
        "privacy.hold": _("set a legal hold"),
        "privacy.release": _("lifted a legal hold"),
        "privacy.keep": _("changed how long records are kept"),
        "privacy.retention": _("deleted records that were due"),
    }
)


def read_action(area: str) -> str:
    """Return the action of reading an area.

    Examples
    --------
    >>> read_action("performance")
    'read.performance'
    """
    return READ + AREAS[area].key


def action_text(action: str) -> str:
    """Return an action in words, such as "read: A person's own figures"."""
    if action.startswith(READ):
        area = AREAS.get(action.removeprefix(READ))
        return gettext("read: %(area)s") % {"area": gettext(area.title) if area else action}
    return str(ACTIONS.get(action, action))
