"""The demo's chapters, in order. Each says what it saw; `Step` lists all that must be seen."""

import asyncio
import calendar
import json
import secrets
import shutil
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from bellhop_client import AsyncClient
from bellhop_client.models import DeliveryWithAttemptsOut, Operation
from bellhop_client.problems import InvalidInputError, NotFoundError
from examples.demo.house import DemoError, House
from examples.demo.screen import Screen
from examples.receiver import Callback, Endpoint, Receiver

_PATIENCE_SECONDS = 20
_LONGEST_LINE = 220
_PLANE = {"latitude": 48.14, "longitude": 11.58, "tilt": 35, "azimuth": 180, "step_minutes": 1}
_ROOF = {"roof": [[0, 0], [1.5, 0], [1.5, 1], [0, 1]], "panel_width": 1.13, "panel_height": 1.76}


class Step(StrEnum):
    """Everything that has to be seen for the demo to have succeeded."""

    STARTED = "the service answers on an embedded Postgres"
    TENANTS = "two tenants have keys, the worker has one"
    ACTIONS = "two actions are in the catalogue"
    SUBSCRIBED = "two subscriptions are registered, their secrets shown once"
    ACCEPTED = "202 carries the job id and its location"
    PROGRESS = "the worker reports progress"
    SUCCEEDED = "the job succeeds with a real result"
    SIGNED = "the published library accepts the callback's signature"
    FORGED = "with a wrong secret it refuses"
    HEADER = "the secret header proves the sender"
    REFUSED = "wrong input is 422, names the part, and makes no job"
    FAILED = "a roof too small fails with a useful error"
    FAILED_CALLBACK = "the failure arrives as a callback too"
    RETRIED = "after a 503 the same callback comes again"
    BASIC = "HTTP basic auth proves the sender"
    RECORDED = "both attempts are on record"
    ISOLATED = "another tenant finds nothing"
    PASTED = "the curl lines work"


@dataclass(slots=True)
class Story:
    """What the chapters share; `seen` fills up as they go."""

    house: House
    screen: Screen
    receiver: Receiver
    admin: AsyncClient
    clients: AsyncExitStack
    seen: set[Step] = field(default_factory=set)
    keys: dict[str, str] = field(default_factory=dict)
    tenants: dict[str, AsyncClient] = field(default_factory=dict)
    endpoints: dict[str, Endpoint] = field(default_factory=dict)

    @property
    def aurora(self) -> AsyncClient:
        """The API with the key of the tenant whose story this is."""
        return self.tenants["aurora"]

    @property
    def missing(self) -> list[Step]:
        """What was not seen (yet)."""
        return [step for step in Step if step not in self.seen]

    def see(self, step: Step, text: str, *, when: bool = True) -> None:
        """Tick a step off, or cross it out when it was not so."""
        if when:
            self.seen.add(step)
            self.screen.tick(text)
        else:
            self.screen.cross(f"{text}: this was not so")


async def tell(story: Story) -> None:
    """All chapters, from the empty house to the curl lines."""
    await _open(story)
    await _subscribe(story)
    job_id = await _run_to_the_end(story)
    first_try = await _hear_at_once(story)
    await _refuse(story)
    await _fail(story)
    await _hear_again(story, first_try)
    await _read_the_record(story, job_id)
    await _look_from_outside(story, job_id)
    await _hand_over(story)


async def _open(story: Story) -> None:
    story.screen.chapter("The operator starts Bellhop")
    story.screen.moving("making a Postgres and waiting for it…")
    await story.house.start_service()
    story.see(
        Step.STARTED, f"bellhop serve answers at {story.house.url}, with its own Postgres in {story.house.data_dir}"
    )
    for name in ("aurora", "borealis"):
        await story.admin.admin.create_tenant(id=name)
        story.keys[name] = (await story.admin.admin.create_key(kind="tenant", tenant_id=name)).key
        client = AsyncClient(story.house.url, story.keys[name], tenant=name)
        story.tenants[name] = await story.clients.enter_async_context(client)
    actions = _actions()
    story.keys["worker"] = (await story.admin.admin.create_key(kind="worker", actions=sorted(actions))).key
    story.see(Step.TENANTS, "tenants aurora and borealis with a key each, and a key for the worker")
    for name, action in actions.items():
        await story.admin.admin.put_action(name, action)
    story.see(Step.ACTIONS, f"actions {' and '.join(sorted(actions))}, each with its JSON Schemas")
    await story.house.start_worker(story.keys["worker"])
    story.screen.tick("a worker, a program of its own, waits for jobs over HTTP")


def _actions() -> dict[str, Any]:
    folder = Path(__file__).parents[2] / "schemas" / "actions"
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))}


