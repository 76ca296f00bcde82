"""The guides of this version, as the text that they are: what the page of the description links to."""

from collections.abc import Mapping
from functools import cache

from bellhop.api.edge.call import Answer, Call
from bellhop.api.edge.routing import Terms
from bellhop.api.public.sent_files import sent_file
from bellhop.errors import NotFoundError
from bellhop.resources import folder

GUIDES: Mapping[str, str] = {
    "concepts": "concepts.md",
    "operations": "operations.md",
    "webhooks": "webhooks.md",
    "templates": "templates.md",
    "deliveries": "deliveries.md",
    "pull": "pull.md",
    "handshake": "handshake.md",
    "workers": "workers.md",
    "cli": "cli.md",
    "console": "console.md",
    "portal": "portal.md",
    "problems": "problems.md",
    "security": "security.md",
    "operating": "operating.md",
    "scale-out": "scale-out.md",
    "python": "clients/python.md",
    "typescript": "clients/typescript.md",
}
"""The file in `docs/` by the name in the URL."""


@Terms("A guide, as Markdown", answers={200: None}, media="text/plain")
async def guide(call: Call) -> Answer:
    """One guide: plain text, which every browser shows and none runs."""
    name = GUIDES.get(call.params["guide"])
    if name is None:
        raise NotFoundError
    return sent_file(_read(name), "text/plain; charset=utf-8", policy="default-src 'none'; frame-ancestors 'none'")


@cache
def _read(name: str) -> bytes:
    return (folder("docs") / name).read_bytes()
