"""The client against the real service."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from pydantic import BaseModel

from bellhop_client import (
    AsyncClient,
    Client,
    OperationCancelledError,
    OperationFailedError,
    ResultTimeoutError,
    problems,
)
from bellhop_client.models import SubscriptionIn
from tests.api.operations_world import Operations


@asynccontextmanager
async def client_of(acme: Operations, **options: Any) -> AsyncIterator[AsyncClient]:
    async with AsyncClient(acme.operator.base, acme.tenant.key, tenant="acme", **options) as client:
        yield client


class Count(BaseModel):
    n: int


@dataclass
class Counted:
    n: int


async def test_three_lines_start_an_operation_and_wait_for_its_result(acme: Operations) -> None:
    async with client_of(acme) as client:
        running = await client.run("designs/one", "echo", {"n": 3}, labels={"site": "oslo"})
        waiting = asyncio.create_task(running.result(timeout=10))
        job = await acme.claim(wait_seconds=5)
        await acme.complete(job, result={"n": 9007199254740993})

        assert await waiting == {"n": 9007199254740993}
        assert job["labels"] == {"site": "oslo"}
        assert running.done


async def test_models_go_in_and_come_out(acme: Operations) -> None:
    async with client_of(acme) as client:
        running = await client.run("designs/one", "echo", Count(n=3))
        job = await acme.claim()
        await acme.complete(job, result=job["input"])

        assert await running.result(timeout=10, into=Counted) == Counted(3)
        assert await running.result(into=Count) == Count(n=3)


async def test_an_input_at_fault_is_an_exception_with_pointers(acme: Operations) -> None:
    async with client_of(acme) as client:
        with pytest.raises(problems.InvalidInputError) as raised:
            await client.run("designs/one", "echo", {"n": "three"})
        with pytest.raises(problems.InvalidInputError):
            await client.operations.validate("designs/one", "echo", {"n": -1})
        await client.operations.validate("designs/one", "echo", {"n": 1})

        assert [fault.pointer for fault in raised.value.errors] == ["/n"]
        assert raised.value.request_id
        assert [each async for each in client.operations.list()] == []


async def test_a_failure_a_cancellation_and_a_timeout_are_told_apart(acme: Operations) -> None:
    async with client_of(acme) as client:
        failed, cancelled, waiting = [await client.run("designs/one", "echo") for _ in range(3)]
        job = await acme.claim()
        reason = {"code": "too_small", "message": "Not one fits.", "pointer": "/roof"}
        await acme.complete(job, "failed", errors=[reason])
        assert (await cancelled.cancel()).state == "cancelled"

        with pytest.raises(OperationFailedError, match="Not one fits") as raised:
            await failed.result(timeout=5)
        with pytest.raises(OperationCancelledError):
            await cancelled.result(timeout=5)
        with pytest.raises(ResultTimeoutError):
            await waiting.result(timeout=0.3)

        assert raised.value.errors[0].code == "too_small"
        again = await failed.retry()
        assert again.operation.metadata.retry_of == failed.id


async def test_lists_are_iterated_over_all_their_pages(acme: Operations) -> None:
    async with client_of(acme) as client:
        made = [(await client.run("designs/one", "echo", {"n": n})).id for n in range(5)]

        listed = client.operations.list(filter='state == "pending"', max_page_size=2, full=True)

        assert [each.id async for each in listed] == made[::-1]
        first = await client.operations.list().first()
        assert first is not None
        assert first.id == made[-1]
        assert [page.next_page_token is None async for page in client.operations.list(max_page_size=3).pages()] == [
            False,
            True,
        ]


async def test_decimals_keep_their_digits_where_that_is_asked_for(acme: Operations) -> None:
    await acme.put("echo", input_schema={"type": "object"}, result_schema={"type": "object"})
    async with client_of(acme, decimals="decimal") as client:
        running = await client.run("designs/one", "echo", {"price": Decimal("12345678901234567.89"), "big": 2**63 - 1})

        read = await client.operations.get(running.id, full=True)

        assert read.input == {"price": Decimal("12345678901234567.89"), "big": 2**63 - 1}


async def test_an_operator_sets_a_tenant_up_and_a_tenant_its_subscription(acme: Operations) -> None:
    async with AsyncClient(acme.operator.base, acme.operator.key) as admin:
        await admin.admin.create_tenant(id="aurora")
        await admin.admin.put_action("design", parent="", input_schema={"type": "object"})
        made = await admin.admin.create_key(kind="tenant", tenant_id="aurora")
        with pytest.raises(problems.TenantExistsError):
            await admin.admin.create_tenant(id="aurora")
        assert "aurora" in {each.id async for each in admin.admin.tenants()}
        await admin.for_tenant("aurora").run("", "design")
        assert (await admin.admin.stats()).jobs

        async with AsyncClient(acme.operator.base, made.key, tenant="aurora") as client:
            body = SubscriptionIn(event_types=["operation.*"], uri="http://127.0.0.1:9999/hook")
            subscription = await client.subscriptions.create(body, description="mine")
            assert subscription.description == "mine"
            etag = (await client.request("GET", f"/v2/tenants/aurora/subscriptions/{subscription.id}")).headers["etag"]
            rotated = await client.subscriptions.rotate_secret(subscription.id, etag=etag, overlap_seconds=60)
            assert rotated.id == subscription.id
            with pytest.raises(problems.PreconditionFailedError):
                await client.subscriptions.update(subscription.id, etag=etag, description=None)
            changed = await client.subscriptions.update(subscription.id, description=None)
            assert changed.description is None or changed.description == ""
            assert (await client.subscriptions.disable(subscription.id)).state == "disabled"
            assert (await client.subscriptions.enable(subscription.id)).state == "enabled"
            assert [each.id async for each in client.subscriptions.list()] == [subscription.id]
            replay = await client.subscriptions.replay(
                subscription.id, since=datetime.now(UTC) - timedelta(hours=1), dry_run=True
            )
            assert replay.id.startswith("op_")
            await client.subscriptions.delete(subscription.id)
            assert "design" in {each.action async for each in client.actions.list()}


async def test_a_pulled_subscription_is_claimed_and_recorded(acme: Operations) -> None:
    async with client_of(acme) as client, AsyncClient(acme.worker.base, acme.worker.key, tenant="acme") as worker:
        made = await client.subscriptions.create(pull=True, event_types=["design.created"])
        await worker.events.publish([{"type": "design.created", "data": {"n": 1}}])
        claim = {"holder": "test", "wait_seconds": 5, "claim_id": "one"}
        (delivery,) = (await client.pulls.claim(made.id, claim)).deliveries
        lease = {"delivery_id": delivery.delivery_id, "lease_token": delivery.lease_token}

        (extended,) = (await client.pulls.extend(made.id, [lease], lease_seconds=120)).items
        (recorded,) = (await client.pulls.record(made.id, [{**lease, "status_code": 204}])).items

        assert (extended.status, recorded.status) == ("extended", "recorded")
        assert (await client.deliveries.get(delivery.delivery_id)).state == "delivered"


async def test_an_operator_declares_types_and_opens_the_console(acme: Operations) -> None:
    async with AsyncClient(acme.operator.base, acme.operator.key, tenant="acme") as admin:
        await admin.admin.put_event_type("design.created", description="A design was made.")
        assert [each.type async for each in admin.admin.event_types()] == ["design.created"]
        await admin.admin.delete_event_type("design.created")

        session = await admin.admin.create_portal_session(capabilities=["view"])
        assert [each.id async for each in admin.admin.portal_sessions()] == [session.id]
        await admin.admin.revoke_portal_session(session.id)
        assert (await admin.admin.revoke_portal_sessions()).model_dump()


async def test_another_tenants_path_is_forbidden(acme: Operations) -> None:
    async with client_of(acme) as client:
        with pytest.raises(problems.ForbiddenError):
            await client.for_tenant("another").run("designs/one", "echo")


async def test_the_synchronous_client_does_the_same(acme: Operations) -> None:
    def work() -> tuple[list[str], int]:
        with Client(acme.operator.base, acme.tenant.key, tenant="acme") as client:
            running = client.run("designs/one", "echo", {"n": 1})
            with pytest.raises(ResultTimeoutError):
                running.result(timeout=0.2)
            with pytest.raises(problems.NotFoundError):
                client.operations.get("op_1")
            return [each.id for each in client.operations.list()], len(list(client.actions.list()))

    ids, actions = await asyncio.to_thread(work)

    assert len(ids) == 1
    assert actions == 1


async def test_events_are_published_once_and_followed(acme: Operations) -> None:
    async with AsyncClient(acme.operator.base, acme.worker.key, tenant="acme") as worker, client_of(acme) as client:
        event = {"type": "design.created", "data": {"n": 1}, "id": "mine-1"}
        first = await worker.events.publish([event])
        again = await worker.events.publish([event])

        assert first.events[0].id == again.events[0].id
        feed = await client.events.after()
        assert [each.type for each in feed.results] == ["design.created"]
        assert feed.results[0].id == first.events[0].id
        assert (await client.events.get(feed.results[0].id)).type == "design.created"
        assert {"operation.succeeded"} <= {each.type for each in (await client.events.types()).results}