async def _subscribe(story: Story) -> None:
    story.screen.chapter("Tenant aurora wants to hear of it, at two doors")
    password, token = secrets.token_urlsafe(16), secrets.token_urlsafe(16)
    crm = Endpoint(basic=("bellhop", password), unavailable_first=1)
    erp = Endpoint(header=("x-aurora-key", token))
    proofs = {
        "crm": ("HMAC + HTTP basic", crm, {"basic": {"username": "bellhop", "password": password}}),
        "erp": ("HMAC + secret header", erp, {"headers": {"X-Aurora-Key": token}}),
    }
    for name, (words, endpoint, auth) in proofs.items():
        uri = story.receiver.url(f"/{name}")
        made = await story.aurora.subscriptions.create(
            uri=uri, description=f"the demo's {name}", event_types=["operation.*"], auth=auth
        )
        endpoint.secret = (made.auth.signature.secret if made.auth.signature else None) or ""
        story.endpoints[name] = story.receiver.add(f"/{name}", endpoint)
        story.screen.tick(f"{made.id} → {uri}  ({words})")
    again = "".join([each.model_dump_json() async for each in story.aurora.subscriptions.list()])
    hidden = all(secret not in again for secret in (crm.secret, erp.secret, password, token))
    story.see(Step.SUBSCRIBED, "their secrets were shown once: reading them again gives none away", when=hidden)


async def _run_to_the_end(story: Story) -> str:
    story.screen.chapter("One job: how much sun falls on a roof in Munich?")
    path = "/v2/tenants/aurora/designs/garage/irradiance_analysis/run"
    reply = await story.aurora.request("POST", path, json=_PLANE)
    job_id = str(reply.json()["job_id"])
    story.screen.request("POST", path, reply.status, f"job_id {job_id}, Location {reply.headers.get('Location')}")
    located = reply.headers.get("Location") == f"/operations/{job_id}"
    story.see(Step.ACCEPTED, "accepted: the caller need not wait", when=located)
    operation = await _follow(story, job_id)
    told = f"{operation.state}: {_sun(operation.result or {})}"
    story.see(Step.SUCCEEDED, told, when=operation.state == "succeeded")
    return job_id


def _sun(result: dict[str, Any]) -> str:
    plane, gain = result.get("plane_kwh_m2", 0), result.get("gain", 0)
    best: dict[str, Any] = max(result.get("months", []), key=lambda month: month["plane_kwh_m2"], default={})
    month = calendar.month_name[best.get("month", 0)]
    return f"{plane:,.0f} kWh/m² in a cloudless year, {gain:.2f} times the flat ground, most in {month}"


async def _follow(story: Story, job_id: str) -> Operation:
    """The operation once it is done; what it reports on the way is shown."""
    shown = None
    async with asyncio.timeout(_PATIENCE_SECONDS):
        while True:
            operation = await story.aurora.operations.get(job_id)
            progress = operation.metadata.progress
            if progress and progress != shown:
                shown = progress
                done, total = progress.completed_items or 0, progress.total_items or 0
                story.screen.moving(f"{operation.state}  {progress.percent or 0:>3.0f} %  {done} of {total} months")
            if operation.done:
                if shown:
                    told = f"on the way the worker said how far it was, last {shown.percent or 0:.0f} %"
                    story.see(Step.PROGRESS, told)
                return operation
            await asyncio.sleep(0.05)


async def _hear_at_once(story: Story) -> Callback:
    story.screen.chapter("The bell rings")
    erp = story.endpoints["erp"]
    callback = await _next(erp, "a callback at erp")
    for name in ("webhook-id", "webhook-timestamp", "webhook-signature"):
        story.screen.note(f"{name}: {callback.headers[name]}")
    story.screen.note(_shortened(callback.body.decode()))
    signed = callback.signed and _is_signed(erp.secret, callback)
    story.see(Step.SIGNED, "erp: the standardwebhooks library accepts the signature, and so does ours", when=signed)
    forged = _is_signed(f"whsec_{secrets.token_hex(32)}", callback)
    story.see(Step.FORGED, "erp: with a wrong secret it refuses, as it must", when=not forged)
    story.see(Step.HEADER, "erp: X-Aurora-Key is the one it was told", when=callback.proven)
    first_try = await _next(story.endpoints["crm"], "a callback at crm")
    story.screen.tick(
        f"crm: the same message, {first_try.message_id}, was answered {first_try.answered}: it will come again"
    )
    return first_try


def _is_signed(secret: str, callback: Callback) -> bool:
    """What the published library of Standard Webhooks says: nobody here has written it."""
    try:
        Webhook(secret).verify(callback.body, dict(callback.headers))
    except WebhookVerificationError:
        return False
    return True


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_LINE else f"{text[:_LONGEST_LINE]}…"


async def _refuse(story: Story) -> None:
    story.screen.chapter("Meanwhile: input that cannot be right")
    path = "/v2/tenants/aurora/designs/garage/irradiance_analysis/run"
    pointer = ""
    try:
        await story.aurora.run("designs/garage", "irradiance_analysis", {**_PLANE, "latitude": 91})
    except InvalidInputError as problem:
        pointer = problem.errors[0].pointer
        story.screen.request("POST", path, problem.status, f"{pointer}: {problem.errors[0].message}")
    listed = [each.id async for each in story.aurora.operations.list()]
    named = "latitude" in pointer and len(listed) == 1
    story.see(Step.REFUSED, "it is refused at once and by name, and no job exists", when=named)


