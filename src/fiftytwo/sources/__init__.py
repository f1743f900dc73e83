"""One module a desk or phone system: bytes → canonical rows, pure."""
