"""Databases on the Citus of `BELLHOP_TEST_CITUS_URL`: a database of its coordinator, whose role may make others."""

import os
from collections.abc import AsyncIterator, Iterator

import pytest

from bellhop.store.database import Database
from tests import spread

CITUS_URL = os.environ.get("BELLHOP_TEST_CITUS_URL", "")


@pytest.fixture(scope="package")
def citus_url() -> Iterator[str]:
    """A database there, whose cell is a distributed schema; shared by the tests, which undo what they do."""
    if not CITUS_URL:
        pytest.skip("BELLHOP_TEST_CITUS_URL names no Citus: what it refuses is not seen here (docs/scale-out.md)")
    with spread.database(CITUS_URL) as url:
        yield url


@pytest.fixture
async def citus(citus_url: str) -> AsyncIterator[Database]:
    """A pool there."""
    made = await Database.connect(citus_url, min_size=1, max_size=4)
    yield made
    await made.close()
