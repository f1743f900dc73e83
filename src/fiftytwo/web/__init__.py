"""The Django project: stores, guards and shows what the pure packages compute."""
