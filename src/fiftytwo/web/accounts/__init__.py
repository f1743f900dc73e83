"""Who may come in, and which page is for whom."""
