"""Addresses of static files carry a digest of the content, so browsers may keep them for good."""

import hashlib
from functools import lru_cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage

__all__ = ["VersionedStorage"]


class VersionedStorage(StaticFilesStorage):
    """Serves from the package; no step that collects files is needed."""

    def url(self, name: str | None) -> str:
        """Return the address of a static file with the digest of its bytes."""
        digest = _digest(name or "")
        plain = super().url(name)
        return f"{plain}?v={digest}" if digest else plain


@lru_cache(maxsize=512)
def _digest(name: str) -> str:
    path = finders.find(name)
    if not path:
        return ""
    return hashlib.sha256(Path(str(path)).read_bytes()).hexdigest()[:10]
