"""`bellhop trigger`: examples of events for whoever writes a receiver."""

import pytest

from bellhop.commands.triggering import patch_of
from tests.commanding import Typist
from tests.receiver import Receiver
from tests.running import Tenant


async def test_example_goes_to_every_subscription_that_is_enabled_and_is_marked(
    typist: Typist, tenant: Tenant, endpoint: Receiver
) -> None:
    await tenant.subscribe(endpoint.url("/one"))
    await tenant.subscribe(endpoint.url("/two"), event_types=["design.created"])
    await tenant.subscribe(endpoint.url("/off"), state="disabled")
    asker = typist.without("BELLHOP_TENANT")  # whose key it is, Bellhop says
    done = await asker.ok("trigger", "operation.failed", "--json")
    assert len(done.lines) == 2
    received = await endpoint.expect(2)
    assert {each.target for each in received} == {"/one", "/two"}
    assert all((each.json()["type"], each.json()["test"]) == ("operation.failed", True) for each in received)


async def test_example_goes_to_the_one_that_is_named_with_what_differs(
    typist: Typist, tenant: Tenant, endpoint: Receiver
) -> None:
    await tenant.subscribe(endpoint.url("/other"))
    wanted = await tenant.subscribe(endpoint.url("/wanted"), payload="full")
    settings = ("--set", "data.labels.site=roof", "--set", "data.result.panels=36", "--set", "data.parent=null")
    await typist.ok("trigger", "operation.succeeded", "--subscription", wanted["id"], *settings)
    (received,) = await endpoint.expect(1)
    data = received.json()["data"]
    assert received.target == "/wanted"
    assert (data["labels"]["site"], data["result"]["panels"], "parent" in data) == ("roof", 36, False)


async def test_what_cannot_be_sent_is_told(typist: Typist, tenant: Tenant, endpoint: Receiver) -> None:
    nobody = await typist("trigger", "operation.failed")
    assert (nobody.code, "no subscription that is enabled" in nobody.err) == (1, True)
    await tenant.subscribe(endpoint.url())
    unknown = await typist("trigger", "nothing.like.it")
    assert (unknown.code, "/type:" in unknown.err) == (1, True)
    for wrong in ("data=1", "labels.a=1", "data.a", "data..a=1"):
        assert (await typist("trigger", "operation.failed", "--set", wrong)).code == 2


@pytest.mark.parametrize(
    ("settings", "patch"),
    [
        ([(["a"], 1), (["b", "c"], "x")], {"a": 1, "b": {"c": "x"}}),
        ([(["a"], 1), (["a", "b"], 2)], {"a": {"b": 2}}),
        ([(["a", "b"], 2), (["a", "c"], 3)], {"a": {"b": 2, "c": 3}}),
    ],
)
def test_settings_become_one_merge_patch(settings: list[tuple[list[str], object]], patch: dict[str, object]) -> None:
    assert patch_of(settings) == patch
