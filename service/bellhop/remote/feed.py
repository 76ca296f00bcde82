"""The feed of a tenant's events: in the order of the commits, and none is skipped."""

import asyncio
from collections.abc import AsyncIterator

from bellhop.remote.client import Remote, Text
from bellhop.remote.json_text import members, parse

FROM_NOW = "latest"
FROM_THE_OLDEST = ""
_PAGE = 200
_LOOK_SECONDS = 1.0


async def follow_events(remote: Remote, *, after: str = FROM_NOW) -> AsyncIterator[list[Text]]:
    """The events behind a position, page by page for ever; an empty page when there was nothing new for a second."""
    path = await remote.tenant_path("/events")
    while True:
        answer = await remote.get(path, {"after": after, "max_page_size": str(_PAGE)})
        events = answer.results()
        after = str(parse(members(answer.text)["next_after"]))
        yield events
        if len(events) < _PAGE:
            await asyncio.sleep(_LOOK_SECONDS)
