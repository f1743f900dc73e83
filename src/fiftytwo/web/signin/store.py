"""Sessions in the ledger, each with its owner beside it, so that a person can see and end them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

__all__ = ["MARK", "SessionStore"]

MARK = "mark"  # key of what a session says about itself: id, device, network, began_at, seen_at


class SessionStore(DatabaseStore):
    """Django's store of sessions; the row also carries owner, device, network and times."""

    @classmethod
    def get_model_class(cls) -> type:
        """Return our row of a session."""
        return apps.get_model("signin", "Session")

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        """Return the row that holds `data`; a session of nobody has no owner and no mark."""
        row = super().create_model_instance(data)
        row.user_id = data.get(SESSION_KEY)
        mark = data.get(MARK)
        if mark:
            row.public_id = UUID(mark["id"])
            row.device, row.network = mark["device"], mark["network"]
            row.began_at = datetime.fromisoformat(mark["began_at"])
            row.seen_at = datetime.fromisoformat(mark["seen_at"])
        return row
