"""`bellhop listen`: a laptop that nobody can reach gets its callbacks."""

import asyncio
import json
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.commanding import SECONDS, Typist
from tests.commands.pulled import TENANT, PullService, pull_service
from tests.receiver import Answer, Receiver
from tests.running import bellhop_command, free_port

HEADERS = {
    "user-agent": "Bellhop/0.1.0",
    "content-type": "application/json",
    "webhook-id": "evt_1",
    "webhook-timestamp": "1800000000",
    "webhook-signature": "v1,c2lnbmF0dXJl",
    "X-Token": "Top Secret",
}
BODY = '{"type":"design.created","n":0.10000000000000000000001,"word":"\\u001b[2J é"}'


@pytest.fixture
async def bellhop() -> AsyncIterator[PullService]:
    async with pull_service() as service:
        yield service


@pytest.fixture
def laptop(bellhop: PullService, tmp_path: Path) -> Typist:
    return Typist(tmp_path, BELLHOP_URL=bellhop.url, BELLHOP_KEY="bh_tenant_key", BELLHOP_TENANT=TENANT)


async def recorded(bellhop: PullService) -> Any:
    async with asyncio.timeout(SECONDS):
        return await bellhop.recorded.get()


async def test_forwarded_request_is_the_exact_one_and_the_answer_is_the_attempt(
    bellhop: PullService, laptop: Typist, endpoint: Receiver
) -> None:
    endpoint.script("/hook", Answer(503, {"Retry-After": "7", "X-Why": "busy"}, b"come later"))
    bellhop.deliver(1, body=BODY, headers=HEADERS)
    async with laptop.started("listen", "--forward-to", f"localhost:{endpoint.port}/hook", "--json") as listening:
        hello = await listening.record()
        item = await recorded(bellhop)
        told = await listening.record()
        assert await listening.interrupt() == 130
    (received,) = endpoint.requests
    assert received.body == BODY.encode()
    given = {name.lower(): value for name, value in HEADERS.items()}
    came = {name.lower(): value for name, value in received.headers.items()}
    of_the_connection = {"host", "content-length", "connection"}
    assert {name: value for name, value in came.items() if name not in of_the_connection} == given
    assert (item["delivery_id"], item["lease_token"], item["status_code"]) == ("dlv_1", "token-1", 503)
    assert (item["headers"]["retry-after"], item["headers"]["x-why"], item["body"]) == ("7", "busy", "come later")
    assert told == {
        "delivery_id": "dlv_1",
        "event_id": "evt_1",
        "event_type": "design.created",
        "attempt": 1,
        "status_code": 503,
        "duration_ms": item["duration_ms"],
        "recorded": True,
    }
    assert hello == {"listening": "sub_1"}
    assert bellhop.made[0]["idle_expire_seconds"] == 300
    assert bellhop.deleted == ["sub_1"]


async def test_without_a_receiver_it_prints_what_came_and_says_yes(bellhop: PullService, laptop: Typist) -> None:
    bellhop.deliver(1, body=BODY, headers=HEADERS)
    arguments = ("listen", "--events", "operation.*,design.created", "--filter", 'labels.site == "roof"')
    async with laptop.started(*arguments, "--print-secret", "--keep") as listening:
        assert (await listening.line()).startswith("sub_1 listens to operation.*, design.created; Ctrl-C")
        secret = (await listening.line()).removeprefix("The signing secret: ")
        lines = [await listening.line() for _ in range(9)]
        item = await recorded(bellhop)
        await listening.interrupt()
    assert lines[0].endswith("  design.created  evt_1")
    assert lines[1:5] == [
        "  webhook-id: evt_1",
        "  webhook-timestamp: 1800000000",
        "  content-type: application/json",
        "  {",
    ]
    assert r'"word": "\u001b[2J é"' in lines[7]
    assert item["status_code"] == 200
    (made,) = bellhop.made
    assert (made["auth"], made["filter"]) == ({"signature": {"secret": secret}}, 'labels.site == "roof"')
    assert "idle_expire_seconds" not in made
    assert bellhop.deleted == []


async def test_nobody_at_the_port_is_an_attempt_that_failed(bellhop: PullService, laptop: Typist) -> None:
    bellhop.deliver(1, body="no JSON", headers=HEADERS)
    async with laptop.started("listen", "--forward-to", str(free_port())) as listening:
        await listening.line()
        item = await recorded(bellhop)
        line = await listening.line()
    assert "status_code" not in item
    assert item["error"] in line


async def test_reader_that_goes_away_ends_it_without_a_trace(bellhop: PullService, laptop: Typist) -> None:
    for number in range(3):
        bellhop.deliver(number, body=BODY, headers=HEADERS)
    script = f"{bellhop_command()} listen --json | head -1"
    process = await asyncio.create_subprocess_exec(
        "bash", "-c", script, stdout=PIPE, stderr=PIPE, env=laptop.environment
    )
    async with asyncio.timeout(SECONDS):
        out, err = await process.communicate()
    assert json.loads(out) == {"listening": "sub_1"}
    assert err == b""
    assert bellhop.deleted == ["sub_1"]


