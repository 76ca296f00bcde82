"""Lists, page by page, as far as they are wanted."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from bellhop_client._async.transport import AsyncTransport
from bellhop_client.errors import UnexpectedAnswerError

T = TypeVar("T", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page. `next_page_token` goes on from here, also tomorrow; None on the last one."""

    results: tuple[T, ...]
    next_page_token: str | None


class AsyncPages(Generic[T]):
    """A list. Iterate over it for its items, or over `pages()`; nothing is fetched before it is wanted."""

    def __init__(self, transport: AsyncTransport, path: str, query: Mapping[str, Any], model: type[T]) -> None:
        self._transport, self._path, self._query, self._model = transport, path, dict(query), model

    def __aiter__(self) -> AsyncIterator[T]:
        return self._items()

    async def _items(self) -> AsyncIterator[T]:
        async for page in self.pages():
            for item in page.results:
                yield item

    async def pages(self) -> AsyncIterator[Page[T]]:
        """Each page, also an empty one: a page is cut where the service has looked long enough."""
        query, seen = dict(self._query), {self._query.get("page_token")}
        while True:
            page = await self._page(query)
            yield page
            token = page.next_page_token
            if not token:
                return
            if token in seen:
                message = f"GET {self._path} gave the same page token twice."
                raise UnexpectedAnswerError(message)
            seen.add(token)
            query["page_token"] = token

    async def first(self) -> T | None:
        """The newest item, or None."""
        async for item in self:
            return item
        return None

    async def _page(self, query: Mapping[str, Any]) -> Page[T]:
        document = (await self._transport.request("GET", self._path, query=query)).json()
        try:
            results = tuple(self._model.model_validate(each) for each in document["results"])
        except (KeyError, TypeError, ValidationError) as fault:
            message = f"GET {self._path} answered no page of {self._model.__name__}: {fault}"
            raise UnexpectedAnswerError(message) from fault
        return Page(results, document.get("next_page_token") or None)
