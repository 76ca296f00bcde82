"""HTTP basic auth (RFC 7617)."""

import base64
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Self

from bellhop.signing.proof import Fields, Outline, Proof


@dataclass(frozen=True, slots=True)
class BasicOutline(Outline):
    """The user name; None where there is no basic auth."""

    username: str | None = None

    def __bool__(self) -> bool:
        return self.username is not None

    def to_row(self) -> dict[str, object]:
        return {"basic_username": self.username}

    @classmethod
    def from_row(cls, members: Mapping[str, Any]) -> Self:
        return cls(members.get("basic_username"))


@dataclass(frozen=True, slots=True, repr=False)
class BasicAuth(Proof):
    """A user name and a password."""

    sealed_name = "basic"
    outline_type = BasicOutline
    writes_authorization = True

    username: str
    password: str

    def to_sealed(self) -> object:
        return [self.username, self.password]

    @classmethod
    def from_sealed(cls, value: Any) -> Self:
        username, password = value
        return cls(username, password)

    def outline(self) -> BasicOutline:
        return BasicOutline(self.username)

    def headers(self) -> Fields:
        """`authorization` in UTF-8 (RFC 7617 §2.1)."""
        pair = base64.b64encode(f"{self.username}:{self.password}".encode()).decode()
        return (("authorization", f"Basic {pair}"),)

    def echoes(self) -> Iterator[str]:
        yield self.password
