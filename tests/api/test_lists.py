import asyncio
import base64
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

import asyncpg
import pytest

from bellhop.api.body.models import FilteredPage
from bellhop.api.edge.auth import ADMIN, of_tenant
from bellhop.api.edge.call import Answer, Call
from bellhop.api.edge.lists import page
from bellhop.api.edge.routing import Endpoint, Route, RouteTable, Terms
from bellhop.api.routes import TABLE
from bellhop.clock import ManualClock
from bellhop.core.lists import Listing
from bellhop.domain.filter import Field, FieldType
from bellhop.store.lists import Collection, Patience
from bellhop.store.store import Store
from tests.cells import home
from tests.serving import Api, open_services, serve

TEN = quote('kind == "ten"')
SLOW_TEN = quote('slow == "ten"')
SELECT = """
SELECT t.n, t.kind, t.body
FROM things AS t
WHERE t.n > $1::int
"""


@dataclass(frozen=True)
class Thing:
    n: int
    kind: str
    body: str


def read(row: asyncpg.Record) -> Thing:
    return Thing(row["n"], row["kind"], row["body"])


THINGS = Collection(
    name="things",
    select=SELECT,
    order=("t.n",),
    key_types=("int",),
    record=read,
    key=lambda thing: (thing.n,),
    fields={
        "kind": Field(FieldType.STRING, "t.kind"),
        "slow": Field(FieldType.STRING, "(pg_sleep(0.0005)::text || t.kind)"),
    },
    heavy=True,
)


HASTY = replace(THINGS, name="hasty", patience=Patience(whole_seconds=0.02, walk_seconds=0.0, stretch_rows=50))


def to_json(thing: Thing) -> Mapping[str, object]:
    return {"n": thing.n, "kind": thing.kind, "body": thing.body}


def routes(store: Store) -> list[Route]:
    def listing(collection: Collection[Thing], variant: str = "") -> Endpoint:
        @Terms("", query=FilteredPage)
        async def handler(call: Call) -> Answer:
            return await page(call, Listing(collection, home(store), 0), to_json, variant=variant)

        return handler

    return [
        Route("GET", "/things", listing(THINGS), ADMIN),
        Route("GET", "/other-things", listing(THINGS, "other"), ADMIN),
        Route("GET", "/hasty-things", listing(HASTY), ADMIN),
        Route("GET", "/things/{tenant_id}", listing(THINGS), of_tenant()),
    ]


@pytest.fixture
async def api(store: Store, clock: ManualClock) -> AsyncIterator[Api]:
    await home(store).execute("CREATE TABLE things (n int PRIMARY KEY, kind text, body text)")
    table = RouteTable([*TABLE.routes, *routes(store)])
    async with open_services(store, clock) as services, serve(services, table=table) as client:
        yield client


async def fill(store: Store, count: int, body: str = "") -> None:
    await home(store).execute(
        "INSERT INTO things SELECT n, CASE WHEN n % 10 = 0 THEN 'ten' ELSE 'plain' END, $2 "
        "FROM generate_series(1, $1) AS n",
        count,
        body,
    )


async def walk(api: Api, path: str) -> list[list[int]]:
    pages, token = [], ""
    while True:
        reply = await api("GET", path + (f"&page_token={token}" if token else ""))
        assert reply.status == 200, reply.content
        pages.append([each["n"] for each in reply.json["results"]])
        token = reply.json.get("next_page_token", "")
        if not token:
            return pages


@pytest.mark.requirement("B10")
async def test_pages_hold_everything_once_newest_first(api: Api, store: Store) -> None:
    await fill(store, 130)
    assert await walk(api, "/things?max_page_size=0") == [
        list(range(130, 80, -1)),
        list(range(80, 30, -1)),
        list(range(30, 0, -1)),
    ]
    assert await walk(api, "/things?max_page_size=65") == [list(range(130, 65, -1)), list(range(65, 0, -1))]
    assert await walk(api, "/things?max_page_size=5000") == [list(range(130, 0, -1))]


