"""The console over HTTP: one page for every path below `/console`, and the files that it is made of."""

from pydantic import ConfigDict

from bellhop.api.body.models import QueryModel
from bellhop.api.edge.call import Answer, Call
from bellhop.api.edge.headers import takes_gzip, value_of
from bellhop.api.edge.routing import Terms
from bellhop.api.public.sent_files import sent_file
from bellhop.console import files
from bellhop.errors import NotFoundError

_FOR_EVER = "public, max-age=31536000, immutable"
_ASK_AGAIN = "no-cache"


class PageQuery(QueryModel):
    """Whatever the page itself reads from its URL; the service reads nothing of it."""

    model_config = ConfigDict(extra="ignore", frozen=True)


@Terms("A page of the console", query=PageQuery, answers={200: None})
async def page(call: Call) -> Answer:
    """The page, for `/console` and every path below it that is no file."""
    return _answer(call, files.page(), _ASK_AGAIN)


@Terms("A file of the console", answers={200: None}, problems=(404,))
async def asset(call: Call) -> Answer:
    """One file; under the name of another edition nobody may keep it."""
    found = files.file(f"{call.params['folder']}/{call.params['file']}")
    if found is None:
        raise NotFoundError
    return _answer(call, found, _FOR_EVER if call.params["edition"] == files.edition() else "no-store")


def _answer(call: Call, found: files.File, cache: str) -> Answer:
    packs = takes_gzip(value_of(call.request.headers, "Accept-Encoding"))
    policy = files.policy(call.services.frame_ancestors)
    answer = sent_file(found.packed if packs else found.content, found.media_type, policy=policy, cache=cache)
    answer.headers["Vary"] = "Accept-Encoding"
    if packs:
        answer.headers["Content-Encoding"] = "gzip"
    return answer
