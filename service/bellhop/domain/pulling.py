"""What somebody asks for who pulls deliveries."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class PullAsk:
    """At most `most` deliveries, each for as long as `lease`.

    claimer: who asks, as he calls himself.
    claim_id: the name of the request; the same again answers what it took and still holds.
    """

    claimer: str
    most: int
    lease: timedelta
    claim_id: str | None = None
