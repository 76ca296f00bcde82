"""The house of the stories: one real service for all of them, tenants and actions of its own for each."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager

import pytest

from tests import cells
from tests.receiver import Receiver, receiver
from tests.running import House, Service, house_of, serving
from tests.spread import run_apart


@pytest.fixture(scope="session")
def service(
    make_database: Callable[[], AbstractContextManager[str]], cell_count: int, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Service]:
    """`bellhop serve` on a database of its own, which has two cells at least: the tenants of the stories go round."""
    with make_database() as database_url:
        if cell_count == 1:
            run_apart(lambda: cells.add(database_url, cells.others(2)))
        with serving(database_url, tmp_path_factory.mktemp("stories")) as running:
            yield running


@pytest.fixture
async def house(service: Service) -> AsyncIterator[House]:
    """What an operator can do in it."""
    async with house_of(service) as house:
        yield house


@pytest.fixture
async def door() -> AsyncIterator[Receiver]:
    """A tenant's receiver."""
    async with receiver() as door:
        yield door
