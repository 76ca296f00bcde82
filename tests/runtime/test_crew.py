import asyncio
import os
from collections.abc import Iterator

import pytest

from bellhop.runtime import crew
from bellhop.runtime.crew import Crew


@pytest.fixture
def both() -> Iterator[tuple[Crew, Crew, Crew]]:
    """The crew as who starts it has it, and as its two processes have it."""
    made = Crew.make(2)
    yield made, Crew(made.descriptor, 2, 0), Crew(made.descriptor, 2, 1)
    os.close(made.descriptor)


async def test_nobody_goes_on_before_all_are_there(both: tuple[Crew, Crew, Crew]) -> None:
    _, one, two = both
    first = asyncio.create_task(one.gather())
    await asyncio.sleep(0.05)
    assert not first.done()
    async with asyncio.timeout(2):
        await two.gather()
        await first


async def test_nobody_waits_for_ever(both: tuple[Crew, Crew, Crew], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crew, "_PATIENCE_SECONDS", 0.05)
    async with asyncio.timeout(2):
        await both[1].gather()


def test_who_has_more_lets_the_others_go_first(both: tuple[Crew, Crew, Crew]) -> None:
    _, one, two = both
    one.tell(3)
    assert not one.has_more_than_others(5)  # nobody else is there
    two.tell(2)
    assert not one.has_more_than_others(0)
    assert one.has_more_than_others(1)
    assert not two.has_more_than_others(2)
    assert two.has_more_than_others(3)


def test_who_is_no_more_is_waited_for_by_nobody(both: tuple[Crew, Crew, Crew]) -> None:
    made, one, two = both
    one.tell(9)
    two.tell(0)
    assert one.has_more_than_others(0)
    made.forget(1)
    assert not one.has_more_than_others(0)
    two.tell(0)
    two.leave()
    two.tell(0)  # a connection of its own that ends now
    assert not one.has_more_than_others(0)
