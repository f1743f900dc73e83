"""The vocabulary that every layer shares; imports only the standard library."""
