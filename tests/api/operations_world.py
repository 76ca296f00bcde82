"""What tests of operations need over and over: a tenant, a worker, an action, and a job on its way."""

from dataclasses import dataclass
from typing import Any

from tests.serving import Api, Reply

ECHO = {
    "parent": "designs/{design_id}",
    "description": "Gives back what it gets.",
    "input_schema": {
        "type": "object",
        "properties": {"n": {"type": "integer", "minimum": 0}, "name": {"type": "string", "maxLength": 5}},
        "additionalProperties": False,
    },
    "result_schema": {"type": "object", "properties": {"n": {"type": "integer"}}},
    "cancellable": True,
    "concurrency": "parallel",
    "max_attempts": 3,
    "lease_seconds": 30,
    "deadline_seconds": 3600,
    "retention_seconds": 86400,
}

RUN = "/v2/tenants/acme/designs/one/echo/run"
STATUS = "/v2/tenants/acme/designs/one/echo/status"


@dataclass(frozen=True)
class Operations:
    """The operator, one tenant and one worker of a running API."""

    operator: Api
    tenant: Api
    worker: Api

    async def put(self, name: str = "echo", **changes: Any) -> None:
        """An action like ECHO."""
        await self.operator.put_action(name, **{**ECHO, **changes})

    async def run(self, body: Any = None, path: str = RUN, **headers: str) -> Any:
        """A job that was accepted, as its operation."""
        reply = await self.tenant("POST", path, body or {}, headers=headers)
        assert reply.status == 202, reply.content
        return reply.json

    async def claim(self, **members: Any) -> Any:
        """One job, claimed."""
        jobs = await self.claim_all(max_jobs=1, **members)
        assert len(jobs) == 1
        return jobs[0]

    async def claim_all(self, **members: Any) -> Any:
        """What there is to claim."""
        body = {"worker_id": "w1", "actions": ["echo"], "max_jobs": 100, **members}
        reply = await self.worker("POST", "/v2/worker/jobs:claim", body)
        assert reply.status == 200, reply.content
        return reply.json["jobs"]

    async def complete(self, job: Any, outcome: str = "succeeded", **said: Any) -> Any:
        """What the service says to one completion."""
        item = {"job_id": job["job_id"], "lease_token": job["lease_token"], "outcome": outcome, **said}
        reply = await self.worker("POST", "/v2/worker/jobs:complete", {"items": [item]})
        assert reply.status == 200, reply.content
        return reply.json["items"][0]

    async def heartbeat(self, job: Any, **said: Any) -> Any:
        """What the service says to one heartbeat."""
        item = {"job_id": job["job_id"], "lease_token": job["lease_token"], **said}
        reply = await self.worker("POST", "/v2/worker/jobs:heartbeat", {"leases": [item]})
        assert reply.status == 200, reply.content
        return reply.json["leases"][0]

    async def get(self, operation: Any, query: str = "", **headers: str) -> Reply:
        """GET of the operation."""
        return await self.tenant("GET", f"/operations/{operation['id']}{query}", headers=headers)

    async def finished(self, outcome: str = "succeeded", **said: Any) -> Any:
        """An operation that has ended."""
        operation = await self.run()
        answer = await self.complete(await self.claim(), outcome, **said)
        assert answer["status"] == "accepted"
        assert answer["operation"]["id"] == operation["id"]
        return answer["operation"]


async def open_operations(api: Api) -> Operations:
    """A tenant `acme`, a worker of everything, and the action `echo`."""
    operations = Operations(api, await api.make_tenant("acme"), await api.make_key(kind="worker"))
    await operations.put()
    return operations
