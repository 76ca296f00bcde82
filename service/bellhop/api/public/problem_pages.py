"""What each kind of problem means and what to do about it: served at its `type`, and written to `docs/problems.md`.

`python -m bellhop.api.public.problem_pages` prints the page.
"""

import sys
from collections.abc import Iterator

from bellhop.api.body.models import AnswerModel
from bellhop.api.edge.call import Answer, Call
from bellhop.api.edge.routing import Terms
from bellhop.errors import BellhopError, NotFoundError

# What to do, by code; the meaning is the error's own sentence.
_ADVICE = {
    "internal": "Nothing you sent is to blame. Try again; if it stays, give the operator the `request_id`.",
    "bad-request": "Read `detail`: it names the query parameter, the header or the part of the request.",
    "malformed-json": "Send one JSON value in UTF-8, without a byte order mark. `detail` says where it breaks.",
    "bad-filter": (
        "`character` counts from 1. A filter compares the fields of the list with literals (`==`, `!=`, `<`, `<=`, "
        "`>`, `>=`, `in`, `startsWith`), joined by `&&`, `||` and `!`; "
        'times are written `timestamp("2026-01-31T12:00:00Z")`.'
    ),
    "bad-page-token": "A token fits only the list, the filter and the tenant that it came from. Start without one.",
    "invalid-code": "The answer is the same for every code that is not good. Ask whoever sent the link for a new one.",
    "unauthenticated": "Send `Authorization: Bearer bh_…`. Keys end when they are revoked and at their `expire_time`.",
    "forbidden": "The answer is the same whether or not that tenant exists. Ask the operator for a key that fits.",
    "not-entitled": "The tenant's limit of subscriptions is 0. Events are still recorded and can be read.",
    "not-found": "Operations also end up here once their `metadata.expire_time` has passed.",
    "method-not-allowed": "`Allow` lists the methods of this path. A verb such as `:cancel` takes POST only.",
    "conflict": "Read `detail`, then the resource, and decide again.",
    "parallel-operation": "`operation` names the one in progress: wait for it, or cancel it.",
    "already-finished": "Read the operation: it ended as `succeeded` or `failed` before the cancel came.",
    "not-finished": "Only operations that ended as `failed` or `cancelled` can be retried.",
    "not-cancellable": "The action's discovery page says whether its operations can be cancelled.",
    "already-exists": "Choose another name, or change what is there.",
    "already-moving": "Wait until the operation that moves the tenant has ended, or cancel it; then ask again.",
    "tenant-exists": "Also the id of a tenant that is still being erased is taken.",
    "idempotency-key-in-flight": "Send the same request again after `Retry-After`: it answers what the first one did.",
    "delivery-in-flight": "The attempt ends within the subscription's timeout; try again then.",
    "precondition-failed": "Read the resource again, merge, and send its new `ETag`.",
    "body-too-large": "The limit is 1 MiB where nothing else is said.",
    "unsupported-media-type": "JSON only, in UTF-8, not compressed.",
    "invalid-input": (
        "`errors` has one entry for each part at fault: a JSON Pointer, a stable code, a sentence. At most a hundred "
        "are named, and `detail` says when there may be others. `too-complex` is an input that cannot be judged within "
        "the limit of time and memory: send less of it, or nest it less."
    ),
    "idempotency-key-reused": "A key stands for one request: method, path, query and body. Use a new one.",
    "limit-exceeded": "Wait for something to end, or ask the operator for more.",
    "rate-limited": "Wait for `Retry-After` seconds. `RateLimit-Policy` says how many requests a second are yours.",
    "deliveries-behind": (
        "The service sends as fast as it can, and this tenant's deliveries are late. Its requests "
        "to publish wait for a while, until deliveries catch up, and are refused when too many wait. Send it again "
        "after `Retry-After` seconds. Tenants whose deliveries are on time are not slowed down."
    ),
    "busy": "Send it again after `Retry-After`. Smaller inputs, and simpler schemas, are judged without waiting.",
    "shutting-down": "Nothing of the request was done, or all of it: send it again, with its `Idempotency-Key`.",
    "unavailable": "Nothing was lost and nothing is wrong with the request: send it again after `Retry-After`.",
}


class ProblemPageOut(AnswerModel, title="ProblemPage"):
    """What a kind of problem means."""

    type: str
    title: str
    status: int
    meaning: str
    advice: str


def kinds() -> Iterator[type[BellhopError]]:
    """Every kind of problem, by status and code."""

    def below(kind: type[BellhopError]) -> Iterator[type[BellhopError]]:
        yield kind
        for each in kind.__subclasses__():
            yield from below(each)

    found = {kind.code: kind for kind in below(BellhopError)}
    yield from sorted(found.values(), key=lambda kind: (kind.status, kind.code))


def to_markdown() -> str:
    """The page that describes every kind."""
    sections = [
        f"## {kind.code}\n\n**{kind.status} {kind.title}.** {meaning(kind)}\n\n{advice(kind)}\n" for kind in kinds()
    ]
    head = (
        "# Problems\n\n"
        "Every error is answered as `application/problem+json` (RFC 9457). `type` is `/problems/` and one of the\n"
        "codes below: decide by it, never by the words. `request_id` finds the request in the operator's log.\n"
    )
    return "\n".join([head, *sections])


def meaning(kind: type[BellhopError]) -> str:
    """The sentence that says what is wrong."""
    return (kind.__doc__ or "").strip()


def advice(kind: type[BellhopError]) -> str:
    """What the caller can do."""
    return _ADVICE[kind.code]


@Terms("What a kind of problem means", answers={200: ProblemPageOut}, problems=(404,))
async def get(call: Call) -> Answer:
    """What one kind of problem means."""
    for kind in kinds():
        if kind.code == call.params["code"]:
            return Answer(
                body={
                    "type": f"/problems/{kind.code}",
                    "title": kind.title,
                    "status": kind.status,
                    "meaning": meaning(kind),
                    "advice": advice(kind),
                }
            )
    raise NotFoundError


if __name__ == "__main__":
    sys.stdout.write(to_markdown())
