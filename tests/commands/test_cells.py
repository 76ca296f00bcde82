"""`bellhop cells` and `bellhop tenants move`, typed: what is told, and what is wrong in a sentence."""

import base64
from pathlib import Path

import asyncpg
import pytest

from tests.commanding import Typist

KEYS = "test:" + base64.b64encode(bytes(32)).decode()


@pytest.fixture
def bellhop(database_url: str, tmp_path: Path) -> Typist:
    return Typist(tmp_path, BELLHOP_DATABASE_URL=database_url, BELLHOP_MASTER_KEYS=KEYS)


async def test_cells_are_added_listed_and_closed(bellhop: Typist, empty_database_url: str) -> None:
    assert (await bellhop("cells", "add", "near")).code == 0
    added = await bellhop(
        "--json", "cells", "add", "far", "--database-url", "-", stdin=empty_database_url.encode() + b"\n"
    )
    assert (added.code, added.json) == (0, {"name": "far"})
    assert (await bellhop("cells", "close", "near")).out == "No new tenants for near from now on.\n"
    listed = {each["name"]: each for each in (await bellhop("--json", "cells", "list")).lines}
    assert [(name, each["accepts_tenants"]) for name, each in listed.items() if name in {"far", "near"}] == [
        ("far", True),
        ("near", False),
    ]
    assert listed["near"]["database"] is None
    assert listed["far"]["database"].endswith(empty_database_url.partition("?")[0].rpartition("/")[2])
    table = (await bellhop("cells", "list")).out
    assert "the directory's" in table
    assert empty_database_url not in table


async def test_what_is_wrong_is_said_in_a_sentence(bellhop: Typist) -> None:
    assert (await bellhop("tenants", "create", "aurora")).code == 0
    for arguments, code, words in (
        (("cells", "add", "A-1"), 2, "The name of a cell matches"),
        (("cells", "add", "cell_0"), 1, "There is a cell cell_0 already."),
        (("cells", "add", "far", "--database-url", "mysql://x:secret@y/z"), 2, "--database-url is not a URL such as"),
        (("cells", "add", "far", "--database-url", "-"), 2, "--database-url is empty."),
        (("cells", "add", "far", "--database-url", "postgresql://u:1/secret@y/z"), 2, "--database-url has an @ or a #"),
        (("cells", "add", "far", "--database-url", "postgresql://u:1?secret@y/z"), 2, "--database-url has an @ or a #"),
        (("cells", "open", "nowhere"), 3, "There is no cell nowhere."),
        (("tenants", "create", "b", "--cell", "nowhere"), 3, "There is no cell nowhere;"),
        (("tenants", "create", "b", "--subscriptions", "-1"), 2, "argument --subscriptions: a whole number from 0 to"),
        (("tenants", "create", "b", "--live-jobs", "9" * 20), 2, "argument --live-jobs: a whole number from 0 to"),
        (("tenants", "create", "b", "--requests-per-second", "0"), 2, "argument --requests-per-second: a whole number"),
        (("tenants", "move", "ghost", "cell_0"), 3, "There is no tenant ghost;"),
        (("tenants", "move", "aurora", "nowhere"), 3, "There is no cell nowhere;"),
        (("tenants", "move", "../aurora", "cell_0"), 2, "A tenant id matches"),
    ):
        done = await bellhop(*arguments, stdin=b"")
        told = done.err.splitlines()[-1]
        assert (done.code, told.startswith(f"bellhop: {words}")) == (code, True), (arguments, done.code, told)
        assert "secret" not in done.err


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (b"postgresql://u:secret\xff@y/z\n", "--database-url is not a URL such as"),
        (b"postgresql://u:1/secret@y/z\n", "--database-url has an @ or a #"),
        (b"postgresql://u:secret@y:1,z:x/z\n", "--database-url has a port"),
        (b"postgresql://u:secret@" + b"y" * 70_000, "--database-url is longer than 64 KiB."),
    ],
)
async def test_a_url_from_stdin_that_is_none_is_not_repeated(bellhop: Typist, typed: bytes, words: str) -> None:
    done = await bellhop("cells", "add", "far", "--database-url", "-", stdin=typed)
    assert (done.code, done.err.splitlines()[-1].startswith(f"bellhop: {words}")) == (2, True), done.err
    assert "secret" not in done.err


async def test_a_tenant_is_made_in_its_cell_as_over_http(bellhop: Typist, empty_database_url: str) -> None:
    """The cell has heard whether it may have deliveries, and has nothing of an earlier tenant of that name."""
    added = await bellhop("cells", "add", "far", "--database-url", "-", stdin=empty_database_url.encode())
    assert added.code == 0, added.err
    far = await asyncpg.connect(empty_database_url)
    try:
        await far.execute("SET search_path = bellhop_far")
        await far.execute("INSERT INTO idempotency_keys VALUES ('poor', 'k', '', gen_random_uuid(), now())")
        made = await bellhop("tenants", "create", "poor", "--cell", "far", "--subscriptions", "0")
        assert made.code == 0, made.err
        assert await far.fetchval("SELECT entitled FROM registries WHERE tenant_id = 'poor'") is False
        assert await far.fetch("SELECT FROM idempotency_keys") == []
    finally:
        await far.close()
    assert (await bellhop("cells", "close", "far")).code == 0
    refused = await bellhop("tenants", "create", "late", "--cell", "far")
    assert (refused.code, refused.err.splitlines()[-1]) == (1, "bellhop: the cell 'far' takes no new tenants.")


async def test_a_move_is_started_and_its_operation_told(bellhop: Typist) -> None:
    assert (await bellhop("tenants", "create", "aurora", "--cell", "cell_0")).code == 0
    started = await bellhop("tenants", "move", "aurora", "cell_0")
    operation = started.out.split()[0]
    assert started.out == f"{operation} moves aurora to cell_0; GET /v2/admin/operations/{operation} tells.\n"
    told = (await bellhop("--json", "tenants", "move", "aurora", "cell_0")).json
    assert told["operation"].startswith("op_")
