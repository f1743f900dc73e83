"""What log lines name beside their own text: set where the work begins, read where lines are made."""

from contextvars import ContextVar

__all__ = ["load_id"]

load_id: ContextVar[str] = ContextVar("load_id", default="")
