"""What tenants call, with their keys."""
