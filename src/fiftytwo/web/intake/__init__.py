"""Settings → Sources: files, profiles, loads and their balances, quarantine."""
