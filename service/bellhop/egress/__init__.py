"""The way out: sends requests to addresses that tenants wrote, and only to public ones."""
