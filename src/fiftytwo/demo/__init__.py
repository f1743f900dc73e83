"""A seeded, believable company: its people, its half year of contacts, and the files they leave."""
