"""What somebody who looks at an installation has to say of it."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How bad a finding is."""

    FINE = "fine"
    WARNING = "warning"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence about the installation, and what to do about it where there is something."""

    level: Level
    sentence: str

    def __str__(self) -> str:
        return f"{self.level.value:>8}  {self.sentence}"
