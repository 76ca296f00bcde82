"""The laws of the data, for the end of any test that had traffic."""

from bellhop.store import invariants
from bellhop.store.store import Store


async def assert_invariants(store: Store) -> None:
    """Fails with every row that breaks a law."""
    for cell in store.cells:
        async with cell.connection() as connection:
            broken = await invariants.check(connection)
        assert not broken, "\n".join(str(each) for each in broken)
