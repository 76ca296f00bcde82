"""What the nouns of several callers have in common: the operation, and the key that names a request."""
