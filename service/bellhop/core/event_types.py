"""The catalogue of the operator's types of events, as this process knows it, and the judging of what is published."""

from dataclasses import replace

import orjson

from bellhop.clock import Clock
from bellhop.core import audit
from bellhop.core.directory import Directory, Memory
from bellhop.core.directory_writing import Unless, writing
from bellhop.core.judging import Judging
from bellhop.domain.audit import Actor
from bellhop.domain.declared_type import DeclaredType, Validation
from bellhop.domain.event_type import fault_of_published
from bellhop.domain.schema import FITS, Judgement
from bellhop.errors import ConflictError, Fault, InvalidInputError, NotFoundError
from bellhop.ids import TenantId
from bellhop.store import event_types as store
from bellhop.store.changes import Noun

MOST_TYPES = 1_000
MOST_BYTES = 4 << 20
"""Of all types together, as they are listed together."""


class EventTypes:
    """The declared types, at most a second old.

    Which names there are is remembered as a whole: to publish a type that nobody has declared costs no question.
    """

    def __init__(self, directory: Directory, clock: Clock, judging: Judging) -> None:
        self._directory = directory
        self._clock = clock
        self._judging = judging
        self._names: frozenset[str] | None = None
        self._forgotten = 0
        self._memory = Memory(self._load)
        directory.remember(Noun.EVENT_TYPES, self._forget)

    async def names(self) -> frozenset[str]:
        """The names that are declared."""
        await self._directory.refresh()
        names = self._names
        if names is None:
            forgotten = self._forgotten
            async with self._directory.database.connection() as connection:
                names = await store.names(connection)
            if forgotten == self._forgotten:  # else it may have been read before a change
                self._names = names
        return names

    async def find(self, name: str) -> DeclaredType | None:
        """One type, or None."""
        return await self._memory.get(name) if name in await self.names() else None

    async def get(self, name: str) -> DeclaredType:
        """One type; raises `NotFoundError` when there is none of this name."""
        declared = await self.find(name)
        if declared is None:
            raise NotFoundError
        return declared

    async def every(self) -> list[DeclaredType]:
        """All types by name, as the database has them."""
        async with self._directory.database.connection() as connection:
            return await store.every(connection)

    async def judge(self, tenant_id: TenantId, declared: DeclaredType, data: bytes) -> Judgement:
        """What is wrong with data of this type, if anybody asks.

        Raises `RateLimitedError` or `BusyError` for data that is costly to judge, when too much such waits.
        """
        if declared.validation is Validation.OFF or declared.schema is None:
            return FITS
        judgement = self._judging.at_once(declared.schema, data, orjson.loads(data))
        return judgement or await self._judging.off_the_loop(tenant_id, declared.schema, data)

    async def put(
        self, declared: DeclaredType, *, actor: Actor, unless: Unless | None = None
    ) -> tuple[DeclaredType, bool]:
        """Write a type; answers it as written and whether it is new. Times and version are set here.

        Raises `InvalidInputError` with every fault, and `ConflictError` when there are as many as there may be.
        `unless` is asked with the version that stands there, None without one: if it says yes,
        `PreconditionFailedError` is raised and nothing is written.
        """
        faults = await self._faults(declared)
        if faults:
            raise InvalidInputError(faults=faults)
        now = self._clock.now()
        async with writing(self._directory, Noun.EVENT_TYPES, store.lock, declared.type, unless=unless) as held:
            types, size = await store.others(held.connection, declared.type)
            if types >= MOST_TYPES or size + len(declared.schema or b"") + len(declared.example or b"") > MOST_BYTES:
                detail = f"All event types are at most {MOST_TYPES}, with {MOST_BYTES} bytes of schemas and examples."
                raise ConflictError(detail)
            written = replace(declared, create_time=held.create_time(now), update_time=now, version=held.version)
            await store.put(held.connection, written)
            verb = "event_type.created" if held.existing is None else "event_type.updated"
            await audit.record(held.connection, actor, verb, _path(declared.type), now=now, changes=_audited(written))
        self._forget(declared.type)
        return written, held.existing is None

    async def delete(self, name: str, *, actor: Actor, unless: Unless | None = None) -> None:
        """End a type: what is published under its name is judged no more. `NotFoundError` without one."""
        now, lock = self._clock.now(), store.lock
        async with writing(self._directory, Noun.EVENT_TYPES, lock, name, unless=unless, must_exist=True) as held:
            await store.delete(held.connection, name, now=now, version=held.version)
            await audit.record(held.connection, actor, "event_type.deleted", _path(name), now=now)
        self._forget(name)

    async def _faults(self, declared: DeclaredType) -> list[Fault]:
        """What is wrong with a type, by pointers into its document (`""` is the name)."""
        sentence = fault_of_published(declared.type)
        found = [] if sentence is None else [Fault("", "bad-event-type", sentence)]
        if declared.schema is None:
            if declared.validation is not Validation.OFF:
                found.append(Fault("/schema", "required", "To judge data there must be a schema: give one."))
            return found
        wrong = await self._judging.check(orjson.loads(declared.schema))
        found += [Fault(f"/schema{each.pointer}", each.code, each.message) for each in wrong]
        if found or declared.example is None:
            return found
        judgement = self._judging.at_once(declared.schema, declared.example, orjson.loads(declared.example))
        judgement = judgement or await self._judging.off_the_loop("", declared.schema, declared.example)
        return [Fault(f"/example{each.pointer}", each.code, each.message) for each in judgement.faults]

    async def _load(self, name: str) -> DeclaredType | None:
        async with self._directory.database.connection() as connection:
            return await store.get(connection, name)

    def _forget(self, name: str) -> None:
        self._forgotten += 1
        self._names = None
        self._memory.forget(name)


def _path(name: str) -> str:
    return f"event-types/{name}"


def _audited(declared: DeclaredType) -> dict[str, object]:
    return {
        "description": declared.description,
        "deprecated": declared.deprecated,
        "validation": declared.validation.value,
        "schema_uri": declared.schema_uri,
    }
