"""What a caller may ask of the version of a row before it is changed (`If-Match`)."""

from collections.abc import Callable

Precondition = Callable[[int], None]
"""Told the version that stands there; raises what keeps it from being changed."""


def any_version(_version: int) -> None:
    """Let every version be changed."""
