"""Whether the process lives, whether it can work, and its figures."""

from prometheus_client import CONTENT_TYPE_LATEST

from bellhop.api.body.models import AnswerModel
from bellhop.api.edge.call import Answer, Call
from bellhop.api.edge.problems import problem_of
from bellhop.api.edge.routing import Terms
from bellhop.core.condition import NoAnswerError
from bellhop.metrics import latest

_OK = "ok"
_DIRECTORY = "directory"


class ReadinessOut(AnswerModel, title="Health"):
    """`ok`, `degraded`, or `unavailable`, and what is wrong with which part.

    Degraded is a service that takes requests and cannot send, that has lost some of its cells and not all, or that does
    not use its read replica.
    """

    status: str
    parts: dict[str, str] | None = None


@Terms("Whether the process lives", answers={200: ReadinessOut})
async def livez(_call: Call) -> Answer:
    """The process answers."""
    return Answer(body={"status": "ok"})


@Terms("Whether the process can work", answers={200: ReadinessOut, 503: ReadinessOut})
async def readyz(call: Call) -> Answer:
    """503 without the directory or any cell; what else is wrong is told, and takes down only a part of the work."""
    databases = await _databases(call)
    parts = databases | _spare(call)
    cells = [said for name, said in databases.items() if name != _DIRECTORY]
    can_work = databases[_DIRECTORY] == _OK and _OK in cells
    status = "unavailable" if not can_work else "ok" if all(said == _OK for said in parts.values()) else "degraded"
    headers = {"Cache-Control": "no-store"} if can_work else {"Cache-Control": "no-store", "Retry-After": "1"}
    return Answer(200 if can_work else 503, {"status": status, "parts": parts}, headers)


@Terms("Figures for Prometheus", answers={200: None}, media="text/plain")
async def metrics(_call: Call) -> Answer:
    """For Prometheus; of all workers that share the port."""
    return Answer(body=latest(), headers={"Content-Type": CONTENT_TYPE_LATEST})


async def _databases(call: Call) -> dict[str, str]:
    """`ok`, or what is wrong, for each database."""
    return {name: _said(error) for name, error in (await call.services.condition.databases()).items()}


def _spare(call: Call) -> dict[str, str]:
    """`ok`, or what is wrong, for what requests are taken without: an egress proxy and a read replica.

    What is accepted meanwhile leaves later, and lists are read from the primary.
    """
    condition = call.services.condition
    problems = {**condition.ways_out(), **condition.replicas()}
    return {name: _OK if problem is None else f"failing: {problem}" for name, problem in problems.items()}


def _said(error: BaseException | None) -> str:
    if error is None:
        return _OK
    if isinstance(error, NoAnswerError):
        return "unavailable: no answer in time"
    return f"{problem_of(error).code}: {type(error).__name__}"
