"""A tenant with a day behind it: operations in every state, endpoints that answer, fail, filter and are gone."""

import math
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from bellhop.ids import Prefix, decode
from tests.cells import connect_home
from tests.receiver import Answer, Received, Receiver
from tests.running import Caller, House, Tenant, Worker, eventually

HOURS = 24
BUCKETS = 12
ACTION = {
    "parent": "designs/{design_id}",
    "input_schema": {"type": "object", "properties": {"format": {"type": "string"}}},
    "result_schema": {"type": "object"},
    "cancellable": True,
    "concurrency": "parallel",
    "max_attempts": 3,
    "lease_seconds": 300,
    "deadline_seconds": 3600,
    "retention_seconds": 86400,
}


@dataclass
class Scene:
    """Who is there; `ids` has one id for each kind of thing that a page can show."""

    tenant: Tenant
    worker: Worker
    subscriptions: dict[str, Any] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)


async def build(house: House, door: Receiver, database_url: str, name: str = "aurora") -> Scene:
    """Make the tenant and let things happen; returns when they have."""
    admin = house.admin
    await admin.post("/v2/admin/tenants", {"id": name, "display_name": "Aurora Studio"})
    house.made.append(name)
    key = (await admin.post("/v2/admin/keys", {"kind": "tenant", "tenant_id": name, "display_name": "backend"}))["key"]
    says = {"render": "Renders a design as images.", "export": "Packs a project.", "translate": "Translates a design."}
    for action, description in says.items():
        await admin.ok("PUT", f"/v2/admin/actions/{action}", {**ACTION, "description": description})
    worker = await house.worker("render", "export", "translate", name="renderer-7c9f")
    scene = Scene(Tenant(name, Caller(admin.session, admin.url, key)), worker)
    await _subscribe(scene, door)
    await _run(scene)
    await eventually(lambda: _settled(scene), seconds=60)
    await _write_history(scene, database_url)
    return scene


async def _subscribe(scene: Scene, door: Receiver) -> None:
    base = f"http://hooks.aurora.localhost:{door.port}"
    door.always("/bellhop", Answer(200, {"content-type": "application/json"}, b'{"received": true}'))
    door.always("/billing/callbacks", Answer(503, {"content-type": "text/plain"}, b"upstream connect error"))
    door.always("/legacy", Answer(410, {}, b"this hook was retired"))
    door.always("/analytics", _NowAndThen())
    wanted: dict[str, dict[str, Any]] = {
        "app": {"uri": f"{base}/bellhop", "description": "The backend of the product", "payload": "full"},
        "billing": {
            "uri": f"{base}/billing/callbacks",
            "description": "Invoices",
            "event_types": ["operation.succeeded", "operation.failed"],
            "delivery": {"retry": {"max_attempts": 1}},
        },
        "blue": {
            "uri": f"{base}/team-blue",
            "description": "Team blue",
            "filter": 'labels.team == "blue"',
        },
        "legacy": {"uri": f"{base}/legacy", "description": "The old hook", "event_types": ["operation.failed"]},
        "analytics": {
            "uri": f"{base}/analytics",
            "description": "Counts",
            "event_types": ["operation.*"],
            "delivery": {"retry": {"schedule_seconds": [1, 1, 3600]}},
        },
    }
    for name, fields in wanted.items():
        scene.subscriptions[name] = await scene.tenant.subscribe(**fields)


