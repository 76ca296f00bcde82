"""Housekeeping, each a `run_once`."""
