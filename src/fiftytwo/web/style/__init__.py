"""The living style page: every component in every state, in both themes, from its real template."""
