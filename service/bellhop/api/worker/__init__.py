"""What workers call, with their keys, and what the operator's programs publish."""
