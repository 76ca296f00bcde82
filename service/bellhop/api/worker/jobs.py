"""The jobs of workers: claim, heartbeat, complete, release, submit."""

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import TypeVar

from bellhop.api.body.batches import Judged
from bellhop.api.body.json_text import member
from bellhop.api.edge.call import Answer, Call
from bellhop.api.edge.routing import Terms
from bellhop.api.shared.idempotency import idempotency_key
from bellhop.api.shared.operations import answer_accepted
from bellhop.api.worker.jobs_wire import (
    COMPLETIONS,
    HEARTBEATS,
    RELEASES,
    BeatIn,
    ClaimIn,
    ClaimOut,
    CompleteIn,
    CompleteOut,
    CompletionIn,
    HeartbeatIn,
    HeartbeatOut,
    LeaseIn,
    ReleaseIn,
    ReleaseOut,
    SubmitIn,
    SubmittedOperationOut,
    beaten_to_json,
    claimed_to_json,
    completed_to_json,
    kept_errors,
    released_to_json,
)
from bellhop.clock import format_time
from bellhop.core.completion import Completed, Completion, Outcome, Reception
from bellhop.core.job_requests import JobRequest, Started
from bellhop.core.jobs import LONGEST_AHEAD
from bellhop.core.repeats import IdempotencyKey
from bellhop.core.work import Beat, Beaten, Claimed
from bellhop.domain.key import Principal
from bellhop.domain.lease import LeaseKey, read_token, write_token
from bellhop.domain.tenant import Tenant
from bellhop.errors import BadRequestError, BellhopError, Fault, ForbiddenError, InvalidInputError
from bellhop.ids import JobId, Prefix, decode

_BATCH_BYTES = 8 << 20

Item = TypeVar("Item", bound=LeaseIn)
Own = Mapping[str, bytes]


@Terms("Claim jobs", body=ClaimIn, answers={200: ClaimOut}, problems=(400, 403, 413, 415, 422))
async def claim(call: Call) -> Answer:
    """Jobs for a worker, as soon as there are any."""
    body: ClaimIn = call.body
    claimed = await call.services.work.claim(
        call.principal,
        worker_id=body.worker_id,
        actions=body.actions,
        max_jobs=body.max_jobs,
        lease=None if body.lease_seconds is None else timedelta(seconds=body.lease_seconds),
        wait_seconds=body.wait_seconds,
        claim_id=body.claim_id,
        is_wanted=call.is_wanted,
        ask_again=lambda: _principal_again(call),
    )
    await _check_again(call, claimed)
    return Answer(body={"jobs": [claimed_to_json(each) for each in claimed]})


async def _principal_again(call: Call) -> Principal:
    await call.admit_again()
    return call.principal


async def _check_again(call: Call, claimed: Sequence[Claimed]) -> None:
    """Raises when the key may no longer have what was claimed for it; then the jobs go back untouched."""
    claimer = call.principal
    try:
        now = await _principal_again(call)
        if not all(now.may_work_for(each.job.tenant_id) and now.may_work_on(each.job.action) for each in claimed):
            raise ForbiddenError
    except BellhopError:
        back = [Completion(claimer, each.lease.key, Outcome.RELEASED) for each in claimed]
        await call.services.completions.complete_all(back)
        raise


@Terms(
    "Extend leases and report progress",
    body=HeartbeatIn,
    batch=HEARTBEATS,
    answers={200: HeartbeatOut},
    problems=(400, 403, 413, 415, 422),
    limit_bytes=_BATCH_BYTES,
)
async def heartbeat(call: Call) -> Answer:
    """Extend leases and hear whether their jobs shall stop."""
    leases: list[Judged[BeatIn]] = call.body
    beats = [None if judged.item is None else _beat(judged.item, judged.own.get("custom")) for judged in leases]
    known = [beat for beat in beats if beat is not None]
    beaten = iter(await call.services.work.heartbeat(call.principal, known)) if known else iter(())
    answers = [Beaten(None) if beat is None else next(beaten) for beat in beats]
    return Answer(
        body={"leases": [beaten_to_json(index, *both) for index, both in enumerate(zip(leases, answers, strict=True))]}
    )


def _beat(item: BeatIn, custom: bytes | None) -> Beat | None:
    key = lease_key(item)
    progress = None if item.progress is None else item.progress.model_dump(exclude_unset=True)
    return None if key is None else Beat(key, progress, None if item.custom is None else custom)


@Terms(
    "End attempts",
    body=CompleteIn,
    batch=COMPLETIONS,
    answers={200: CompleteOut},
    problems=(400, 403, 413, 415, 422),
    limit_bytes=_BATCH_BYTES,
)
async def complete(call: Call) -> Answer:
    """Say what came of attempts."""
    items: list[Judged[CompletionIn]] = call.body
    completed = await _in_turn(call, items, _completion)
    return Answer(
        body={
            "items": [completed_to_json(index, *both) for index, both in enumerate(zip(items, completed, strict=True))]
        }
    )


async def _in_turn(
    call: Call, items: Sequence[Judged[Item]], completion: Callable[[Call, Item, Own, LeaseKey], Completion]
) -> list[Completed]:
    """What became of each item.

    All items are completed together, except that a second item of one lease waits for the first, a third for the
    second. So the first one counts.
    """
    answers = [Completed(Reception.STALE)] * len(items)
    turns: list[dict[int, Completion]] = []
    taken: Counter[LeaseKey] = Counter()
    for index, judged in enumerate(items):
        key = None if judged.item is None else lease_key(judged.item)
        if judged.item is None or key is None:
            continue  # answered as `invalid`, or as `stale`
        turn, taken[key] = taken[key], taken[key] + 1
        if turn == len(turns):
            turns.append({})
        turns[turn][index] = completion(call, judged.item, judged.own, key)
    for together in turns:
        completed = await call.services.completions.complete_all(list(together.values()))
        for index, answer in zip(together, completed, strict=True):
            answers[index] = answer
    return answers


