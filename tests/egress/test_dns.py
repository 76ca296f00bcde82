import asyncio
from collections.abc import AsyncIterator
from ipaddress import IPv4Address

import pytest

from bellhop.domain.outcome import ErrorClass
from bellhop.egress.guard import Guard
from bellhop.egress.resolver import Resolver
from bellhop.egress.sender import Sender
from tests.egress.conftest import Post
from tests.egress.nameserver import BROKEN, SILENT, Nameserver
from tests.receiver import receiver


@pytest.fixture
async def resolver(names: Nameserver) -> AsyncIterator[Resolver]:
    resolver = Resolver([names.address], try_seconds=0.3, tries=1, max_lookups_per_tenant=4)
    yield resolver
    await resolver.close()


async def test_a_name_is_resolved_by_the_given_server_and_remembered(
    names: Nameserver, sender: Sender, post: Post
) -> None:
    names.names["hook.example"] = ["127.0.0.1"]
    async with receiver() as here:
        for _ in range(3):
            exchange = await sender.send(post(f"http://hook.example:{here.port}/a"))
            assert (exchange.status, exchange.address) == (200, "127.0.0.1")
        assert here.requests[0].headers["host"] == f"hook.example:{here.port}"
    assert names.asked["hook.example"] == 2  # A and AAAA, once


async def test_a_name_that_leads_only_inside_is_blocked(names: Nameserver, resolver: Resolver, post: Post) -> None:
    names.names["inner.example"] = ["10.0.0.1", "169.254.169.254", "::1", "fd00::1"]
    sender = Sender(Guard(allow_http=True), resolver)
    exchange = await sender.send(post("http://inner.example/"))
    assert (exchange.status, exchange.error) == (None, ErrorClass.BLOCKED_ADDRESS)
    assert "inner.example" in exchange.error_detail
    await sender.close()


async def test_of_several_addresses_the_inner_one_is_never_dialled(
    names: Nameserver, sender: Sender, resolver: Resolver, post: Post
) -> None:
    """127.0.0.0/8 is what the operator opened here; 127.0.0.1 beside 0.0.0.0, where the same receiver listens."""
    names.names["both.example"] = ["0.0.0.0", "127.0.0.1"]  # noqa: S104 - an answer, not a place to listen
    async with receiver() as here:
        for _ in range(5):
            exchange = await sender.send(post(f"http://both.example:{here.port}/"))
            assert (exchange.status, exchange.address) == (200, "127.0.0.1")
    names.names["worse.example"] = ["0.0.0.0", "127.0.0.2"]  # noqa: S104 - same
    async with receiver() as here:
        exchange = await sender.send(post(f"http://worse.example:{here.port}/"))
        assert exchange.status is None
        assert here.requests == []


async def test_an_answer_that_changes_between_check_and_dial_changes_nothing(
    names: Nameserver, sender: Sender, post: Post
) -> None:
    """The addresses that were checked are the ones that are dialled: the name is not asked a second time."""
    names.names["rebind.example"] = ["127.0.0.1"]
    names.ttl_seconds = 0
    async with receiver() as here:
        first = await sender.send(post(f"http://rebind.example:{here.port}/"))
        names.names["rebind.example"] = ["10.0.0.1"]
        here.hang_up()
        second = await sender.send(post(f"http://rebind.example:{here.port}/"))
    assert (first.address, second.address) == ("127.0.0.1", "127.0.0.1")
    assert names.asked["rebind.example"] == 2


async def test_the_address_is_checked_again_on_a_reused_connection(
    names: Nameserver, sender: Sender, guard: Guard, post: Post
) -> None:
    names.names["hook.example"] = ["127.0.0.1"]
    async with receiver() as here:
        request = post(f"http://hook.example:{here.port}/")
        assert (await sender.send(request)).status == 200
        guard._allow = ()
        guard._verdicts.clear()
        exchange = await sender.send(request)
        assert (exchange.status, exchange.error) == (None, ErrorClass.BLOCKED_ADDRESS)
        assert "127.0.0.1 is loopback" in exchange.error_detail
        assert len(here.requests) == 1


async def test_an_unknown_name_and_a_broken_server_fail_at_once(
    names: Nameserver, sender: Sender, resolver: Resolver, post: Post
) -> None:
    names.names["broken.example"] = BROKEN
    unknown = await sender.send(post("https://unknown.example/"))
    assert (unknown.error, unknown.error_detail) == (ErrorClass.DNS_FAILED, "there is no host unknown.example")
    again = await sender.send(post("https://unknown.example/"))
    assert again.error is ErrorClass.DNS_FAILED
    assert names.asked["unknown.example"] == 2
    broken = await sender.send(post("https://broken.example/"))
    assert broken.error in {ErrorClass.DNS_FAILED, ErrorClass.DNS_TIMEOUT}


