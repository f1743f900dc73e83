"""Fewest agents by group and interval that keep every promise, by simulation with cuts."""
