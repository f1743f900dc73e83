"""Who did and read what: entries that are only ever added, chained by their hashes."""
