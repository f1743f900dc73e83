"""People as a CSV file: what it would change, import, export."""
