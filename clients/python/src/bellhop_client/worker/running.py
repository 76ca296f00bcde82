"""One attempt: call the handler, and make an outcome of whatever it does."""

import asyncio
import logging
from typing import Any

from bellhop_client import trace
from bellhop_client.worker.context import Context, Signal
from bellhop_client.worker.handlers import Handler, succeeded
from bellhop_client.worker.outcomes import Cancelled, Fail, Outcome, Retry, of_exception

log = logging.getLogger("bellhop_client.worker")


def call(handler: Handler, data: Any, context: Context, signal: Signal) -> Outcome:
    """What comes of an ordinary function, called here."""
    if signal.is_set:
        return Outcome("cancelled")
    try:
        arguments = handler.arguments(data, context)
        if isinstance(arguments, Outcome):
            return arguments
        with trace.continued(context.job.traceparent):
            return succeeded(handler.function(*arguments))
    except (Exception, SystemExit) as fault:  # noqa: BLE001 - whatever a handler raises is an outcome
        return _outcome(context, fault, signal)


async def call_async(handler: Handler, data: Any, context: Context, signal: Signal) -> Outcome:
    """What comes of a coroutine function, awaited here. A cancellation is an outcome, too."""
    if signal.is_set:
        return Outcome("cancelled")
    try:
        arguments = handler.arguments(data, context)
        if isinstance(arguments, Outcome):
            return arguments
        with trace.continued(context.job.traceparent):
            return succeeded(await handler.function(*arguments))
    except asyncio.CancelledError:
        return _outcome(context, Cancelled("The handler was cancelled."), signal)
    except Exception as fault:  # noqa: BLE001 - same
        return _outcome(context, fault, signal)


def _outcome(context: Context, fault: BaseException, signal: Signal) -> Outcome:
    if not isinstance(fault, Fail | Retry | Cancelled):
        log.error("%s (%s) went wrong and will be tried again", context.job.id, context.job.action, exc_info=fault)
    return of_exception(fault, cancel_requested=signal.cancel_requested)
