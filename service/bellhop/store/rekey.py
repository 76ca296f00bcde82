"""Which master keys are still needed."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from bellhop.store.queries import load

if TYPE_CHECKING:
    from bellhop.store.database import Connection


async def sealed_by_others(connection: "Connection", active_key: str) -> Mapping[str, int]:
    """How many ciphertexts of a cell each key sealed that is not the active one."""
    rows = await connection.fetch(load("rekey")["count_sealed_by_others"], active_key)
    return {row["sealed_by"]: row["rows"] for row in rows}
