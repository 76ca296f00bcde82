"""The command as a person or a script types it: a process of its own, against a real service."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests.commanding import Typist
from tests.running import House, Service, Tenant, house_of, serving


@pytest.fixture(scope="session")
def service(
    make_database: Callable[[], AbstractContextManager[str]], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Service]:
    """`bellhop serve` on a database of its own, for all tests of this room."""
    with make_database() as database_url, serving(database_url, tmp_path_factory.mktemp("commands")) as running:
        yield running


@pytest.fixture
async def house(service: Service) -> AsyncIterator[House]:
    """What an operator can do in it."""
    async with house_of(service) as house:
        yield house


@pytest.fixture
async def tenant(house: House) -> Tenant:
    """A tenant with a key."""
    return await house.tenant()


@pytest.fixture
def typist(tenant: Tenant, tmp_path: Path) -> Typist:
    """Somebody with the tenant's key in the environment."""
    return Typist(tmp_path, BELLHOP_URL=tenant.caller.url, BELLHOP_KEY=tenant.caller.key, BELLHOP_TENANT=tenant.name)


@pytest.fixture
def operator(house: House, tmp_path: Path) -> Typist:
    """Somebody with an operator's key in the environment."""
    return Typist(tmp_path, BELLHOP_URL=house.admin.url, BELLHOP_KEY=house.admin.key)
