"""Measures for programs: `/api/v1`, opened by a token with the scope for them."""
