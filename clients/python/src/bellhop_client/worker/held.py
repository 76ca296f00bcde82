"""A job that the worker holds, as its two sides see it: the link to the service, and the handler."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bellhop_client.worker.context import Context, Job, News, Signal
from bellhop_client.worker.leases import LeaseClock
from bellhop_client.worker.outcomes import Outcome


@dataclass(eq=False, slots=True)
class Held:
    """One lease. `stop` tells the side that runs the handler to stop it; it is called at most once for each reason."""

    job: Job
    input: Any
    lease: Mapping[str, str]
    clock: LeaseClock
    news: News
    signal: Signal = field(default_factory=Signal)
    stop: Callable[[], None] = lambda: None
    item: bytes = b""
    replaced: bool = False

    @classmethod
    def of(cls, claimed: Mapping[str, Any], clock: LeaseClock, on_news: Callable[[], None]) -> "Held":
        """What a claim brought."""
        lease = {"job_id": claimed["job_id"], "lease_token": claimed["lease_token"]}
        held = cls(Job.of(claimed), claimed.get("input"), lease, clock, News(on_news))
        if claimed.get("cancel_requested"):
            held.signal.cancel()
        return held

    @property
    def context(self) -> Context:
        """What the handler gets."""
        return Context(self.job, self.news, self.signal)

    def cancel(self) -> None:
        """Tell the handler that the tenant asked."""
        if not self.signal.cancel_requested:
            self.signal.cancel()
            self.stop()

    def abandon(self) -> None:
        """Tell the handler that the job is not its own any more."""
        if not self.signal.lost:
            self.signal.abandon()
            self.stop()

    def ended(self, outcome: Outcome) -> None:
        """Keep what came of it, as it will be sent."""
        self.item = outcome.item(self.lease)
