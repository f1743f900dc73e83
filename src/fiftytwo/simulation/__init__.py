"""A contact centre played through, contact by contact: what a plan of agents really gives."""
