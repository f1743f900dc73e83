"""From the history of a queue to its next intervals, with ranges, and how good that is."""
