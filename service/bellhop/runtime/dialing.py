"""A connection to Postgres, or one of the errors that everybody expects when there is none."""

from typing import Any

import asyncpg


async def dial(url: str, **options: Any) -> "asyncpg.Connection[asyncpg.Record]":
    """What `asyncpg.connect` gives.

    Where asyncpg stumbles over the URL, or over what libpq's variables (PGPORT, PGHOST, PGSERVICE) add to it, this
    raises `asyncpg.ClientConfigurationError`, as asyncpg itself does for some of it.
    """
    try:
        return await asyncpg.connect(url, **options)
    except asyncpg.ClientConfigurationError:  # a ValueError, too
        raise
    except (ValueError, TypeError, LookupError, AttributeError) as error:
        words = " ".join(str(error).split()) or type(error).__name__
        message = f"it, or what a variable such as PGPORT, PGHOST or PGSERVICE adds to it, makes no sense: {words}"
        raise asyncpg.ClientConfigurationError(message) from error
