"""Long work in the background: state, progress, result; it goes on when the page is left."""
