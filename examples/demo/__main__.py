"""`python -m examples.demo`, which `make demo` and `bellhop demo` run."""

import argparse
import asyncio
import signal
import sys
from contextlib import AsyncExitStack

from bellhop_client import AsyncClient, BellhopError
from examples.demo.house import DemoError, House, opened
from examples.demo.screen import Screen
from examples.demo.story import Story, tell
from examples.receiver import Receiver


def main() -> int:
    """The exit code: 0 when every step was seen."""
    parser = argparse.ArgumentParser(prog="bellhop demo", description="One job, from run to verified callback.")
    parser.add_argument("--exit", action="store_true", help="end when the story is told instead of at Ctrl-C")
    arguments = parser.parse_args()
    try:
        return asyncio.run(_demo(leave=arguments.exit))
    except KeyboardInterrupt:
        return 130


async def _demo(*, leave: bool) -> int:
    screen = Screen()
    stopped = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(name, stopped.set)
    screen.title("Bellhop", "One job, from run to verified callback, on the real service.")
    house = House()
    try:
        async with opened(house), AsyncExitStack() as clients:
            return await _tell_until(stopped, house, clients, screen, leave=leave)
    except (BellhopError, DemoError, TimeoutError) as fault:
        screen.cross(str(fault) or "It took too long.")
        screen.note(f"The logs and the data are kept in {house.folder}. The same service on the same data:")
        screen.code(house.again)
        return 1


async def _tell_until(
    stopped: asyncio.Event, house: House, clients: AsyncExitStack, screen: Screen, *, leave: bool
) -> int:
    receiver = Receiver()
    await receiver.start()
    admin = await clients.enter_async_context(AsyncClient(house.url, house.admin_key))
    story = Story(house, screen, receiver, admin, clients)
    telling, stopping = asyncio.create_task(tell(story)), asyncio.create_task(stopped.wait())
    try:
        await asyncio.wait({telling, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if not telling.done():
            telling.cancel()
            await asyncio.gather(telling, return_exceptions=True)
            return 130
        telling.result()
        await _conclude(story, leave=leave)
        if not leave:
            await stopping
            screen.note("Closing: the worker first, then the service and its Postgres.")
        return 1 if story.missing else 0
    finally:
        stopping.cancel()
        await receiver.stop()


async def _conclude(story: Story, *, leave: bool) -> None:
    screen = story.screen
    if story.missing:
        screen.chapter("Not everything was seen")
        for step in story.missing:
            screen.cross(step)
    else:
        screen.chapter(f"Every one of {len(story.seen)} steps was seen")
    if not leave:
        screen.note(f"The service goes on at {story.house.url} (reference: {story.house.url}/docs) until Ctrl-C.")
        screen.note(f"As its operator: Authorization: Bearer {story.house.admin_key}")
        screen.note(f"As the tenant aurora, in a browser, once within the hour: {await _portal_link(story)}")


async def _portal_link(story: Story) -> str:
    """A link that opens the tenant's console, as an operator's backend makes it for a customer."""
    wanted = {
        "capabilities": ["view", "send", "manage", "secrets"],
        "code_expires_seconds": 3600,
        "expires_seconds": 86400,
    }
    made = await story.admin.request("POST", "/v2/tenants/aurora/portal-sessions", json=wanted)
    return str(made.json()["uri"])


if __name__ == "__main__":
    sys.exit(main())
