"""What a doctor finds, for the operator."""

from bellhop.api.body.models import AnswerModel
from bellhop.api.edge.call import Answer, Call
from bellhop.api.edge.routing import Terms
from bellhop.core.findings import Level


class FindingOut(AnswerModel):
    """One sentence about the installation, and what to do about it where there is something."""

    level: Level
    sentence: str


class FindingsOut(AnswerModel):
    """What was found, the good included."""

    results: list[FindingOut]


@Terms("What is wrong with the installation", answers={200: FindingsOut})
async def get(call: Call) -> Answer:
    """What `bellhop doctor` finds, within ten seconds."""
    findings = await call.services.checkup.findings()
    return Answer(body={"results": [{"level": each.level.value, "sentence": each.sentence} for each in findings]})
