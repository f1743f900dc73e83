"""Access tokens of programs: what each opens, until when, and who made it."""
