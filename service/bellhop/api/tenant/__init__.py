"""What tenants call, with their keys: one noun a file, its wire models beside it."""
