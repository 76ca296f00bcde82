"""Bellhop's callbacks in Django: `WEBHOOK_SECRET=whsec_… python django_receiver.py runserver 8500`.

In a project of yours, take the view and its line in `urlpatterns`. Callbacks carry no CSRF token: they are signed.
"""

import os
import sys
from concurrent.futures import ThreadPoolExecutor

from django.conf import settings
from django.core.management import execute_from_command_line
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from bellhop_client import webhooks

SECRETS = os.environ["WEBHOOK_SECRET"].split()
seen = webhooks.MemoryGuard()
workers = ThreadPoolExecutor(4)


@csrf_exempt
@require_POST
def receive(request: HttpRequest) -> HttpResponse:
    """204 at once; the work is done behind it."""
    try:
        event = webhooks.unwrap(request.body, request.headers, SECRETS, seen=seen)
    except webhooks.WebhookError:
        return HttpResponse(status=401)
    except webhooks.DuplicateWebhookError:
        return HttpResponse(status=204)
    except ValueError:  # genuine, and of a form that this receiver does not read, such as a template
        return HttpResponse(status=422)
    workers.submit(work, event)
    return HttpResponse(status=204)


def work(event: webhooks.Event) -> None:
    """What the callback is for."""
    if isinstance(event, webhooks.OperationEvent):
        print(event.data.job_id, event.data.status, flush=True)
    else:
        print(event.type, flush=True)


urlpatterns = [path("bellhop", receive)]

if __name__ == "__main__":
    settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], DEBUG=False, SECRET_KEY=os.urandom(32).hex())
    execute_from_command_line(sys.argv)
