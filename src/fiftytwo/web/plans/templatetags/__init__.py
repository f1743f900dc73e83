"""Template filters of the week plan."""
