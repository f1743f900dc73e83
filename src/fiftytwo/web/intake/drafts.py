"""A first draft of the profile of an uploaded file."""

from django.conf import settings

from fiftytwo.base.errors import InputError
from fiftytwo.sources.suggest import suggest_profile
from fiftytwo.web.intake.models import Upload

__all__ = ["draft"]


def draft(upload: Upload) -> tuple[str, str]:
    """Return the text of a draft, and in a sentence why there is none (else empty)."""
    try:
        return suggest_profile(upload.path, zone=settings.WORKSPACE.zone), ""
    except InputError as error:
        return "", str(error)
