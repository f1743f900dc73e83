"""What waits for whom: rows that say that something happened and where, never its content."""