def _completion(call: Call, item: CompletionIn, own: Own, key: LeaseKey) -> Completion:
    return Completion(
        principal=call.principal,
        key=key,
        outcome=Outcome(item.outcome),
        result=None if item.result is None else own["result"],
        errors=kept_errors(own.get("errors")),
        delay=None if item.delay_seconds is None else timedelta(seconds=item.delay_seconds),
    )


@Terms("Give jobs back", body=ReleaseIn, batch=RELEASES, answers={200: ReleaseOut}, problems=(400, 403, 413, 415, 422))
async def release(call: Call) -> Answer:
    """Give jobs back; the attempt does not count."""
    items: list[Judged[LeaseIn]] = call.body
    released = await _in_turn(call, items, _release)
    return Answer(body={"items": [released_to_json(*both) for both in zip(items, released, strict=True)]})


def _release(call: Call, item: LeaseIn, own: Own, key: LeaseKey) -> Completion:
    del item, own
    return Completion(call.principal, key, Outcome.RELEASED)


@Terms(
    "Submit a job that was not started by run",
    body=SubmitIn,
    headers=("Idempotency-Key",),
    answers={202: SubmittedOperationOut},
    problems=(400, 403, 404, 409, 413, 415, 422),
)
async def submit(call: Call) -> Answer:
    """Accept a job that was not started by `run`."""
    body: SubmitIn = call.body
    tenant, key = await _tenant(call, body), _key(call, body)
    started = await call.services.jobs.once(tenant.tenant_id, key, _submit(call, body, tenant, key), held=body.hold)
    answer = answer_accepted(call, started.job, replayed=started.replayed)
    if started.lease is not None and isinstance(answer.body, dict):
        answer.body["lease_token"] = write_token(started.lease.tenant_id, started.lease.token)
        answer.body["lease_expire_time"] = format_time(started.lease.expire_time)
    return answer


async def _submit(call: Call, body: SubmitIn, tenant: Tenant, key: IdempotencyKey | None) -> Started:
    request = await _request(call, body)
    jobs = call.services.jobs
    try:
        if body.hold:
            return await jobs.run_held(tenant, request, worker_id=body.worker_id or body.source, key=key)
        return await jobs.run(tenant, request, key=key)
    except InvalidInputError as error:
        raise _below_input(error) from None


def _key(call: Call, body: SubmitIn) -> IdempotencyKey | None:
    """The key in the body, or else in the header."""
    given = idempotency_key(call)
    if body.idempotency_key is None:
        return given
    if given is not None and given.key != body.idempotency_key:
        detail = "The header `Idempotency-Key` and the member `idempotency_key` differ; send one of them."
        raise BadRequestError(detail)
    asked = hashlib.sha256(call.path.encode() + b"\0" + call.raw_body).digest()
    return IdempotencyKey(body.idempotency_key, asked)


async def _tenant(call: Call, body: SubmitIn) -> Tenant:
    if not (call.principal.may_work_for(body.tenant_id) and call.principal.may_work_on(body.action)):
        raise ForbiddenError
    return await call.services.tenants.get(body.tenant_id)


async def _request(call: Call, body: SubmitIn) -> JobRequest:
    action = await call.services.catalog.find(body.action)
    if action is None:
        raise InvalidInputError(faults=[Fault("/action", "unknown-action", "There is no action of this name.")])
    _check_run_at(call, body)
    if action.match_parent(body.parent) is None:
        sentence = f"This action runs below `{action.parent_shape or '(no parent)'}`."
        raise InvalidInputError(faults=[Fault("/parent", "wrong-shape", sentence)])
    return JobRequest(
        action=action,
        parent=body.parent,
        input=member(call.raw_body, "input") or b"{}",
        value=body.input,
        source=body.source,
        labels=body.labels,
        run_time=body.run_at,
        traceparent=call.traceparent,
    )


def _check_run_at(call: Call, body: SubmitIn) -> None:
    if body.run_at is None:
        return
    fault = None
    if body.hold:
        fault = Fault("/run_at", "excluded", "A job that is held runs now; leave `run_at` out.")
    elif body.run_at - call.services.clock.now() > LONGEST_AHEAD:
        fault = Fault("/run_at", "too-far-ahead", f"A job starts at most {LONGEST_AHEAD.days} days ahead.")
    if fault is not None:
        raise InvalidInputError(faults=[fault])


def _below_input(error: InvalidInputError) -> InvalidInputError:
    """The same refusal with pointers into the request instead of into the input."""
    if type(error) is not InvalidInputError:
        return error
    faults = [Fault("/input" + fault.pointer, fault.code, fault.message) for fault in error.faults]
    return InvalidInputError(error.detail, faults=faults)


def lease_key(item: LeaseIn) -> LeaseKey | None:
    """What the worker shows, or None when it cannot be one of ours."""
    job_id, token = decode(Prefix.OPERATION, item.job_id), read_token(item.lease_token)
    return None if job_id is None or token is None else LeaseKey(token[0], JobId(job_id), token[1])
