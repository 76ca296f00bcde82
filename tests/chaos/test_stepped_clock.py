"""The clock of the service's machine is set forward and back, and backward and forth, while it works."""

import shutil
import subprocess
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests.receiver import busy, receiver
from tests.running import Service, house_of

_COMPILER = shutil.which("cc")
_SOURCE = Path(__file__).with_name("stepped.c")
_SECONDS = 20.0  # what is sent here takes far less, and a step far more


@pytest.mark.chaos
@pytest.mark.timeout(200)
@pytest.mark.skipif(_COMPILER is None, reason="needs a C compiler")
@pytest.mark.parametrize("step", [3600, -3600])
async def test_a_step_of_the_machines_clock_delays_and_doubles_nothing(
    make_database: Callable[[], AbstractContextManager[str]], tmp_path: Path, step: int
) -> None:
    library, offset = tmp_path / "stepped.so", tmp_path / "offset"
    subprocess.run(  # noqa: ASYNC221 - nothing else runs yet
        [str(_COMPILER), "-shared", "-fPIC", "-o", str(library), str(_SOURCE), "-ldl"], check=True
    )
    offset.write_text("0")
    with make_database() as database_url:
        service = Service(database_url, tmp_path / "log", LD_PRELOAD=str(library), STEPPED_CLOCK=str(offset)).start()
        try:
            async with house_of(service) as house, receiver() as door:
                tenant = await house.tenant()
                retry = {"schedule_seconds": [2, 2, 2]}
                await tenant.subscribe(door.url("/hook"), event_types=["clock.*"], delivery={"retry": retry})

                async def tell(number: int, *, requests: int = 1) -> None:
                    """Publish one, and expect it within seconds, signed with the right time."""
                    event = {"type": "clock.told", "data": {"n": number}}
                    before = len(door.requests)
                    await house.admin.post(f"/v2/tenants/{tenant.name}/events", {"events": [event]})
                    arrived = (await door.expect(before + requests, timeout_seconds=_SECONDS))[before:]
                    assert [each.json()["data"]["n"] for each in arrived] == [number] * requests
                    assert abs(time.time() - int(arrived[-1].headers["webhook-timestamp"])) < _SECONDS

                await tell(0)
                offset.write_text(str(step))
                await tell(1)
                door.script("/hook", busy(status=500))
                await tell(2, requests=2)
                offset.write_text("0")
                await tell(3)
                door.script("/hook", busy(status=500))
                await tell(4, requests=2)
                assert len(door.requests) == 7
            assert service.doctor() == ""
        finally:
            service.stop()
