"""Week plans: forecast, requirement, roster and what could not be met."""
