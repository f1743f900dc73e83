"""From history to next week: forecast, requirement and roster tied together."""
