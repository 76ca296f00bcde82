"""The documentation that the service carries: the OpenAPI description, and a page that reads it in a browser.

The page loads nothing from any other host, and its policy forbids it to.
"""

from functools import cache
from pathlib import Path

from bellhop import __version__
from bellhop.api.body.models import AnswerModel
from bellhop.api.edge.call import Answer, Call
from bellhop.api.edge.headers import takes_html, value_of
from bellhop.api.edge.routing import Terms
from bellhop.api.public.sent_files import sent_file
from bellhop.resources import folder

_PAGES = Path(__file__).parent / "pages"
_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src data:; "
    "base-uri 'none'; frame-ancestors 'none'"
)


class IndexOut(AnswerModel, title="Index"):
    """What is here."""

    name: str
    version: str
    links: dict[str, str]


@Terms("What is here; a browser is sent to the console", answers={200: IndexOut, 302: None})
async def index(call: Call) -> Answer:
    """A browser is sent to the console, anybody else is told where things are."""
    headers = {"Vary": "Accept"}
    if takes_html(value_of(call.request.headers, "Accept")):
        return Answer(302, None, {**headers, "Location": "/console"})
    links = {
        "console": "/console",
        "documentation": "/docs",
        "description": "/openapi.json",
        "operations": "/operations",
        "health": "/readyz",
    }
    return Answer(body={"name": "Bellhop", "version": __version__, "links": links}, headers=headers)


@Terms("This description", answers={200: None}, media="application/json")
async def description(_call: Call) -> Answer:
    """The description, as `make generate` wrote it: to make it takes a tenth of a second."""
    return Answer(body=_description())


@Terms("This description, to read", answers={200: None}, media="text/html")
async def page(_call: Call) -> Answer:
    """The page that reads this description."""
    return _file("docs.html", "text/html; charset=utf-8")


@Terms("Its style", answers={200: None})
async def style(_call: Call) -> Answer:
    """The style of the page."""
    return _file("docs.css", "text/css; charset=utf-8")


@Terms("Its script", answers={200: None})
async def script(_call: Call) -> Answer:
    """The script of the page."""
    return _file("docs.js", "text/javascript; charset=utf-8")


@Terms("Its forms", answers={200: None})
async def trial(_call: Call) -> Answer:
    """What lets the page send requests."""
    return _file("try.js", "text/javascript; charset=utf-8")


def _file(name: str, media_type: str) -> Answer:
    return sent_file(_read(name), media_type, policy=_POLICY)


@cache
def _description() -> bytes:
    return (folder("schemas") / "openapi.json").read_bytes()


@cache
def _read(name: str) -> bytes:
    return (_PAGES / name).read_bytes()
