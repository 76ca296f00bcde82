"""How often something was asked for, for tests of what spares asking."""

from collections.abc import Callable
from typing import Any

import pytest

from bellhop.store.database import Database


def count_readings(monkeypatch: pytest.MonkeyPatch, module: object, name: str) -> list[int]:
    """Watch a reading of the store, called with a connection and keys; returns how many keys each was for."""
    counted: list[int] = []
    read = getattr(module, name)

    async def count(connection: Any, keys: Any, **options: Any) -> Any:
        counted.append(len(keys))
        return await read(connection, keys, **options)

    monkeypatch.setattr(module, name, count)
    return counted


def count_trips(database: Database) -> Callable[[], int]:
    """Watch a database from now on; returns how often it was asked, by a statement or by a transaction."""
    taken = 0

    def increase() -> None:
        nonlocal taken
        taken += 1

    for name in ("connection", "transaction", "fetch", "fetchrow", "execute"):
        setattr(database, name, _counting(getattr(database, name), increase))
    return lambda: taken


def _counting(ask: Callable[..., Any], increase: Callable[[], None]) -> Callable[..., Any]:
    def counting(*arguments: Any, **options: Any) -> Any:
        increase()
        return ask(*arguments, **options)

    return counting
