"""Every item of a batch is judged by itself: one that is wrong is named in its place, and its neighbours go on."""

import itertools
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import orjson
import pytest

from bellhop.clock import ManualClock
from tests.api.operations_world import Operations, open_operations
from tests.serving import Api, Reply

MANY = [{"code": "no", "message": "No."}] * 101
DEEP = b"[" * 70 + b"]" * 70
VERY_DEEP = b"[" * 5000 + b"]" * 5000

# What is wrong with an item of `jobs:complete`, as members that follow its lease, and where.
WRONG: list[tuple[bytes, str]] = [
    (b'"outcome":"succeeded","result":{"x":"\\u0000"}', "/result/x"),
    (b'"outcome":"succeeded","result":{"x":"\\ud800"}', "/result/x"),
    (b'"outcome":"succeeded","result":{"x":1e999}', "/result/x"),
    (b'"outcome":"succeeded","result":{"x":%b}' % (b"9" * 30), "/result/x"),
    (b'"outcome":"succeeded","result":{"x":%b}' % DEEP, ""),
    (b'"outcome":"succeeded","result":{"x":%b}' % VERY_DEEP, ""),
    (b'"outcome":"succeeded","result":{"x":1,"x":2}', "/result/x"),
    (b'"outcome":"succeeded","outcome":"failed"', "/outcome"),
    (b'"outcome":"succeeded","result":[1]', "/result"),
    (b'"outcome":"succeeded","result":{"text":"%b"}' % (b"x" * 300_000), "/result"),
    (b'"outcome":"succeeded","colour":1', "/colour"),
    (b'"outcome":"great"', "/outcome"),
    (b'"result":{}', "/outcome"),
    (b'"outcome":"retry","delay_seconds":-1', "/delay_seconds"),
    (b'"outcome":"retry","delay_seconds":604801', "/delay_seconds"),
    (b'"outcome":"failed","errors":[{"code":5,"message":"m"}]', "/errors/0/code"),
    (b'"outcome":"failed","errors":[{"code":"x"}]', "/errors/0/message"),
    (b'"outcome":"failed","errors":[{"code":"x","message":"m"},"no"]', "/errors/1"),
    (b'"outcome":"failed","errors":' + orjson.dumps(MANY), "/errors"),
    (b'"outcome":"failed","errors":[]', "/errors"),
]


@pytest.fixture
async def acme(api: Api) -> Operations:
    return await open_operations(api)


async def claimed(acme: Operations, count: int) -> list[Any]:
    for _ in range(count):
        await acme.run()
    jobs: list[Any] = await acme.claim_all()
    assert len(jobs) == count
    return jobs


def lease(job: Any) -> bytes:
    return b'"job_id":"%b","lease_token":"%b"' % (job["job_id"].encode(), job["lease_token"].encode())


async def post(acme: Operations, verb: str, items: Sequence[bytes], member: bytes = b"items") -> Reply:
    body = b'{"%b": [%b]}' % (member, b",\n".join(items))
    return await acme.worker("POST", f"/v2/worker/jobs:{verb}", body=body)


@pytest.mark.parametrize("members", [members for members, _ in WRONG])
async def test_a_wrong_item_is_invalid_and_its_neighbours_end(acme: Operations, members: bytes) -> None:
    pointer = dict(WRONG)[members]
    first, wrong, last = await claimed(acme, 3)
    good = b',"outcome":"succeeded","result":{"n":1}}'

    reply = await post(
        acme,
        "complete",
        [b"{" + lease(first) + good, b"{" + lease(wrong) + b"," + members + b"}", b"{" + lease(last) + good],
    )

    assert reply.status == 200, reply.content
    assert [item["status"] for item in reply.json["items"]] == ["accepted", "invalid", "accepted"]
    invalid = reply.json["items"][1]
    assert invalid["job_id"] == wrong["job_id"]
    assert invalid["errors"][0]["pointer"].startswith(f"/items/1{pointer}"), invalid
    assert (await acme.complete(wrong, result={"n": 1}))["status"] == "accepted", "its lease stays"


