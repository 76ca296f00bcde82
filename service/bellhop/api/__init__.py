"""The edge: HTTP in, problem+json out; parses once, then calls the core."""
