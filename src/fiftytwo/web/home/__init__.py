"""The front page: what needs you, how service was, how the next days are covered."""
