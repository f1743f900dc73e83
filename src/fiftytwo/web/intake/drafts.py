"""A first draft of the profile of an uploaded file."""

import re
from pathlib import PurePath

from django.conf import settings

from fiftytwo.web.intake.models import Upload

__all__ = ["draft"]

SKELETON = """\
# What the columns of this file mean.
name = "{name}"
kind = "contacts"
zone = "{zone}"
"""


def draft(upload: Upload) -> tuple[str, str]:
    """Return the text of a draft, and in a sentence what hindered a better one (else empty)."""
    stem = re.sub(r"[^a-z0-9]+", "_", PurePath(upload.name).name.split(".")[0].lower()).strip("_")
    return SKELETON.format(name=stem or "file", zone=settings.WORKSPACE.zone), ""
