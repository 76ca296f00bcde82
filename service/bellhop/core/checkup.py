"""What a doctor finds, for an operator who asks the running service: one look at a time, and not for long."""

import asyncio
from collections.abc import Sequence

import asyncpg

from bellhop.config import MasterKey, Settings
from bellhop.core import doctor
from bellhop.core.findings import Finding, Level
from bellhop.store.store import Store

LONGEST_SECONDS = 10.0


class Checkup:
    """Looks for what `bellhop doctor` looks for, as far as that ends in time."""

    def __init__(
        self,
        settings: Settings,
        store: Store,
        master_keys: Sequence[MasterKey],
        *,
        longest_seconds: float = LONGEST_SECONDS,
    ) -> None:
        self._settings = settings
        self._store = store
        self._master_keys = tuple(master_keys)
        self._longest_seconds = longest_seconds
        self._looking = asyncio.Lock()

    async def findings(self) -> list[Finding]:
        """What was found, the good included; the last one says where the time was too short for all."""
        found: list[Finding] = []
        try:
            async with (
                asyncio.timeout(self._longest_seconds),
                self._looking,
                self._store.directory.connection() as connection,
            ):
                async for finding in doctor.examine_running(self._settings, connection, self._master_keys):
                    found.append(finding)  # noqa: PERF401 - what was found before the time was up is kept
        except TimeoutError:
            sentence = (
                f"This look was cut off after {self._longest_seconds:.0f} s, so there may be more: `bellhop doctor` "
                "takes all the time that it needs."
            )
            found.append(Finding(Level.WARNING, sentence))
        except asyncpg.PostgresError as error:
            found.append(Finding(Level.PROBLEM, f"The database refused a question: {error}."))
        return found
