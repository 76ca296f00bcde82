"""Bellhop's callbacks in Flask: `WEBHOOK_SECRET=whsec_… flask --app flask_receiver run --port 8500`."""

import os
from concurrent.futures import ThreadPoolExecutor

from flask import Flask, request

from bellhop_client import webhooks

SECRETS = os.environ["WEBHOOK_SECRET"].split()
seen = webhooks.MemoryGuard()
workers = ThreadPoolExecutor(4)
app = Flask(__name__)


@app.post("/bellhop")
def receive() -> tuple[str, int]:
    """204 at once; the work is done behind it."""
    try:
        event = webhooks.unwrap(request.get_data(), request.headers, SECRETS, seen=seen)
    except webhooks.WebhookError:
        return "", 401
    except webhooks.DuplicateWebhookError:
        return "", 204
    except ValueError:  # genuine, and of a form that this receiver does not read, such as a template
        return "", 422
    workers.submit(work, event)
    return "", 204


def work(event: webhooks.Event) -> None:
    """What the callback is for."""
    if isinstance(event, webhooks.OperationEvent):
        print(event.data.job_id, event.data.status, flush=True)
    else:
        print(event.type, flush=True)
