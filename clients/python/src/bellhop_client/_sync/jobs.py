"""The worker's verbs, for programs that want to hold jobs by themselves; `bellhop_client.Worker` does it for you. Written by `tools/generate.py` from `_async`."""

from collections.abc import Mapping, Sequence
from typing import Any

from bellhop_client._sync.scope import Scope, body_of
from bellhop_client.models import (
    ClaimAnswer,
    CompleteAnswer,
    HeartbeatAnswer,
    ReleaseAnswer,
    SubmitBody,
    SubmittedOperation,
)

Items = Sequence[Mapping[str, Any]]


class Jobs(Scope):
    """Claim, heartbeat, complete, release, submit. Leases fence them all, so each may be repeated."""

    def claim(self, body: Mapping[str, Any]) -> ClaimAnswer:
        """Jobs, as soon as there are any. With a `claim_id` a lost answer loses no lease."""
        wait = float(body.get("wait_seconds", 0))
        url = "/v2/worker/jobs:claim"
        return self.send(url, ClaimAnswer, body, repeatable="claim_id" in body, wait_seconds=wait)

    def heartbeat(self, leases: Items) -> HeartbeatAnswer:
        """Extend leases, and tell the tenant how far each job is."""
        return self.send("/v2/worker/jobs:heartbeat", HeartbeatAnswer, {"leases": leases}, repeatable=True)

    def complete(self, items: Items) -> CompleteAnswer:
        """Say what came of jobs."""
        return self.send("/v2/worker/jobs:complete", CompleteAnswer, {"items": items}, repeatable=True)

    def release(self, items: Items) -> ReleaseAnswer:
        """Give jobs back, the attempt not counted."""
        return self.send("/v2/worker/jobs:release", ReleaseAnswer, {"items": items}, repeatable=True)

    def submit(
        self, body: SubmitBody | Mapping[str, Any] | None = None, *, idempotency_key: str | None = None, **members: Any
    ) -> SubmittedOperation:
        """A job that did not come through `run`: from a user interface, a schedule, another system."""
        url = "/v2/worker/jobs:submit"
        return self.send(url, SubmittedOperation, body_of(body, members), keyed=True, idempotency_key=idempotency_key)