async def _fail(story: Story) -> None:
    story.screen.chapter("And a job that cannot succeed: panels on a roof smaller than a panel")
    job_id = (await story.aurora.run("designs/garage", "auto_designer", _ROOF)).id
    story.screen.request("POST", "/v2/tenants/aurora/designs/garage/auto_designer/run", 202, f"job_id {job_id}")
    callback = await _next(story.endpoints["erp"], "the callback of the failure")
    told = callback.data.get("job_id") == job_id and callback.data.get("status") == "failed"
    story.see(Step.FAILED_CALLBACK, "erp hears of it: status failed, signed and proven", when=told and callback.signed)
    status = await story.aurora.operations.status("designs/garage", "auto_designer", job_id)
    codes, words = [each.code for each in status.errors or ()], [each.message for each in status.errors or ()]
    story.see(Step.FAILED, f"status says why: {' '.join(words)}", when=codes == ["roof_too_small"])


async def _hear_again(story: Story, first_try: Callback) -> None:
    story.screen.chapter("The second try")
    story.screen.moving("the retry is due 5 s after the 503…")
    while True:
        callback = await _next(story.endpoints["crm"], "the second try at crm")
        if callback.message_id == first_try.message_id:
            break
    same = callback.body == first_try.body and callback.answered == 200  # noqa: PLR2004
    story.see(
        Step.RETRIED, "crm: it came again with the same webhook-id and the same bytes, and is accepted", when=same
    )
    story.see(Step.BASIC, "crm: user and password are the ones it was told", when=callback.proven and callback.signed)


async def _read_the_record(story: Story, job_id: str) -> None:
    story.screen.chapter("What Bellhop remembers of the callback to crm")
    delivery = await _ended_delivery(story, job_id)
    rows = [
        (
            str(attempt.number),
            _clock(attempt.start_time),
            f"{attempt.phases.total_ms or 0:.1f} ms",
            str(attempt.status_code or ""),
            attempt.outcome,
            _clock(attempt.next_attempt_time),
        )
        for attempt in delivery.attempts
    ]
    story.screen.table(("try", "at (UTC)", "took", "status", "came of it", "next try"), rows)
    answers = [attempt.status_code for attempt in delivery.attempts]
    told = f"{delivery.id} is {delivery.state} after {len(rows)} tries"
    story.see(Step.RECORDED, told, when=answers == [503, 200])


def _clock(moment: object) -> str:
    """The time of day of a moment, however it is written."""
    return str(moment or "")[11:23]


async def _ended_delivery(story: Story, job_id: str) -> DeliveryWithAttemptsOut:
    """The delivery to crm with its attempts, once the last of them is written down."""
    async with asyncio.timeout(_PATIENCE_SECONDS):
        while True:
            async for listed in story.aurora.deliveries.list(filter=f'job_id == "{job_id}"'):
                delivery = await story.aurora.deliveries.get(listed.id)
                if len(delivery.attempts) > 1 and delivery.state == "delivered":
                    return delivery
            await asyncio.sleep(0.1)


async def _look_from_outside(story: Story, job_id: str) -> None:
    story.screen.chapter("The neighbour looks through the keyhole")
    found = True
    try:
        await story.tenants["borealis"].operations.get(job_id)
    except NotFoundError as problem:
        found = False
        story.screen.request("GET", f"/operations/{job_id}", problem.status, problem.title or "")
    story.see(Step.ISOLATED, "tenant borealis learns nothing, not even that the job exists", when=not found)


async def _hand_over(story: Story) -> None:
    story.screen.chapter("Your turn: these lines can be pasted")
    lines = curl_lines(story.house.url, story.keys["aurora"])
    story.screen.code(lines)
    if shutil.which("curl") is None:
        story.see(Step.PASTED, "(there is no curl on this machine to try them with)")
        return
    process = await asyncio.create_subprocess_exec(
        "sh", "-e", "-c", lines, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    output, _ = await process.communicate()
    worked = process.returncode == 0 and output.count(b'"job_id"') > 1
    story.see(Step.PASTED, "they were just run, and every one was answered", when=worked)


def curl_lines(url: str, key: str) -> str:
    """Lines for a shell that run a job, read it, and list what was sent; a failing one ends them with its code."""
    return f"""
export URL={url}
export AUTH='Authorization: Bearer {key}'
curl -fsS -H "$AUTH" "$URL/v2/tenants/aurora/designs/garage/auto_designer/run" \\
  -H 'Content-Type: application/json' \\
  -d '{{"roof": [[0,0],[12,0],[12,8],[0,8]], "panel_width": 1.13, "panel_height": 1.76}}'
curl -fsS -H "$AUTH" "$URL/operations?max_page_size=1"
curl -fsS -H "$AUTH" "$URL/v2/tenants/aurora/deliveries?max_page_size=1"
curl -fsS -H "$AUTH" "$URL/v2/tenants/aurora/actions"
""".strip()


async def _next(endpoint: Endpoint, what: str) -> Callback:
    """The next callback of an endpoint; raises `DemoError` when it does not come in time."""
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            return await endpoint.callbacks.get()
    except TimeoutError:
        message = f"Waited {_PATIENCE_SECONDS} s for {what}, and it did not come."
        raise DemoError(message) from None
