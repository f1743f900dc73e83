"""Pages of rights, audit and retention; export and erasure of a person."""
