"""Judging inputs, results and schemas: at once where that is sure to be cheap, off the loop where it is not."""

from collections.abc import Collection, Mapping
from typing import Any

import orjson

from bellhop.domain.schema import FITS, Judgement, Known, check_schema, is_light, know
from bellhop.domain.schema_budget import Budget
from bellhop.domain.schema_faults import MOST_FAULTS
from bellhop.domain.schema_sentences import MORE
from bellhop.errors import Fault, InvalidInputError
from bellhop.runtime.judges import Judges

AT_ONCE_NANOSECONDS = 20_000_000
_AT_ONCE_BYTES = 64 * 1024
_AT_ONCE_STEPS = 300
_KNOWN_BYTES = 2 << 20


class Judging:
    """What fits a schema; the cheap schemas stay compiled."""

    def __init__(self, judges: Judges | None = None) -> None:
        self._judges = Judges() if judges is None else judges
        self._known: dict[bytes, Known | None] = {}
        self._known_bytes = 0

    @property
    def pids(self) -> list[int]:
        """The processes that were started and run."""
        return self._judges.pids

    @property
    def kept(self) -> Collection[bytes]:
        """The schemas that are remembered."""
        return self._known.keys()

    async def aclose(self) -> None:
        """End what was started."""
        await self._judges.close()

    def at_once(self, schema: bytes, text: bytes, value: object) -> Judgement | None:
        """What is wrong with a value (`text` is its JSON); None when it might take too long to say."""
        known = self._light(schema)
        if known is None or not _is_cheap(known, len(text), value):
            return None
        if known.fits(value):
            return FITS
        judgement = known.name_faults(value, Budget(_AT_ONCE_STEPS))
        return judgement if judgement.complete or len(judgement.faults) >= MOST_FAULTS else None

    async def off_the_loop(self, owner: str, schema: bytes, text: bytes) -> Judgement:
        """What is wrong with a value, from where time and memory have a limit.

        Raises `RateLimitedError` or `BusyError` when too much waits there, of this owner or of all.
        """
        return await self._judges.judge(owner, schema, text)

    async def check(self, schema: Mapping[str, Any]) -> list[Fault]:
        """What is wrong with a schema, by pointers into it."""
        written = orjson.dumps(schema)
        return check_schema(schema) if is_light(written) else await self._judges.check(written)

    def _light(self, schema: bytes) -> Known | None:
        """The compiled schema, None for one that is too heavy to be compiled here."""
        if not is_light(schema):
            return None
        if schema not in self._known:
            self._known_bytes += len(schema)
            if self._known_bytes > _KNOWN_BYTES:
                self._known, self._known_bytes = {}, len(schema)
            self._known[schema] = know(orjson.loads(schema), light=True)
        return self._known[schema]


def refuse(judgement: Judgement) -> None:
    """Raises `InvalidInputError` when something is wrong; its detail says so when there may be other faults."""
    if judgement.faults:
        raise InvalidInputError(None if judgement.complete else detail(), faults=judgement.faults)


def detail() -> str:
    """What is said of a refusal that may not name everything."""
    return f"{InvalidInputError.__doc__} {MORE}"


def _is_cheap(known: Known, size_bytes: int, value: object) -> bool:
    profile = known.profile
    if profile is None:
        return False
    if profile.estimate(size_bytes, len(profile.weights)) <= AT_ONCE_NANOSECONDS:
        return True
    return size_bytes <= _AT_ONCE_BYTES and profile.estimate(size_bytes, _depth(value)) <= AT_ONCE_NANOSECONDS


def _depth(value: object) -> int:
    """How deep lists and objects are nested in a value: 0 for one that is neither."""
    depth, level = -1, [value]
    while level:
        depth += 1
        level = [
            each
            for node in level
            if isinstance(node, dict | list)
            for each in (node.values() if isinstance(node, dict) else node)
        ]
    return depth
