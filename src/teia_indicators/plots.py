"""Pictures: each function returns a figure."""
