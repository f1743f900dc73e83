"""Tables of this app that point at a person."""

from fiftytwo.web.records import Table

__all__ = ["RECORDS"]

RECORDS = (Table("intake.Upload", "Files uploaded", "by__person", "audit"),)
