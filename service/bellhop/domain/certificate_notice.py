"""When a tenant is told that a client certificate ends: 30, 7 and 1 days before, once each.

What had passed when the certificate was given is not told: whoever gave it knew.
"""

from datetime import datetime, timedelta

NOTICES = (timedelta(days=30), timedelta(days=7), timedelta(days=1))
"""How long before its end, the earliest first."""


def next_notice(expire_time: datetime, *, now: datetime) -> datetime | None:
    """When to tell next; None when there is nothing more to tell."""
    return next((at for before in NOTICES if (at := expire_time - before) > now), None)


def is_expiring(expire_time: datetime, *, now: datetime) -> bool:
    """Whether the end is near enough to be told of."""
    return expire_time - NOTICES[0] <= now