async def test_silence_is_a_timeout_of_dns(names: Nameserver, sender: Sender, post: Post) -> None:
    names.names["silent.example"] = SILENT
    exchange = await sender.send(post("https://silent.example/", timeout_seconds=0.2))
    assert (exchange.status, exchange.error) == (None, ErrorClass.DNS_TIMEOUT)
    assert exchange.phases.dns_us >= 180_000
    patient = await sender.send(post("https://silent.example/", timeout_seconds=20))
    assert patient.error is ErrorClass.DNS_TIMEOUT


async def test_twenty_names_that_never_answer_delay_nobody_else(names: Nameserver, guard: Guard, post: Post) -> None:
    patient = Resolver([names.address], try_seconds=30, tries=1)
    sender = Sender(guard, patient)
    for number in range(20):
        names.names[f"silent{number}.example"] = SILENT
        names.names[f"fine{number}.example"] = ["127.0.0.1"]
    async with receiver() as here:
        silent = [
            asyncio.create_task(sender.send(post(f"http://silent{number}.example/", timeout_seconds=30)))
            for number in range(20)
        ]
        await names.until_asked_for(16)
        async with asyncio.timeout(10):
            others = [post(f"http://fine{number}.example:{here.port}/") for number in range(20)]
            answers = await asyncio.gather(*(sender.send(other._replace(tenant_id="other")) for other in others))
        assert {each.status for each in answers} == {200}
        assert not any(task.done() for task in silent)
        for task in silent:
            task.cancel()
        await asyncio.gather(*silent, return_exceptions=True)
    await sender.close()
    await patient.close()


async def test_one_tenant_has_only_so_many_lookups_under_way(names: Nameserver, resolver: Resolver) -> None:
    for number in range(10):
        names.names[f"silent{number}.example"] = SILENT
    names.names["fine.example"] = ["127.0.0.1"]
    asking = [
        asyncio.create_task(resolver.resolve(f"silent{number}.example", tenant_id="loud", timeout_seconds=1.0))
        for number in range(10)
    ]
    await names.until_asked_for(4)
    fine = await resolver.resolve("fine.example", tenant_id="quiet", timeout_seconds=5)
    assert fine.addresses == (IPv4Address("127.0.0.1"),)
    assert sum(names.asked[f"silent{number}.example"] > 0 for number in range(10)) == 4  # and they still wait
    answers = await asyncio.gather(*asking)
    assert all(each.timed_out for each in answers)
    assert resolver._lanes == {}


async def test_many_requests_for_one_name_share_one_lookup(names: Nameserver, resolver: Resolver) -> None:
    names.names["shared.example"] = ["127.0.0.1"]
    answers = await asyncio.gather(
        *(resolver.resolve("shared.example", tenant_id=f"t{number}", timeout_seconds=5) for number in range(50))
    )
    assert {each.addresses for each in answers} == {(IPv4Address("127.0.0.1"),)}
    assert names.asked["shared.example"] == 2


async def test_a_caller_that_leaves_does_not_end_the_lookup_of_the_others(
    names: Nameserver, resolver: Resolver
) -> None:
    names.names["slow.example"] = SILENT
    leaving = asyncio.create_task(resolver.resolve("slow.example", tenant_id="a", timeout_seconds=10))
    staying = asyncio.create_task(resolver.resolve("slow.example", tenant_id="b", timeout_seconds=10))
    await names.until_asked_for(1)
    leaving.cancel()
    assert (await staying).timed_out


async def test_names_are_forgotten_from_the_oldest_on(names: Nameserver) -> None:
    resolver = Resolver([names.address], max_names=10)
    for number in range(30):
        names.names[f"n{number}.example"] = ["127.0.0.1"]
        await resolver.resolve(f"n{number}.example", tenant_id="t", timeout_seconds=5)
    assert resolver.known("n0.example") is None
    assert resolver.known("n29.example") is not None
    assert len(resolver._kept) == 10
    await resolver.close()


async def test_closing_ends_the_lookups_under_way(names: Nameserver) -> None:
    resolver = Resolver([names.address], try_seconds=30, tries=1)
    names.names["silent.example"] = SILENT
    asking = asyncio.create_task(resolver.resolve("silent.example", tenant_id="t", timeout_seconds=30))
    await names.until_asked_for(1)
    await resolver.close()
    assert (await asking).timed_out


async def test_localhost_needs_no_name_server(names: Nameserver, sender: Sender, post: Post) -> None:
    async with receiver(host="localhost") as here:
        assert (await sender.send(post(here.url()))).status == 200
        assert (await sender.send(post(f"http://sub.localhost:{here.port}/"))).status == 200
    assert not names.asked