@pytest.mark.parametrize(
    "item", [b"null", b'"text"', b"[]", b"5", b"{}", b'{"job_id":1}', b'{"job_id":"\\u0000"}', DEEP]
)
@pytest.mark.parametrize(("verb", "member"), [("complete", b"items"), ("release", b"items"), ("heartbeat", b"leases")])
async def test_what_names_no_lease_is_invalid_and_the_next_one_counts(
    acme: Operations, verb: str, member: bytes, item: bytes
) -> None:
    [job] = await claimed(acme, 1)
    outcome = b',"outcome":"succeeded"' if verb == "complete" else b""

    reply = await post(acme, verb, [item, b"{" + lease(job) + outcome + b"}"], member)

    assert reply.status == 200, reply.content
    wrong, right = reply.json[member.decode()]
    assert (wrong["status"], wrong["job_id"]) == ("invalid", "")
    assert all(fault["pointer"].startswith(f"/{member.decode()}/0") for fault in wrong["errors"])
    assert right["status"] in {"accepted", "released", "extended"}


@pytest.mark.parametrize(
    ("body", "status", "pointer"),
    [
        (b'{"items": [{]}', 400, None),
        (b'{"items": [%b}' % DEEP, 400, None),
        (b'{"items": {}}', 422, "/items"),
        (b"{}", 422, "/items"),
        (b'[{"items": []}]', 422, ""),
        (b'{"items": [], "items": []}', 422, "/items"),
        (b'{"items": [null], "colour": 1}', 422, "/colour"),
        (b'{"items": [], "colour": "\\u0000"}', 422, "/colour"),
        (b'{"items": [%b]}' % b",".join([b"{}"] * 101), 422, "/items"),
    ],
)
async def test_only_what_concerns_no_item_refuses_the_request(
    acme: Operations, body: bytes, status: int, pointer: str | None
) -> None:
    reply = await acme.worker("POST", "/v2/worker/jobs:release", body=body)
    assert reply.status == status, reply.content
    assert pointer is None or pointer in reply.faults


async def test_too_many_items_are_told_how_many_may_travel(acme: Operations) -> None:
    reply = await post(acme, "complete", [b"{}"] * 101)
    assert reply.json["errors"] == [
        {
            "pointer": "/items",
            "code": "number-of-items",
            "message": "One request carries at most 100 items; send the others in another request.",
        }
    ]


async def test_a_message_that_is_too_long_is_cut_and_marked(acme: Operations) -> None:
    [job] = await claimed(acme, 1)
    errors = [{"code": "c" * 200, "message": "x" * 12_345, "hint": "kept"}]
    answer = await acme.complete(job, "failed", errors=errors)
    [error] = answer["operation"]["errors"]
    assert (len(error["message"]), len(error["code"]), error["hint"]) == (8192, 128, "kept")
    assert error["message"].endswith("x… (cut, 12,345 characters)")
    assert error["code"].endswith("c… (cut, 200 characters)")


async def test_a_failure_is_told_although_its_text_holds_what_is_no_character(acme: Operations) -> None:
    [job] = await claimed(acme, 1)
    text = b"a\\u0000b\\ud800c\\ud83d\\ude00d\\\\u0000"
    item = b'{%b,"outcome":"failed","errors":[{"code":"x","message":"%b","trace":["%b"]}]}' % (lease(job), text, text)
    reply = await post(acme, "complete", [item])
    [error] = reply.json["items"][0]["operation"]["errors"]
    assert error["message"] == "a\ufffdb\ufffdc😀d\\u0000"
    assert error["trace"] == [error["message"]]


# What is wrong with an item of `jobs:heartbeat` beside its lease, and where.
WRONG_NEWS: list[tuple[bytes, str]] = [
    (b'"progress":{"percent":100.4}', "/progress/percent"),
    (b'"progress":{"percent":1,"percent":2}', "/progress/percent"),
    (b'"progress":{"speed":1}', "/progress/speed"),
    (b'"progress":"half"', "/progress"),
    (b'"progress":{"message":"\\u0000"}', "/progress/message"),
    (b'"progress":{"completed_items":99999999999999999999999}', "/progress/completed_items"),
    (b'"custom":{"x":"%b"}' % (b"y" * 5000), "/custom"),
    (b'"custom":{"x":%b}' % DEEP, "/custom"),
    (b'"custom":{"x":1e999}', "/custom/x"),
    (b'"custom":5', "/custom"),
    (b'"custom":{"x":1},"custom":{"x":2}', "/custom"),
    (b'"colour":"red"', "/colour"),
]


