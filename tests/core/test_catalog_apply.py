from pathlib import Path
from typing import Any

import pytest

from bellhop.api.admin.actions_wire import read_document
from bellhop.clock import ManualClock
from bellhop.core.action_documents import ActionDocument
from bellhop.core.catalog import Catalog
from bellhop.core.catalog_apply import Difference, apply
from bellhop.core.directory import Directory
from bellhop.core.judging import Judging
from bellhop.domain.audit import CLI
from bellhop.errors import InvalidInputError, MalformedJsonError
from bellhop.resources import folder
from bellhop.store.store import Store


@pytest.fixture
def catalog(store: Store, clock: ManualClock) -> Catalog:
    return Catalog(Directory(store), clock)


async def read(name: str, raw: bytes) -> ActionDocument:
    return await read_document(name, raw, Judging())


async def files(**changed: bytes) -> dict[str, Any]:
    paths: list[Path] = sorted((folder("schemas") / "actions").glob("*.json"))
    return {path.stem: await read(path.stem, changed.get(path.stem, path.read_bytes())) for path in paths}


async def test_applying_twice_does_nothing_the_second_time(catalog: Catalog) -> None:
    first = await apply(catalog, await files(), actor=CLI)
    assert {each.difference for each in first} == {Difference.CREATED}
    second = await apply(catalog, await files(), actor=CLI)
    assert {each.difference for each in second} == {Difference.SAME}
    assert [action.name for action in await catalog.every()] == [each.name for each in first]


async def test_change_is_shown_line_by_line_and_a_dry_run_writes_nothing(catalog: Catalog) -> None:
    await apply(catalog, await files(), actor=CLI)
    changed = await files(auto_designer=b'{"input_schema": {"type": "object"}, "max_attempts": 7}')
    shown = {each.name: each for each in await apply(catalog, changed, actor=CLI, dry_run=True)}
    assert shown["auto_designer"].difference is Difference.CHANGED
    assert '+  "max_attempts": 7,' in shown["auto_designer"].lines
    assert (await catalog.get("auto_designer")).max_attempts != 7
    await apply(catalog, changed, actor=CLI)
    assert (await catalog.get("auto_designer")).max_attempts == 7


async def test_file_that_is_no_action_is_refused_with_its_pointer() -> None:
    with pytest.raises(MalformedJsonError):
        await read("x", b"{")
    with pytest.raises(InvalidInputError) as refused:
        await read("x", b'{"input_schema": {"type": "objekt"}}')
    assert [fault.pointer for fault in refused.value.faults] == ["/input_schema/type"]
