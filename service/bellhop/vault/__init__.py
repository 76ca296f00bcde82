"""Secrets at rest: a ring of keys, and ciphertexts that open only in their own row."""
