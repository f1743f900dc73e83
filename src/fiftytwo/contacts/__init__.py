"""What happened: the lake's tables, the intake of files, and the rebuild of facts."""
