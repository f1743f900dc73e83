"""Who may see what, and how small a group may be shown: rules as data and pure functions."""
