"""Connecting to Postgres, and one sentence about it when that fails: which setting is at fault, and what to change.

The sentence never holds the URL, which has a password in it. Who is made to wait hears after two seconds what for.
"""

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from typing import TypeVar

import asyncpg

from bellhop.clock import monotonic_seconds
from bellhop.errors import ConfigurationError, StoreError
from bellhop.log import get_logger
from bellhop.postgres_address import PostgresAddress, parse
from bellhop.runtime.dialing import dial

T = TypeVar("T")

CONNECT_SECONDS = 10.0
_SAY_AFTER_SECONDS = 2.0
_RECOVERY_SECONDS = 60.0  # a server that says that it is starting is waited for this long
_RECOVERY_PAUSE_SECONDS = 0.5

CANNOT_CONNECT: tuple[type[Exception], ...] = (
    OSError,  # TimeoutError, ssl.SSLError and what getaddrinfo raises are some
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
)
"""What `dial` raises."""

log = get_logger("store")


async def connect(
    url: str, *, setting: str = "BELLHOP_DATABASE_URL", name: str = "bellhop"
) -> "asyncpg.Connection[asyncpg.Record]":
    """A connection of its own, without a cache of statements; `name` is what Postgres's own views call it.

    Raises `StoreError`, or `ConfigurationError` when the URL itself is wrong, with a sentence that names `setting`.
    """
    try:
        place = str(parse(url))
    except ValueError as wrong:
        message = f"{setting}: {wrong}."
        raise ConfigurationError(message, (setting,)) from None
    began = monotonic_seconds()
    while True:
        try:
            return await _said_when_slow(lambda: _connect(url, name), f"an answer of Postgres at {place}")
        except asyncpg.CannotConnectNowError as error:  # it is starting up, recovering or shutting down
            if monotonic_seconds() - began > _RECOVERY_SECONDS:
                raise StoreError(explain(error, url, setting)) from error
            if monotonic_seconds() - began > _SAY_AFTER_SECONDS:
                log.warning("postgres.awaited", at=place, reason=str(error))
        except asyncpg.ClientConfigurationError as error:
            raise ConfigurationError(explain(error, url, setting), (setting,)) from None
        except CANNOT_CONNECT as error:
            raise StoreError(explain(error, url, setting)) from error
        await asyncio.sleep(_RECOVERY_PAUSE_SECONDS)


async def most_connections(connection: "asyncpg.Connection[asyncpg.Record]") -> int:
    """How many connections the server takes of all roles that are no superusers."""
    return int(
        await connection.fetchval(
            "SELECT current_setting('max_connections')::integer"
            " - current_setting('superuser_reserved_connections')::integer"
        )
    )


async def _connect(url: str, name: str) -> "asyncpg.Connection[asyncpg.Record]":
    settings = {"application_name": name}
    return await dial(url, timeout=CONNECT_SECONDS, statement_cache_size=0, server_settings=settings)


async def _said_when_slow(step: Callable[[], Awaitable[T]], awaited: str) -> T:
    """The step's result; a line in the log says what it waits for once it has waited for long."""

    def say() -> None:
        log.warning("postgres.awaited", reason=f"waiting for {awaited}", after_seconds=_SAY_AFTER_SECONDS)

    handle = asyncio.get_running_loop().call_later(_SAY_AFTER_SECONDS, say)
    try:
        return await step()
    finally:
        handle.cancel()


def where(url: str) -> str:
    """Hosts, ports and database of a URL, and nothing else of it; of one that cannot be read, nothing."""
    try:
        return str(parse(url))
    except ValueError:
        return "a URL that cannot be read"


def explain(error: BaseException, url: str, setting: str = "BELLHOP_DATABASE_URL") -> str:
    """One sentence about why the database cannot be used, and what to change."""
    try:
        address = parse(url)
    except ValueError as wrong:
        return f"{setting}: {wrong}."
    return f"{setting}: {_conceal(_reason(error, address), address)}"


def _reason(error: BaseException, place: PostgresAddress) -> str:  # noqa: C901, PLR0911 - one line a reason
    match error:
        case asyncpg.InvalidPasswordError() | asyncpg.InvalidAuthorizationSpecificationError():
            return f"Postgres at {place} does not let this user in: {_words(error)}; see its user and password."
        case asyncpg.InvalidCatalogNameError():
            return f"Postgres at {place} has no such database: {_words(error)}; create it, or name another."
        case asyncpg.InsufficientPrivilegeError():
            return f"this user may not do what Bellhop needs at {place}: {_words(error)}; see docs/operating.md."
        case asyncpg.PostgresConnectionError():
            return f"what answers at {place} is not Postgres, or it hung up: {_words(error)}."
        case asyncpg.PostgresError():
            return f"Postgres at {place} refused: {_words(error)}."
        case asyncpg.ClientConfigurationError():
            return f"it cannot be used: {_words(error)}."
        case TimeoutError():
            return (
                f"Postgres at {place} did not answer within {CONNECT_SECONDS:.0f} seconds; see that it runs and that "
                "host and port are its own."
            )
        case ssl.SSLError() | ConnectionError() if "SSL" in str(error):
            return f"no secure connection to {place}: {_words(error)}; see sslmode and sslrootcert in the URL."
        case FileNotFoundError() | PermissionError() | IsADirectoryError() if any(
            "ssl" in name for name in place.options
        ):
            return f"a file that the URL names for TLS cannot be read: {_words(error)}."
        case OSError():
            return f"Postgres at {place} cannot be reached: {_words(error)}; see that it runs and is at that address."
        case _:
            return f"no connection to {place}: {_words(error)}."


def _words(error: BaseException) -> str:
    text = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return " ".join((text or type(error).__name__).split()).rstrip(".")


def _conceal(text: str, address: PostgresAddress) -> str:
    """The text without the passwords of an address, should a library have quoted one."""
    for each in address.secrets:
        text = text.replace(each, "…")
    return text
