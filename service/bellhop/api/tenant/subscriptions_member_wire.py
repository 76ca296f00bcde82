"""What joins a member of a subscription's `auth` with the record of its scheme, and the words that schemes share."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import Field

from bellhop.api.body.faults import PRINTABLE_PATTERN
from bellhop.api.body.models import Text
from bellhop.signing.proof import Proof

LONGEST_URI_CHARS = 2048

Printable = Annotated[str, Field(pattern=PRINTABLE_PATTERN, max_length=1024)]
Uri = Annotated[Text, Field(min_length=1, max_length=LONGEST_URI_CHARS)]


class Member(ABC):
    """What joins a member of `auth` with the record of its scheme."""

    @abstractmethod
    def read(self, given: Any) -> Proof | None:
        """The proof that is wanted; None when there shall be none."""

    @abstractmethod
    def written(self, proof: Any) -> object:
        """The member as a caller would write it, with its secrets."""

    @abstractmethod
    def shown(self, outline: Any) -> object:
        """The member as it is answered; None where there is no such proof."""

    @abstractmethod
    def without_secrets(self, outline: Any) -> object:
        """What is known of the member when its secrets are lost; None when that is nothing."""

    @abstractmethod
    def not_said(self, outline: Any, given: Any) -> Iterator[str]:
        """Where this merge patch of the member does not say a secret anew: a JSON Pointer into the member."""
