"""Whether the process lives, whether it can work, and its figures."""

import asyncio
from datetime import datetime
from functools import partial

from prometheus_client import CONTENT_TYPE_LATEST

from bellhop.api.body.models import AnswerModel
from bellhop.api.edge.auth import PUBLIC
from bellhop.api.edge.call import Answer, Call
from bellhop.api.edge.problems import problem_of
from bellhop.api.edge.routing import Route
from bellhop.metrics import latest
from bellhop.store.database import Database

_PATIENCE_SECONDS = 1.5  # an answer within two seconds is promised


class Health(AnswerModel):
    """`ok`, or what is wrong with which part."""

    status: str
    parts: dict[str, str] | None = None


async def livez(_call: Call) -> Answer:
    """GET /livez: the process answers."""
    return Answer(body={"status": "ok"})


async def readyz(call: Call) -> Answer:
    """GET /readyz: every part works, else 503 that names those that do not."""
    parts = await _parts(call)
    well = all(said == "ok" for said in parts.values())
    headers = {"Cache-Control": "no-store"} if well else {"Cache-Control": "no-store", "Retry-After": "1"}
    return Answer(200 if well else 503, {"status": "ok" if well else "unavailable", "parts": parts}, headers)


async def metrics(_call: Call) -> Answer:
    """GET /metrics: Prometheus; of all workers that share the port."""
    return Answer(body=latest(), headers={"Content-Type": CONTENT_TYPE_LATEST})


async def _parts(call: Call) -> dict[str, str]:
    """What each part says, all asked at once: a probe waits for a few seconds only."""
    store = call.services.store
    databases = {"directory": store.directory} | {f"cell_{index}": cell for index, cell in enumerate(store.cells)}
    answers = await asyncio.gather(*(_ask(database) for database in databases.values()))
    return dict(zip(databases, answers, strict=True))


async def _ask(database: Database) -> str:
    """`ok`, or what is wrong; in time, also of a database that is frozen.

    The question is left to itself when it takes too long and the next probe waits for the same one: to cancel it would
    mean to wait until Postgres has heard of that.
    """
    question = _asked.get(database)
    if question is None:
        question = _asked[database] = asyncio.create_task(database.now())
        question.add_done_callback(partial(_forget, database))
    await asyncio.wait((question,), timeout=_PATIENCE_SECONDS)  # the wait for a connection counts too
    if not question.done():
        return "unavailable: no answer in time"
    error = question.exception()
    return "ok" if error is None else f"{problem_of(error).code}: {type(error).__name__}"


def _forget(database: Database, question: "asyncio.Task[datetime]") -> None:
    _asked.pop(database, None)
    if not question.cancelled():
        question.exception()  # looked at, though nobody may wait for it any more


_asked: dict[Database, "asyncio.Task[datetime]"] = {}

ROUTES = (
    Route(
        "GET", "/livez", livez, summary="Whether the process lives", tag="health", access=PUBLIC, answers={200: Health}
    ),
    Route(
        "GET",
        "/readyz",
        readyz,
        summary="Whether the process can work",
        tag="health",
        access=PUBLIC,
        answers={200: Health, 503: Health},
    ),
    Route(
        "GET", "/metrics", metrics, summary="Figures for Prometheus", tag="health", access=PUBLIC, answers={200: None}
    ),
)
