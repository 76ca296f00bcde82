"""`bellhop redeliver`, `replay`, `verify`, `why`: what became of a callback, and once more."""

from typing import Any

import pytest

from bellhop.commands import sentences
from bellhop.domain.delivery import Reason
from bellhop.domain.ledger import Verdict
from bellhop.domain.subscription import DisabledReason
from tests.commanding import Typist
from tests.receiver import GONE, Answer, Receiver
from tests.running import House, Tenant, eventually, free_port


@pytest.fixture
async def action(house: House) -> str:
    return await house.action()


async def ended(house: House, tenant: Tenant, action: str, outcome: str = "succeeded", **fields: Any) -> str:
    worker = await house.worker(action)
    operation = await tenant.run(action, {})
    await worker.complete(await worker.claim_one(action), outcome, **fields)
    return str(operation["id"])


async def settled(tenant: Tenant, **wanted: str) -> Any:
    return (await eventually(lambda: tenant.deliveries(**wanted)))[0]


async def test_delivery_is_sent_again_by_its_id_and_by_its_event(
    typist: Typist, tenant: Tenant, house: House, action: str, endpoint: Receiver
) -> None:
    await tenant.subscribe(endpoint.url())
    await ended(house, tenant, action)
    delivery = await settled(tenant, state="delivered")
    done = await typist.ok("redeliver", delivery["id"])
    assert delivery["id"] in done.out
    await endpoint.expect(2)
    await eventually(lambda: tenant.deliveries(state="delivered"))
    assert (await typist.ok("redeliver", delivery["event_id"], "--json")).json["id"] == delivery["id"]
    one, _, other = await endpoint.expect(3)
    assert one.message_id == other.message_id


async def test_refused_redelivery_does_not_stop_the_others(
    typist: Typist, tenant: Tenant, house: House, action: str, endpoint: Receiver
) -> None:
    await tenant.subscribe(endpoint.url())
    await ended(house, tenant, action)
    delivery = await settled(tenant, state="delivered")
    done = await typist("redeliver", "dlv_nothing", delivery["id"])
    assert done.code == 3
    assert "dlv_nothing: " in done.err
    assert delivery["id"] in done.out


async def test_replay_counts_first_and_then_sends(
    typist: Typist, tenant: Tenant, house: House, action: str, endpoint: Receiver
) -> None:
    subscription = await tenant.subscribe(endpoint.url())
    await ended(house, tenant, action)
    await settled(tenant, state="delivered")
    arguments = ("replay", subscription["id"], "--since", "1h", "--state", "delivered", "--json")
    counted = await typist.ok(*arguments, "--dry-run")
    assert counted.json["result"] == {"matched": 1, "redelivered": 0, "dry_run": True}
    assert (await typist.ok(*arguments)).json["result"]["redelivered"] == 1
    await endpoint.expect(2)
    assert (await typist("replay", subscription["id"], "--since", "soon")).code == 2
    assert (await typist("replay", "sub_unknown")).code == 3


async def test_verify_tells_each_step_and_code_5_where_one_fails(
    typist: Typist, tenant: Tenant, endpoint: Receiver
) -> None:
    good = await tenant.subscribe(endpoint.url())
    done = await typist.ok("verify", good["id"])
    assert "All is well" in done.out
    assert "address" in done.out
    bad = await tenant.subscribe(f"http://127.0.0.1:{free_port()}/")
    done = await typist("verify", bad["id"])
    assert done.code == 5
    assert "FAILED" in done.out
    assert "It fails at connect." in done.out


async def test_verify_is_coloured_on_a_terminal_and_only_there(
    typist: Typist, tenant: Tenant, endpoint: Receiver
) -> None:
    subscription = await tenant.subscribe(endpoint.url())
    assert "\x1b[32mok\x1b[0m" in (await typist.on_terminal("verify", subscription["id"]))[1]
    assert "\x1b" not in (await typist.ok("verify", subscription["id"])).out
    plain = Typist(typist.folder, **{**typist.environment, "NO_COLOR": "1"})
    assert "\x1b" not in (await plain.on_terminal("verify", subscription["id"]))[1]


async def test_why_follows_an_operation_to_each_attempt(
    typist: Typist, tenant: Tenant, house: House, action: str, endpoint: Receiver
) -> None:
    endpoint.script("/hook", Answer(500))
    got = await tenant.subscribe(endpoint.url(), delivery={"retry": {"schedule_seconds": [1]}})
    other = await tenant.subscribe(endpoint.url("/other"), event_types=["design.created"])
    filtered = await tenant.subscribe(endpoint.url("/filtered"), filter='action == "another"')
    job = await ended(house, tenant, action)
    delivery = await settled(tenant, state="delivered")
    told = (await typist.ok("why", job)).out
    assert f"{job} is the action {action} of designs/d1. It succeeded after" in told
    assert "it was claimed by a worker" in told
    assert "1 of 3 subscriptions got it." in told
    assert f"{got['id']} ({endpoint.url()}) got it." in told
    assert f"{other['id']} ({endpoint.url('/other')}) did not get it: its event_types do not name" in told
    assert f"{filtered['id']} ({endpoint.url('/filtered')}) did not get it: its filter says no" in told
    assert "Attempt 1 at" in told
    assert "was answered 500" in told
    assert f"{delivery['id']} takes operation.succeeded to {got['id']}. It was delivered" in told
    event = (await typist.ok("why", delivery["event_id"], "--json")).json
    assert any("got it" in each for each in event["sentences"])


async def test_why_names_the_state_of_an_endpoint(
    typist: Typist, tenant: Tenant, house: House, action: str, endpoint: Receiver
) -> None:
    endpoint.always("/hook", GONE)
    subscription = await tenant.subscribe(endpoint.url())
    waiting = await tenant.run(action, {})
    assert "It waits for a worker to claim it." in (await typist.ok("why", waiting["id"])).out
    worker = await house.worker(action)
    await worker.complete(await worker.claim_one(action), "failed", errors=[{"code": "c", "message": "\x1b[1mm"}])
    delivery = await settled(tenant, state="dead")
    told = (await typist.ok("why", subscription["id"])).out
    assert "It is disabled since" in told
    assert "its endpoint answered 410" in told
    assert delivery["id"] in told
    assert "\x1b" not in (await typist.ok("why", waiting["id"])).out
    assert (await typist("why", "op_01h455vb4pex5vsknk084sn02q")).code == 3
    assert (await typist("why", "key_01h455vb4pex5vsknk084sn02q")).code == 2


def test_what_was_put_off_is_not_laid_to_a_retry_after() -> None:
    """A token that could not be had was told as the receiver's wish; the reason for that is `paused`."""
    assert "Retry-After" not in sentences.REASONS["deferred"]
    assert "token" in sentences.REASONS["deferred"]
    assert "Retry-After" in sentences.REASONS["paused"]


def test_every_word_of_a_record_has_a_sentence() -> None:
    assert set(sentences.LEDGER) == {each.reason for each in Verdict}
    assert set(sentences.REASONS) == {each.value for each in Reason}
    assert set(sentences.DISABLED) == {each.value for each in DisabledReason}