class _NowAndThen:
    """A receiver that loses one callback in five for good, whatever their ids are."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def __call__(self, request: Received) -> Answer:
        number = self._numbers.setdefault(request.message_id, len(self._numbers))
        return Answer(500, {}, b"Traceback (most recent call last)") if number % 5 == 2 else Answer(204)


async def _run(scene: Scene) -> None:
    tenant, worker = scene.tenant, scene.worker
    for number in range(18):
        action = ("render", "export", "translate")[number % 3]
        team = ("red", "blue")[number % 2]
        given = {"format": "png", "scale": number}
        await tenant.run(action, given, parent=f"designs/d{number % 5}", query=f"?labels.team={team}")
    jobs = await worker.claim("render", "export", "translate", max_jobs=18)
    for number, job in enumerate(jobs):
        await _end(scene, number, job)
    first = await tenant.run("render", {"format": "pdf", "big": 9007199254740993}, parent="designs/d1")
    (job,) = await worker.claim("render")
    faults = [{"code": "out_of_memory", "message": "The renderer ran out of memory."}]
    await worker.complete(job, "retry", errors=faults, delay_seconds=0)
    (job,) = await worker.claim("render")
    await worker.complete(
        job,
        "succeeded",
        result={"pages": 12, "bytes": 9007199254740993, "share": 1.0, "uri": "https://cdn.example.com/d1.pdf"},
    )
    scene.ids["operation"] = first["id"]
    for share, message in ((42, "12 of 28 frames"), (7, "Reading the design")):
        await tenant.run("export", {"format": "zip"}, parent="designs/d2")
        (job,) = await worker.claim("export")
        await worker.heartbeat(job, progress={"percent": share, "message": message})
        scene.ids["running"] = job["job_id"]
    await tenant.run("translate", {}, parent="designs/d9", query=f"?run_at={later()}")
    cancelled = await tenant.run("translate", {}, parent="designs/d9", query=f"?run_at={later()}")
    await tenant.caller.post(f"/operations/{cancelled['id']}:cancel")


async def _end(scene: Scene, number: int, job: Any) -> None:
    if number % 6 == 4:
        faults = [{"code": "bad_font", "message": "The font “Söhne” has no glyph for U+1F6CE."}]
        await scene.worker.complete(job, "failed", errors=faults)
        scene.ids.setdefault("failed", job["job_id"])
    else:
        await scene.worker.complete(
            job, "succeeded", result={"uri": f"https://cdn.example.com/{number}.png", "bytes": 48213 * number}
        )


def later() -> str:
    """A moment in two hours, for what shall not begin yet."""
    return (datetime.now(UTC) + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M:%SZ")


async def _settled(scene: Scene) -> bool:
    """Whether the failing endpoint is held back, the retired one disabled, and something was given up."""
    listed = (await scene.tenant.caller.get(f"/v2/tenants/{scene.tenant.name}/subscriptions"))["results"]
    known = {each["id"]: each for each in listed}
    billing, legacy = (known[scene.subscriptions[name]["id"]] for name in ("billing", "legacy"))
    if billing["health"]["circuit"]["state"] != "open" or legacy["state"] != "disabled":
        return False
    path = f"/v2/tenants/{scene.tenant.name}"
    deliveries = (await scene.tenant.caller.get(f"{path}/deliveries?max_page_size=1000"))["results"]
    of = {state: [each for each in deliveries if each["state"] == state] for state in ("dead", "delivered", "pending")}
    tried = [each for each in of["pending"] if each["attempt_count"] == 3]
    if not all(of.values()) or not tried:
        return False
    scene.ids |= {state: some[0]["id"] for state, some in of.items()} | {"retrying": tried[0]["id"]}
    scene.ids["event"] = of["dead"][0]["event_id"]
    return True


async def _write_history(scene: Scene, database_url: str) -> None:
    """The counts of the day before this minute, as its deliveries would have left them."""
    connection = await connect_home(database_url)
    try:
        this_hour = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
        subscription = decode(Prefix.SUBSCRIPTION, scene.subscriptions["app"]["id"])
        size = await connection.fetchval("SELECT array_length(latency, 1) FROM stats_hourly LIMIT 1")
        for back in range(1, HOURS):
            hour = this_hour - timedelta(hours=back)
            wave = 1 + math.sin((hour.hour - 9) / 24 * 2 * math.pi)
            delivered, failed = int(180 + 420 * wave + back * 7 % 60), 60 if back in (6, 7) else back % 5
            latency = [0] * size
            for place, share in enumerate((0.02, 0.1, 0.24, 0.3, 0.2, 0.08, 0.04, 0.02)):
                latency[min(place + 1 + (back in (6, 7)), size - 1)] = int(delivered * share)
            await connection.execute(
                "INSERT INTO stats_hourly VALUES ($1, $2, $3, $4, $5, $6, $7)",
                scene.tenant.name,
                subscription,
                hour,
                delivered,
                failed,
                4 if back == 6 else 0,
                latency,
            )
    finally:
        await connection.close()
