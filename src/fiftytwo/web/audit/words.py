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
        "jobs.cancel": _("cancelled background work"),
        "jobs.tidy": _("deleted old background work"),
        "jobs.resume": _("picked up background work again"),
        "signin.use_link": _("came in by a link through the company’s login"),
        "signin.end_session": _("ended a session"),
        "signin.end_others": _("ended all other sessions"),
        "signin.forget_factors": _("took the second factors from an account"),
        "signin.password": _("changed the own password"),
        "signin.add_app": _("set up an app with codes"),
        "signin.remove_app": _("removed the app with codes"),
        "signin.add_passkey": _("added a passkey"),
        "signin.rename_passkey": _("renamed a passkey"),
        "signin.remove_passkey": _("removed a passkey"),
        "signin.new_codes": _("made new recovery codes"),
        "signin.rules": _("changed which roles need a second factor"),
        "people.add": _("added people"),
        "accounts.take_role": _("took a role away"),
        "accounts.link": _("made a link that sets a password"),
        "accounts.join": _("set the first password"),
        "accounts.language": _("chose a language"),
        "accounts.close": _("closed an account"),
        "accounts.open": _("opened a closed account"),
        "people.change": _("changed name or address of a person"),
        "people.contract": _("changed a contract"),
        "people.team": _("moved a person to a team"),
        "people.end": _("changed the last day of work"),
        "people.absence": _("entered or changed days away"),
        "people.absence_removed": _("removed days away"),
        "people.link": _("linked a login to a person"),
        "people.unlink": _("took the link of a login back"),
        "people.file": _("loaded a file of people"),
        "teams.change": _("added or changed a team"),
        "teams.lead": _("changed who leads a team"),
        "sites.change": _("added or changed a site"),
        "sites.close": _("closed days in the opening hours"),
        "kinds.change": _("added or changed a kind of absence"),
        "scim.user": _("changed an account by SCIM"),
        "scim.group": _("changed a team by SCIM"),
        "service.publish": _("published the figure of a period"),
        "saved.keep": _("kept a view of measures"),
        "saved.change": _("shared or sent a view of measures"),
        "saved.drop": _("forgot a view of measures"),
        "tokens.make": _("made an access token"),
        "tokens.revoke": _("revoked an access token"),
        "people.erase": _("erased a person"),
        "plans.keep": _("kept a week plan"),
        "plans.day": _("forecast a day under way again"),
        "post.wishes": _("changed how notices are sent"),
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
