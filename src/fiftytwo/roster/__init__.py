"""People → who works when: rules, cover, assignment, breaks, and why something is missing."""