@pytest.mark.requirement("B10")
async def test_pages_stay_in_place_while_rows_come_and_go(api: Api, store: Store) -> None:
    await fill(store, 20)
    first = await api("GET", "/things?max_page_size=10")
    await home(store).execute("INSERT INTO things VALUES (99, 'plain', '')")
    await home(store).execute("DELETE FROM things WHERE n IN (11, 10)")
    second = await api("GET", f"/things?max_page_size=10&page_token={first.json['next_page_token']}")
    assert [each["n"] for each in second.json["results"]] == list(range(9, 0, -1))


async def test_negative_page_size_is_refused(api: Api) -> None:
    for written in ("-1", "1_0", "%2B5", "%205", "1e2", "", "\u0663"):
        assert (await api("GET", f"/things?max_page_size={written}")).problem == "bad-request"


@pytest.mark.requirement("B9")
async def test_filtered_pages_hold_everything_that_matches(api: Api, store: Store) -> None:
    await fill(store, 100)
    assert await walk(api, f"/things?max_page_size=4&filter={TEN}") == [
        [100, 90, 80, 70],
        [60, 50, 40, 30],
        [20, 10],
    ]


async def test_bad_filter_says_where(api: Api) -> None:
    reply = await api("GET", f"/things?filter={quote('kind == 5')}")
    assert (reply.status, reply.problem, reply.json["character"]) == (400, "bad-filter", 9)


async def test_no_character_of_a_token_can_be_changed(api: Api, store: Store) -> None:
    """The last one carried bits that nobody looked at."""
    await fill(store, 20)
    token = (await api("GET", "/things?max_page_size=5")).json["next_page_token"]
    for at in range(len(token)):
        for other in "AQgw-" if at == len(token) - 1 else "-":
            changed = token[:at] + (other if token[at] != other else "B") + token[at + 1 :]
            assert (await api("GET", f"/things?page_token={changed}")).problem == "bad-page-token"


async def test_token_fits_only_its_own_list_query_and_tenant(api: Api, store: Store) -> None:
    await fill(store, 20)
    acme, other = await api.make_tenant("acme"), await api.make_tenant("other")
    token = (await api("GET", "/things?max_page_size=5")).json["next_page_token"]
    of_acme = (await acme("GET", "/things/acme?max_page_size=5")).json["next_page_token"]
    assert (await api("GET", f"/things?max_page_size=7&page_token={token}")).status == 200
    flipped = base64.urlsafe_b64encode(bytes(255 - byte for byte in base64.urlsafe_b64decode(token + "=="))).decode()
    for path in (
        f"/things?page_token={token}&filter={TEN}",
        f"/other-things?page_token={token}",
        f"/things/acme?page_token={token}",
        f"/things?page_token={of_acme}",
        f"/things?page_token={flipped.rstrip('=')}",
        f"/things?page_token={token[:-4]}",
        f"/things?page_token={token}A",
        "/things?page_token=x",
        "/things?page_token=%C3%A4",
    ):
        reply = await api("GET", path)
        assert (reply.status, reply.problem) == (400, "bad-page-token"), path
    assert (await other("GET", f"/things/other?page_token={of_acme}")).problem == "bad-page-token"


async def test_page_is_cut_at_one_mebibyte(api: Api, store: Store) -> None:
    await fill(store, 40, "x" * 200_000)
    reply = await api("GET", "/things?max_page_size=1000")
    assert len(reply.content) <= 1 << 20
    assert len(reply.json["results"]) == 5
    assert sorted(n for each in await walk(api, "/things?max_page_size=1000") for n in each) == list(range(1, 41))


async def test_row_larger_than_a_page_is_still_answered(api: Api, store: Store) -> None:
    await fill(store, 2, "x" * 5_000_000)
    assert await walk(api, "/things?max_page_size=10") == [[2], [1]]


async def test_filter_that_takes_too_long_ends_the_page_early_and_finds_everything(api: Api, store: Store) -> None:
    await fill(store, 300)
    pages = await walk(api, f"/hasty-things?max_page_size=50&filter={SLOW_TEN}")
    assert len(pages) > 1
    assert [n for each in pages for n in each] == list(range(300, 0, -10))


async def test_many_readers_walk_at_once(api: Api, store: Store) -> None:
    await fill(store, 60)
    walks: list[Any] = await asyncio.gather(*(walk(api, "/things?max_page_size=25") for _ in range(10)))
    assert all(each == walks[0] for each in walks)