async def test_reader_that_goes_away_is_noticed_though_nothing_is_to_be_told(
    bellhop: PullService, laptop: Typist
) -> None:
    script = f'{bellhop_command()} listen --json | (read -r line; echo "$line")'
    process = await asyncio.create_subprocess_exec(
        "bash", "-c", script, stdout=PIPE, stderr=PIPE, env=laptop.environment
    )
    async with asyncio.timeout(SECONDS):
        out, err = await process.communicate()
    assert (json.loads(out), err) == ({"listening": "sub_1"}, b"")
    assert bellhop.deleted == ["sub_1"]


async def test_lost_lease_is_told(bellhop: PullService, laptop: Typist) -> None:
    bellhop.record_status = "stale"
    bellhop.deliver(1, body=BODY, headers=HEADERS)
    async with laptop.started("listen") as listening:
        await listening.line()
        assert "not recorded: somebody else holds it by now" in await listening.line()


async def test_subscription_that_expired_is_made_anew_with_the_same_secret(
    bellhop: PullService, laptop: Typist
) -> None:
    async with laptop.started("listen", "--json") as listening:
        assert await listening.record() == {"listening": "sub_1"}
        bellhop.gone.add("sub_1")
        assert await listening.record() == {"listening": "sub_2"}
    one, other = bellhop.made
    assert one["auth"] == other["auth"]


async def test_several_are_forwarded_at_once(bellhop: PullService, laptop: Typist, endpoint: Receiver) -> None:
    endpoint.always("/slow", Answer(204, delay_seconds=3))
    for number in range(5):
        bellhop.deliver(number, body=BODY, headers=HEADERS)
    async with laptop.started("listen", "--forward-to", endpoint.url("/slow")) as listening:
        await listening.line()
        await endpoint.expect(5)
        assert bellhop.recorded.empty()
        for _ in range(5):
            assert (await recorded(bellhop))["status_code"] == 204
    assert bellhop.claims[0]["max_deliveries"] == 16
    assert min(each["max_deliveries"] for each in bellhop.claims) == 11
    assert len({each["claim_id"] for each in bellhop.claims}) == len(bellhop.claims)


@pytest.mark.parametrize(
    "url",
    ["http://192.0.2.1/", "https://169.254.169.254/", "http://[2001:db8::1]:80/", "http://3221225985/", "10.0.0.7:80"],
)
async def test_other_machines_are_refused_before_anything_is_asked(
    bellhop: PullService, laptop: Typist, url: str
) -> None:
    done = await laptop("listen", "--forward-to", url)
    assert (done.code, bellhop.made) == (2, [])
    assert "--allow-external" in done.err


async def test_name_of_another_machine_is_not_dialled(bellhop: PullService, laptop: Typist) -> None:
    """A name is judged by its addresses at each attempt: it may lead elsewhere later."""
    bellhop.deliver(1, body=BODY, headers=HEADERS)
    async with laptop.started("listen", "--forward-to", "http://receiver.example/hook") as listening:
        await listening.line()
        item = await recorded(bellhop)
    assert "status_code" not in item


@pytest.mark.parametrize(
    "arguments",
    [
        ("--subscription", "sub_1", "--keep"),
        ("--status", "200"),
        ("--host", "::1"),
        ("--secret", "whsec_short"),
        ("--port", "0", "--forward-to", "3000"),
    ],
)
async def test_options_that_do_not_go_together_are_wrong_use(laptop: Typist, arguments: tuple[str, ...]) -> None:
    assert (await laptop("listen", *arguments)).code == 2


async def test_refused_claim_ends_it_with_the_reason(bellhop: PullService, laptop: Typist) -> None:
    bellhop.gone.add("sub_7")
    done = await laptop("listen", "--subscription", "sub_7")
    assert done.code == 3
    assert "It is gone." in done.err


async def test_receiver_at_a_port_tells_as_json_what_came(tmp_path: Path) -> None:
    async with Typist(tmp_path).started(
        "listen", "--port", "0", "--secret", "whsec_" + "a" * 32, "--json"
    ) as listening:
        address = (await listening.record())["listening"]
        reader, writer = await asyncio.open_connection("127.0.0.1", int(address.rpartition(":")[2]))
        writer.write(b"POST /hook HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}")
        assert (await reader.readline()).startswith(b"HTTP/1.1 401 ")
        told = await listening.record()
        writer.close()
    assert json.loads(json.dumps(told)) == told
    assert (told["target"], told["status_code"], told["refusal"]) == ("/hook", 401, "a webhook-… header is missing")
