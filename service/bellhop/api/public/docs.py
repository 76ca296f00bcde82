"""The documentation that the service carries: the OpenAPI description, and a page that reads it in a browser.

The page loads nothing from any other host, and its policy forbids it to.
"""

from functools import cache
from pathlib import Path

from bellhop import __version__
from bellhop.api.body.models import AnswerModel
from bellhop.api.description import openapi
from bellhop.api.edge.auth import PUBLIC
from bellhop.api.edge.call import Answer, Call
from bellhop.api.edge.headers import takes_html, value_of
from bellhop.api.edge.routing import Route

_PAGES = Path(__file__).parent / "pages"
_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src data:; "
    "base-uri 'none'; frame-ancestors 'none'"
)


class Index(AnswerModel):
    """What is here."""

    name: str
    version: str
    links: dict[str, str]


async def index(call: Call) -> Answer:
    """GET /: a browser is sent to the page, anybody else is told where things are."""
    headers = {"Vary": "Accept"}
    if takes_html(value_of(call.request.headers, "Accept")):
        return Answer(302, None, {**headers, "Location": "/docs"})
    links = {"documentation": "/docs", "description": "/openapi.json", "operations": "/operations", "health": "/readyz"}
    return Answer(body={"name": "Bellhop", "version": __version__, "links": links}, headers=headers)


async def description(_call: Call) -> Answer:
    """GET /openapi.json."""
    return Answer(body=_description())


async def page(_call: Call) -> Answer:
    """GET /docs."""
    return _file("docs.html", "text/html; charset=utf-8")


async def style(_call: Call) -> Answer:
    """GET /docs/docs.css."""
    return _file("docs.css", "text/css; charset=utf-8")


async def script(_call: Call) -> Answer:
    """GET /docs/docs.js."""
    return _file("docs.js", "text/javascript; charset=utf-8")


@cache
def _description() -> bytes:
    from bellhop.api.server import TABLE  # noqa: PLC0415 - the table names this file

    return openapi.render(TABLE.routes)


def _file(name: str, media_type: str) -> Answer:
    headers = {
        "Content-Type": media_type,
        "Content-Security-Policy": _POLICY,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "max-age=300",
    }
    return Answer(body=_read(name), headers=headers)


@cache
def _read(name: str) -> bytes:
    return (_PAGES / name).read_bytes()


ROUTES = (
    Route(
        "GET",
        "/",
        index,
        summary="What is here; a browser is sent to the documentation",
        tag="documentation",
        access=PUBLIC,
        answers={200: Index, 302: None},
    ),
    Route(
        "GET",
        "/openapi.json",
        description,
        summary="This description",
        tag="documentation",
        access=PUBLIC,
        answers={200: None},
    ),
    Route(
        "GET",
        "/docs",
        page,
        summary="This description, to read",
        tag="documentation",
        access=PUBLIC,
        answers={200: None},
    ),
    Route("GET", "/docs/docs.css", style, summary="Its style", tag=openapi.ASSETS, access=PUBLIC, answers={200: None}),
    Route("GET", "/docs/docs.js", script, summary="Its script", tag=openapi.ASSETS, access=PUBLIC, answers={200: None}),
)
