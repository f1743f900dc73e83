"""Template filters of ours."""
