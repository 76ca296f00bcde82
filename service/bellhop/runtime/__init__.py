"""Long-lived things: loops, wake-ups, supervision, and requests that share a transaction."""
