"""Portal sessions, for the operator: links that open the console for one tenant's browser."""

import re
from datetime import timedelta

from bellhop.api.body.models import Page
from bellhop.api.edge.call import Answer, Call
from bellhop.api.edge.lists import page
from bellhop.api.edge.routing import Terms
from bellhop.api.shared.portal_session_wire import (
    NewPortalSessionOut,
    PortalSessionIn,
    PortalSessionOut,
    PortalSessionsOut,
    RevokedOut,
    to_json,
    to_theme,
)
from bellhop.core.portal_sessions import NewSession
from bellhop.domain.key import KeyKind
from bellhop.domain.portal_session import PortalSession
from bellhop.errors import BadRequestError, Fault, ForbiddenError, InvalidInputError
from bellhop.ids import KeyId, Prefix

_USUAL_CODE_SECONDS = 300
_HOST = re.compile(r"(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?")


@Terms(
    "Make a link to the console for a tenant's browser",
    body=PortalSessionIn,
    answers={201: NewPortalSessionOut},
    problems=(422,),
    no_key="A link is shown once, so making one takes no `Idempotency-Key`: where an answer was lost, make another.",
)
async def create(call: Call) -> Answer:
    """A new session; its code stands in the fragment of the link, which no server sees."""
    body: PortalSessionIn = call.body
    code_seconds = body.code_expires_seconds
    if code_seconds is None:
        code_seconds = min(_USUAL_CODE_SECONDS, body.expires_seconds)
    if code_seconds > body.expires_seconds:
        sentence = "The link would outlive the session: let it be at most `expires_seconds`."
        raise InvalidInputError(faults=[Fault("/code_expires_seconds", "too-long", sentence)])
    console = f"{_begin_of_links(call)}/console"
    session, code = await call.services.portal_sessions.create(
        NewSession(
            tenant_id=call.tenant_id,
            capabilities=frozenset(body.capabilities),
            life=timedelta(seconds=body.expires_seconds),
            code_life=timedelta(seconds=code_seconds),
            return_uri=body.return_uri,
            theme=to_theme(body.theme),
        ),
        actor=call.actor,
    )
    answer = {**_as_it_stands(call, session), "uri": f"{console}#code={code}"}
    location = f"/v2/tenants/{call.tenant_id}/portal-sessions/{answer['id']}"
    return Answer(201, answer, {"Location": location, "Cache-Control": "no-store"})


@Terms("List portal sessions", query=Page, answers={200: PortalSessionsOut})
async def list_all(call: Call) -> Answer:
    """The tenant's sessions that are not revoked, newest first; those that have expired stay for a week."""
    listing = call.services.lists.portal_sessions(call.tenant_id)
    return await page(call, listing, lambda session: _as_it_stands(call, session))


@Terms("Read a portal session", answers={200: PortalSessionOut, 304: None}, problems=(404,))
async def get(call: Call) -> Answer:
    """One session."""
    session = await call.services.portal_sessions.get(call.tenant_id, _session_id(call))
    return Answer(body=_as_it_stands(call, session)).with_digest()


@Terms("End a portal session", answers={204: None}, problems=(404,))
async def delete(call: Call) -> Answer:
    """End a session at once. The key of a session may end its own."""
    session_id = _session_id(call)
    if call.principal.kind is KeyKind.PORTAL and call.principal.key_id != session_id:
        raise ForbiddenError
    await call.services.portal_sessions.revoke(call.tenant_id, session_id, actor=call.actor)
    return Answer(204)


@Terms("End all portal sessions of a tenant", answers={200: RevokedOut})
async def revoke_all(call: Call) -> Answer:
    """End all sessions of the tenant at once, also those whose link was not opened yet."""
    revoked = await call.services.portal_sessions.revoke_all(call.tenant_id, actor=call.actor)
    return Answer(body={"revoked": revoked})


def _as_it_stands(call: Call, session: PortalSession) -> dict[str, object]:
    return to_json(session, session.state(call.services.clock.now()))


def _session_id(call: Call) -> KeyId:
    return KeyId(call.id("session_id", Prefix.KEY))


def _begin_of_links(call: Call) -> str:
    """What a link begins with: as the operator has set it, or as this request spells the service."""
    if call.services.public_uri is not None:
        return call.services.public_uri
    host = call.header("Host") or ""
    if not _HOST.fullmatch(host):
        detail = "The header `Host` is no host that a link could name; let the operator set BELLHOP_PUBLIC_URI."
        raise BadRequestError(detail)
    return f"http://{host}"
