"""The bucket of a rate, as the statements that take from it count: it fills with time, up to one second's worth."""

from datetime import datetime


def seconds_to_token(now: datetime, *, per_second: float, tokens: float, rate_time: datetime | None) -> float:
    """After how long the bucket holds a token, if it held `tokens` at `rate_time`; 0: it does.

    `rate_time` None: nothing was ever taken, so it is full.
    """
    if rate_time is None:
        return 0.0
    filled = tokens + max(0.0, (now - rate_time).total_seconds()) * per_second
    return max(0.0, (1 - filled) / per_second)
