"""How often something was asked for, for tests of what spares asking."""

from typing import Any

import pytest


def count_readings(monkeypatch: pytest.MonkeyPatch, module: object, name: str) -> list[int]:
    """Watch a reading of the store, called with a connection and keys; returns how many keys each was for."""
    counted: list[int] = []
    read = getattr(module, name)

    async def count(connection: Any, keys: Any) -> Any:
        counted.append(len(keys))
        return await read(connection, keys)

    monkeypatch.setattr(module, name, count)
    return counted
