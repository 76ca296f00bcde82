"""HTTP: a request comes in, JSON or a problem goes out. Parses once, then calls the core."""
