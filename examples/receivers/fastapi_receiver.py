"""Bellhop's callbacks in FastAPI: `WEBHOOK_SECRET=whsec_… uvicorn fastapi_receiver:app --port 8500`."""

import os

from fastapi import BackgroundTasks, FastAPI, Request, Response

from bellhop_client import webhooks

SECRETS = os.environ["WEBHOOK_SECRET"].split()
seen = webhooks.MemoryGuard()
app = FastAPI()


@app.post("/bellhop")
async def receive(request: Request, background: BackgroundTasks) -> Response:
    """204 at once; the work is done after the answer."""
    try:
        event = webhooks.unwrap(await request.body(), request.headers, SECRETS, seen=seen)
    except webhooks.WebhookError:
        return Response(status_code=401)
    except webhooks.DuplicateWebhookError:
        return Response(status_code=204)
    except ValueError:  # genuine, and of a form that this receiver does not read, such as a template
        return Response(status_code=422)
    background.add_task(work, event)
    return Response(status_code=204)


def work(event: webhooks.Event) -> None:
    """What the callback is for."""
    if isinstance(event, webhooks.OperationEvent):
        print(event.data.job_id, event.data.status, flush=True)
    else:
        print(event.type, flush=True)
