"""The notice centre, and how notices reach people: page, mail, chat, digest, quiet hours."""
