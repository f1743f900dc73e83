"""Everything the ledger knows about people, as each app declares it in its `records.py`."""

from django.apps import apps
from django.db.models import Model
from django.utils.translation import gettext_noop as _

from fiftytwo.web.accounts.records import RECORDS as ACCOUNTS
from fiftytwo.web.intake.records import RECORDS as INTAKE
from fiftytwo.web.jobs.records import RECORDS as JOBS
from fiftytwo.web.notices.records import RECORDS as NOTICES
from fiftytwo.web.people.records import RECORDS as PEOPLE
from fiftytwo.web.plans.records import RECORDS as PLANS
from fiftytwo.web.post.records import RECORDS as POST
from fiftytwo.web.privacy.records import RECORDS as PRIVACY
from fiftytwo.web.records import Inside, Table
from fiftytwo.web.saved.records import RECORDS as SAVED
from fiftytwo.web.scim.records import RECORDS as SCIM
from fiftytwo.web.service.records import RECORDS as SERVICE
from fiftytwo.web.signin.records import RECORDS as SIGNIN
from fiftytwo.web.tokens.records import RECORDS as TOKENS

__all__ = ["ENTRIES", "INSIDES", "PEOPLE_MODELS", "TABLES", "model_of", "undeclared"]

LOWER = (*PEOPLE, *ACCOUNTS, *NOTICES, *SIGNIN, *JOBS, *POST)
ALL = (*LOWER, *INTAKE, *PLANS, *PRIVACY, *SCIM, *TOKENS, *SAVED, *SERVICE)
TABLES = tuple(item for item in ALL if isinstance(item, Table))
INSIDES = tuple(item for item in ALL if isinstance(item, Inside))
# The audit's own entries: pruned with a checkpoint, never deleted as rows of a person.
ENTRIES = Table(
    "audit.Entry", _("Entries of the audit"), "detail__about__person", "audit", dated="at"
)
PEOPLE_MODELS = ("people.Person", "accounts.User")


def model_of(table: Table) -> type[Model]:
    """Return the model of a declared table."""
    return apps.get_model(table.model)


def undeclared(models: list[type[Model]] | None = None) -> list[str]:
    """Return the models, also of packages, that point at a person or an account undeclared."""
    declared = {table.model for table in TABLES}
    found = []
    for model in models or apps.get_models():
        label = model._meta.label
        targets = {
            field.related_model._meta.label
            for field in model._meta.get_fields()
            if field.is_relation and not field.auto_created and field.related_model
        }
        if targets & set(PEOPLE_MODELS) and label not in declared:
            found.append(label)
    return found
