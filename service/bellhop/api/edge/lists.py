"""Lists over HTTP: one way for every collection to be filtered, ordered newest first, and paged by key.

A handler (whose query model extends `FilteredPage`, or `Page`) answers

    return await page(call, call.services.lists.deliveries(call.tenant_id), to_json)

`to_json` makes a record's JSON object. Where that needs more than the record (another statement for all of them), it is
`enriched_page`, with an async function from some records to the `to_json` for them. What else makes two lists different
(a view) goes into `variant`, so that a page token fits only the list it is of.

A page ends at `max_page_size` results or 1 MiB, and is made where there is room for it (`room`). It also ends where
its filter has looked for too long (`store/lists.py`); the token continues there.
"""

import base64
import binascii
import hashlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TypeVar

import orjson

from bellhop import base64url
from bellhop.api.body.models import Page
from bellhop.api.edge.call import Answer, Call
from bellhop.core.lists import Listing
from bellhop.domain.paging import Place, pack, page_size, unpack
from bellhop.errors import BadPageTokenError
from bellhop.vault.keyring import VaultError

MAX_PAGE_BYTES = 1 << 20
PAGE_ROOM_BYTES = 4 * MAX_PAGE_BYTES
"""What a page takes while it is made: its rows, its results, and both once more at the moment of putting together."""

_FIRST_HEAVY_ROWS = 4
_NOBODY = "_service"

Record = TypeVar("Record")
ToJson = Callable[[Record], Mapping[str, object]]
Enrich = Callable[[Sequence[Record]], Awaitable[ToJson[Record]]]


async def page(call: Call, listing: Listing[Record], to_json: ToJson[Record], *, variant: str = "") -> Answer:
    """One page of a list, as the query asks."""

    async def as_it_is(_records: Sequence[Record]) -> ToJson[Record]:
        return to_json

    return await enriched_page(call, listing, as_it_is, variant=variant)


async def enriched_page(call: Call, listing: Listing[Record], enrich: Enrich[Record], *, variant: str = "") -> Answer:
    """The same, where the JSON of a record needs more than the record."""
    query: Page = call.query
    text: str | None = getattr(query, "filter", None)
    expression = listing.parse(text) if text else None
    token = _Token(call, listing, f"{text or ''}\n{variant}")
    await call.place.take(PAGE_ROOM_BYTES)
    reader = listing.read(expression, behind=token.open(query.page_token))
    sheet = _Sheet(page_size(query.max_page_size))
    last: Record | None = None  # the last one on the page
    while not sheet.full and not reader.ended:
        records = await reader.next(sheet.wanted(heavy=listing.heavy))
        to_json = await enrich(records)
        for record in records:
            if not sheet.add(orjson.dumps(to_json(record))):
                break
            last = record
    place = listing.key(last) if sheet.full and last is not None else reader.stopped_at
    return Answer(body=sheet.body(None if place is None else token.seal(place)))


class _Sheet:
    """The results of one page, as bytes. It is full when a result came that no longer fits."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._results: list[bytes] = []
        self._bytes = 0
        self.full = False

    def wanted(self, *, heavy: bool) -> int:
        """How many rows to read next: one more than fits, of heavy rows as many as the bytes left will hold."""
        missing = self._size + 1 - len(self._results)
        if not heavy:
            return missing
        if not self._results:
            return min(missing, _FIRST_HEAVY_ROWS)
        average = max(1, self._bytes // len(self._results))
        return max(1, min(missing, (MAX_PAGE_BYTES - self._bytes) // average + 1))

    def add(self, result: bytes) -> bool:
        """Put a result on the page; False when it does not fit any more. A first result always does."""
        if len(self._results) >= self._size or (self._results and self._bytes + len(result) > MAX_PAGE_BYTES):
            self.full = True
            return False
        self._results.append(result)
        self._bytes += len(result) + 1
        return True

    def body(self, token: str | None) -> bytes:
        """The answer."""
        end = b"]}" if token is None else b'],"next_page_token":"' + token.encode() + b'"}'
        return b'{"results":[' + b",".join(self._results) + end


class _Token:
    """Seals and opens page tokens of one list: this tenant, this collection, this query and no other."""

    def __init__(self, call: Call, listing: Listing[Record], query: str) -> None:
        self._vault = call.services.vault
        self._tenant_id = _NOBODY if call.tenant_or_none is None else call.tenant_or_none.tenant_id
        self._row_id = f"{listing.name}/{hashlib.sha256(query.encode()).hexdigest()}"
        self._key_types = listing.key_types

    def seal(self, place: Place) -> str:
        """The token that continues at `place`."""
        sealed = self._vault.seal(pack(place), tenant_id=self._tenant_id, row_id=self._row_id, field="page_token")
        return base64url.encode(sealed)

    def open(self, token: str | None) -> Place | None:
        """Where the page begins; raises `BadPageTokenError` for a token that is not of this list."""
        if not token:
            return None
        try:
            sealed = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
            if base64url.encode(sealed) != token:  # its last character has bits to spare
                raise BadPageTokenError
            opened = self._vault.open(sealed, tenant_id=self._tenant_id, row_id=self._row_id, field="page_token")
        except (VaultError, binascii.Error, ValueError):
            raise BadPageTokenError from None
        place = unpack(opened)
        if len(place) != len(self._key_types):
            raise BadPageTokenError
        return place
