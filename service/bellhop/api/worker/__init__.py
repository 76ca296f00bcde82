"""What workers call, with their keys."""
