"""Whether the process lives, whether it can work, and its figures."""

from prometheus_client import CONTENT_TYPE_LATEST

from bellhop.api.body.models import AnswerModel
from bellhop.api.edge.call import Answer, Call
from bellhop.api.edge.problems import problem_of
from bellhop.api.edge.routing import Terms
from bellhop.core.condition import NoAnswerError
from bellhop.metrics import latest


class ReadinessOut(AnswerModel, title="Health"):
    """`ok`, or what is wrong with which part."""

    status: str
    parts: dict[str, str] | None = None


@Terms("Whether the process lives", answers={200: ReadinessOut})
async def livez(_call: Call) -> Answer:
    """The process answers."""
    return Answer(body={"status": "ok"})


@Terms("Whether the process can work", answers={200: ReadinessOut, 503: ReadinessOut})
async def readyz(call: Call) -> Answer:
    """Every part works, else 503 that names those that do not."""
    parts = await _parts(call)
    well = all(said == "ok" for said in parts.values())
    headers = {"Cache-Control": "no-store"} if well else {"Cache-Control": "no-store", "Retry-After": "1"}
    return Answer(200 if well else 503, {"status": "ok" if well else "unavailable", "parts": parts}, headers)


@Terms("Figures for Prometheus", answers={200: None}, media="text/plain")
async def metrics(_call: Call) -> Answer:
    """For Prometheus; of all workers that share the port."""
    return Answer(body=latest(), headers={"Content-Type": CONTENT_TYPE_LATEST})


async def _parts(call: Call) -> dict[str, str]:
    """`ok`, or what is wrong, for each part."""
    return {name: _said(error) for name, error in (await call.services.condition.databases()).items()}


def _said(error: BaseException | None) -> str:
    if error is None:
        return "ok"
    if isinstance(error, NoAnswerError):
        return "unavailable: no answer in time"
    return f"{problem_of(error).code}: {type(error).__name__}"
