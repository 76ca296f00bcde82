"""Opening a portal session: whoever holds the code of a link gets its key, once."""

from bellhop.api.edge.call import Answer, Call
from bellhop.api.edge.routing import Terms
from bellhop.api.shared.portal_session_wire import CodeIn, OpenedPortalSessionOut, opened_to_json


@Terms(
    "Open a portal session",
    body=CodeIn,
    answers={200: OpenedPortalSessionOut},
    problems=(400, 422, 429),
    limit_bytes=4096,
    no_key="A code works once, so exchanging it takes no `Idempotency-Key`: where the answer was lost, ask for a new "
    "link.",
)
async def exchange(call: Call) -> Answer:
    """The key of a code. Every code that is not good gets the same answer; who sends many is refused for a while."""
    body: CodeIn = call.body
    guesses, address = call.services.guesses, call.request.remote
    guesses.take(address)
    session, key = await call.services.portal_sessions.exchange(body.code, request_id=call.request_id)
    guesses.give_back(address)
    return Answer(body=opened_to_json(session, key), headers={"Cache-Control": "no-store"})
