"""Opening hours for tests that only need that there are some."""

ALWAYS_OPEN = """
[schedules.always]
zone = "UTC"
hours = [{ mon-sun = ["00:00-24:00"] }]
[[holds]]
schedule = "always"
"""
