"""Which days a statement looks into."""

import uuid
from collections.abc import Sequence
from typing import TypeVar

Id = TypeVar("Id", bound=uuid.UUID)


def bounds(ids: Sequence[Id]) -> tuple[Id, Id]:
    """The smallest and the largest id: statements name them, and Postgres looks into the partitions between only."""
    return min(ids), max(ids)
