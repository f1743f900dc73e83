"""The measures explorer: what a number is, how it moved, and the rows behind it."""
