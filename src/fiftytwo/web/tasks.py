"""The one place that knows which package gives background tasks (Django 6 has its own)."""

from django_tasks import task

__all__ = ["task"]
