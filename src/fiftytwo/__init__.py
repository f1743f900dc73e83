"""Leads a customer service team, all 52 weeks of the year."""
