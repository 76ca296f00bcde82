"""A lease: the right of one worker to one job for a while, and the token that proves it.

The token is 128 random bits; the row of the lease that carries them is the fence. On the wire it is an opaque string
that also says which tenant the job belongs to, so that a worker's request finds its rows without searching all
tenants; the tenant in it grants nothing, only the random bits do.
"""

import base64
import binascii
import hashlib
import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

import orjson

from bellhop import base64url
from bellhop.domain.kept_numbers import keeping_numbers
from bellhop.domain.merge_patch import merge
from bellhop.errors import Fault
from bellhop.ids import JobId, TenantId, from_bytes

_TOKEN_BYTES = 16
_MAX_TOKEN_CHARS = 256
_MAX_CUSTOM_BYTES = 4096


class JobLease(NamedTuple):
    """A job held by a worker.

    token: proves who holds it; a new one for each claim.
    expire_time: until when, unless a heartbeat extends it.
    lease: for how long each heartbeat extends it.
    """

    tenant_id: TenantId
    job_id: JobId
    token: uuid.UUID
    worker_id: str
    claim_time: datetime
    expire_time: datetime
    lease: timedelta

    @property
    def key(self) -> "LeaseKey":
        """What its holder shows."""
        return LeaseKey(self.tenant_id, self.job_id, self.token)


class LeaseKey(NamedTuple):
    """What a worker shows: which job of which tenant, and the token."""

    tenant_id: TenantId
    job_id: JobId
    token: uuid.UUID


def write_token(tenant_id: TenantId, token: uuid.UUID) -> str:
    """The token as the worker gets it."""
    return base64url.encode(token.bytes + tenant_id.encode())


def read_token(text: str) -> tuple[TenantId, uuid.UUID] | None:
    """The tenant and the random bits of a token that came from a worker, or None when it is not one of ours."""
    if len(text) > _MAX_TOKEN_CHARS:
        return None
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        tenant_id = TenantId(raw[_TOKEN_BYTES:].decode())
        token = from_bytes(raw[:_TOKEN_BYTES])
    except (binascii.Error, ValueError):
        return None
    return (tenant_id, token) if tenant_id and "\0" not in tenant_id else None


def hash_token(token: uuid.UUID) -> bytes:
    """What the history keeps of a token whose complete ended an attempt."""
    return hashlib.sha256(token.bytes).digest()[:_TOKEN_BYTES]


def merge_progress(stored: Mapping[str, object] | None, given: Mapping[str, object]) -> dict[str, object]:
    """Progress after a heartbeat: members that are given replace, null removes, the rest stays."""
    return {name: value for name, value in {**(stored or {}), **given}.items() if value is not None}


def merge_custom(stored: bytes | None, patch: bytes) -> bytes | Fault:
    """Custom metadata after a JSON Merge Patch (RFC 7396), or the fault when it would outgrow 4 KiB.

    Numbers stay as they were written, whatever their digits: they are moved, not read.
    """
    target = keeping_numbers(stored) if stored else {}
    merged = orjson.dumps(merge(target, keeping_numbers(patch)))
    if len(merged) > _MAX_CUSTOM_BYTES:
        return Fault("/custom", "too-large", f"`custom` would have {len(merged)} bytes, more than {_MAX_CUSTOM_BYTES}.")
    return merged
