"""What every scheme has: a proof, which holds secrets, and an outline, which holds none."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, ClassVar, Self

from bellhop.errors import Fault

Fields = tuple[tuple[str, str], ...]
"""Header fields, in the order in which they are sent."""


class Outline(ABC):
    """What may be told of one proof without its secrets. It is false where a subscription has no such proof."""

    __slots__ = ()

    @abstractmethod
    def __bool__(self) -> bool:
        """Whether the subscription has this proof."""

    @abstractmethod
    def to_row(self) -> dict[str, object]:
        """The members that this scheme has in the column `auth`. Names and forms stay: older rows have them."""

    @classmethod
    @abstractmethod
    def from_row(cls, members: Mapping[str, Any]) -> Self:
        """The outline in the column `auth`; an absent member means that there is no such proof."""

    def audited(self) -> dict[str, object]:
        """What the audit says of this proof."""
        return self.to_row()


class Proof(ABC):
    """One way in which a subscription's requests prove who sent them, with its secrets: never logged or stored open.

    `sealed_name` is the proof's member in what is sealed. Sealed forms stay as they are: older rows have them.
    """

    __slots__ = ()
    sealed_name: ClassVar[str]
    outline_type: ClassVar[type[Outline]]
    writes_authorization: ClassVar[bool] = False
    signs: ClassVar[bool] = False

    def __repr__(self) -> str:
        return f"{type(self).__name__}(…)"

    @abstractmethod
    def to_sealed(self) -> object:
        """The proof as JSON for the vault."""

    @classmethod
    @abstractmethod
    def from_sealed(cls, value: Any) -> Self:
        """The proof behind what `to_sealed` made."""

    @abstractmethod
    def outline(self) -> Outline:
        """What may be told of it."""

    def headers(self) -> Fields:
        """The fields that are the same in every request."""
        return ()

    def signatures(
        self,
        message_id: str,  # noqa: ARG002 - for schemes that sign
        timestamp: int,  # noqa: ARG002
        body: bytes,  # noqa: ARG002
        now: datetime,  # noqa: ARG002
    ) -> list[str]:
        """What it adds to `webhook-signature` of one request, where `signs` says that it may add something.

        `timestamp` in Unix seconds is that of `webhook-timestamp`.
        """
        return []

    def echoes(self) -> Iterator[str]:
        """Secrets that an answer could echo, beside the values of `headers`: they are taken out of records."""
        yield from ()

    def faults(self) -> Iterator[Fault]:
        """What is wrong with a proof that somebody wants, beyond what its model on the wire refuses."""
        yield from ()

    def faults_anew(self, now: datetime) -> Iterator[Fault]:  # noqa: ARG002 - for schemes whose secrets grow old
        """What is wrong with a proof that is given now: one that is kept as it is may have grown old."""
        yield from ()

    def addresses(self) -> Iterator[tuple[str, str]]:
        """URLs that this proof has called, each after its JSON Pointer: they must be allowed, like a receiver's."""
        yield from ()
