"""Commands that work beside a database: with the settings of the environment, and no API between."""

import argparse
import logging
import os
from collections.abc import Awaitable, Callable

import asyncpg

from bellhop import log
from bellhop.commands.parsing import Run
from bellhop.config import Settings
from bellhop.errors import StoreError


def with_settings(run: Callable[[argparse.Namespace, Settings], Awaitable[int]]) -> Run:
    """The command with the settings of the environment; what the database refuses becomes a `StoreError`."""

    async def command(options: argparse.Namespace) -> int:
        settings = Settings.from_environment(os.environ)
        quiet = "log_level" not in settings.model_fields_set
        log.configure(settings.log_format, level=logging.WARNING if quiet else log.LEVELS[settings.log_level])
        try:
            return await run(options, settings)
        except (asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            raise StoreError(_sentence(error)) from error

    return command


def _sentence(error: Exception) -> str:
    words = " ".join(str(error).split()).rstrip(".") or type(error).__name__
    advice = ""
    if isinstance(error, asyncpg.InsufficientPrivilegeError):
        advice = " The user in BELLHOP_DATABASE_URL needs CREATE in the database and to own Bellhop's schemas."
    return f"The database refused: {words}.{advice}"
