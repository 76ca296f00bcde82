"""Bellhop in Python: start long jobs and wait for them, receive callbacks, do the jobs of others.

    from bellhop_client import Client

    with Client("https://bellhop.example.com", "bh_tenant_…", tenant="aurora") as client:
        design = client.run("designs/d1", "auto_designer", {"roof": […]}).result(timeout=60)

`AsyncClient` is the same with `await`. Receivers take `bellhop_client.webhooks`, workers `bellhop_client.Worker`.
"""

__version__ = "0.1.0"

from bellhop_client import models, problems, webhooks
from bellhop_client._async.client import AsyncClient
from bellhop_client._async.operations import AsyncOperationHandle
from bellhop_client._sync.client import Client
from bellhop_client._sync.operations import OperationHandle
from bellhop_client.errors import (
    BellhopError,
    Fault,
    OperationCancelledError,
    OperationFailedError,
    ProblemError,
    ResultTimeoutError,
    TransportError,
    UnexpectedAnswerError,
)
from bellhop_client.retries import Retries
from bellhop_client.worker import Cancelled, Context, Fail, Retry, Worker

__all__ = [
    "AsyncClient",
    "AsyncOperationHandle",
    "BellhopError",
    "Cancelled",
    "Client",
    "Context",
    "Fail",
    "Fault",
    "OperationCancelledError",
    "OperationFailedError",
    "OperationHandle",
    "ProblemError",
    "ResultTimeoutError",
    "Retries",
    "Retry",
    "TransportError",
    "UnexpectedAnswerError",
    "Worker",
    "models",
    "problems",
    "webhooks",
]
