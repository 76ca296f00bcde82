"""A fixed bearer token (RFC 6750 §2.1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from bellhop.signing.proof import Fields, Outline, Proof


@dataclass(frozen=True, slots=True)
class BearerOutline(Outline):
    """Whether there is a token."""

    given: bool = False

    def __bool__(self) -> bool:
        return self.given

    def to_row(self) -> dict[str, object]:
        return {"bearer": self.given}

    @classmethod
    def from_row(cls, members: Mapping[str, Any]) -> Self:
        return cls(members.get("bearer", False))


@dataclass(frozen=True, slots=True, repr=False)
class BearerToken(Proof):
    """A token that the tenant gave."""

    sealed_name = "bearer"
    outline_type = BearerOutline
    writes_authorization = True

    token: str

    def to_sealed(self) -> object:
        return self.token

    @classmethod
    def from_sealed(cls, value: Any) -> Self:
        return cls(value)

    def outline(self) -> BearerOutline:
        return BearerOutline(given=True)

    def headers(self) -> Fields:
        return (("authorization", f"Bearer {self.token}"),)
