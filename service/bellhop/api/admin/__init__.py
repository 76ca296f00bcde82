"""What the operator calls, with the admin key."""