@pytest.mark.parametrize("members", [members for members, _ in WRONG_NEWS])
async def test_a_heartbeat_with_wrong_news_extends_the_lease_and_says_what_was_not_taken(
    acme: Operations, clock: ManualClock, members: bytes
) -> None:
    pointer = dict(WRONG_NEWS)[members]
    first, wrong = await claimed(acme, 2)
    clock.move(timedelta(seconds=8))
    other = b',"custom":{"a":1}' if b"progress" in members else b',"progress":{"percent":7}'

    reply = await post(
        acme, "heartbeat", [b"{" + lease(first) + b"}", b"{" + lease(wrong) + b"," + members + other + b"}"], b"leases"
    )

    assert reply.status == 200, reply.content
    assert [item["status"] for item in reply.json["leases"]] == ["extended", "extended"]
    extended = reply.json["leases"][1]
    assert extended["lease_expire_time"] > wrong["lease_expire_time"]
    assert extended["errors"][0]["pointer"].startswith(f"/leases/1{pointer}"), extended
    metadata = (await acme.get({"id": wrong["job_id"]})).json["metadata"]
    assert metadata.get("custom") == ({"a": 1} if b"progress" in members else None), "the other part is taken"
    assert metadata.get("progress") == (None if b"progress" in members else {"percent": 7})


async def test_progress_of_many_words_is_cut_and_marked(acme: Operations) -> None:
    [job] = await claimed(acme, 1)
    assert (await acme.heartbeat(job, progress={"message": "x" * 2000}))["status"] == "extended"
    message = (await acme.get({"id": job["job_id"]})).json["metadata"]["progress"]["message"]
    assert (len(message), message.endswith("x… (cut, 2,000 characters)")) == (1024, True)


async def test_a_batch_names_at_most_a_hundred_faults_and_the_first_of_every_item(acme: Operations) -> None:
    item = b'{"job_id":"op_1","lease_token":"t",%b}' % b",".join(b'"m%d":1' % number for number in range(30))
    reply = await post(acme, "release", [item] * 100)
    counts = [len(each["errors"]) for each in reply.json["items"]]
    assert sum(counts[:4]) == 100
    assert counts[4:] == [1] * 96


async def test_an_old_and_a_live_lease_of_one_job_are_told_apart_in_one_request(
    acme: Operations, clock: ManualClock
) -> None:
    """The answers were kept by job, so that the old lease spoke for the live one."""
    await acme.run()
    old = await acme.claim()
    await acme.complete(old, "retry", delay_seconds=0)
    live = await acme.claim()
    clock.move(timedelta(seconds=8))
    stranger = {**live, "lease_token": old["lease_token"][:-1] + "B"}

    for jobs in itertools.permutations([old, live, stranger]):
        items = [b"{" + lease(job) + b"}" for job in jobs]
        beaten = (await post(acme, "heartbeat", items, b"leases")).json["leases"]
        assert [each["status"] for each in beaten] == ["extended" if job is live else "lost" for job in jobs]
        assert (
            next(each for each in beaten if each["status"] == "extended")["lease_expire_time"]
            > live["lease_expire_time"]
        )

    items = [b"{" + lease(job) + b',"outcome":"succeeded"}' for job in (stranger, old, live)]
    completed = (await post(acme, "complete", items)).json["items"]
    assert [each["status"] for each in completed] == ["stale", "duplicate", "accepted"]


async def test_a_lease_named_twice_in_a_heartbeat_is_extended_twice_and_all_its_news_are_noted(
    acme: Operations,
) -> None:
    [job] = await claimed(acme, 1)
    news = (b',"progress":{"percent":5,"message":"a"}}', b',"progress":{"percent":6},"custom":{"n":1}}')
    reply = await post(acme, "heartbeat", [b"{" + lease(job) + each for each in news], b"leases")
    assert [each["status"] for each in reply.json["leases"]] == ["extended", "extended"]
    metadata = (await acme.get({"id": job["job_id"]})).json["metadata"]
    assert (metadata["progress"], metadata["custom"]) == ({"percent": 6, "message": "a"}, {"n": 1})


async def test_of_an_old_and_a_live_lease_only_the_live_one_gives_its_job_back(acme: Operations) -> None:
    await acme.run()
    old = await acme.claim()
    await acme.complete(old, "retry", delay_seconds=0)
    live = await acme.claim()
    reply = await post(acme, "release", [b"{" + lease(job) + b"}" for job in (old, live, live)])
    assert [each["status"] for each in reply.json["items"]] == ["stale", "released", "stale"]
