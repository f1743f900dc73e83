"""Views of the explorer that people keep under a name, share, and get by mail."""
