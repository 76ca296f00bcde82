"""What a client and a worker are told: by arguments, else by the environment. What cannot work is refused at once."""

import os
from typing import get_args
from urllib.parse import urlsplit

import httpx

from bellhop_client.numbers import Decimals

_MOST_LEASE_SECONDS = 86_400  # what the service takes


def key_of(given: str | None) -> str | None:
    """The key, else `BELLHOP_KEY`, without the white space around it: a file ends with a line break.

    None where there is none. Raises `ValueError` for what no header could carry, without repeating it.
    """
    key = (given or os.environ.get("BELLHOP_KEY") or "").strip()
    if not key.isascii() or not key.isprintable() or " " in key:
        message = "A key is one word of printable ASCII, such as bh_tenant_…; this one is not."
        raise ValueError(message)
    return key or None


def url_of(given: str | None) -> str:
    """The URL, else `BELLHOP_URL`, without white space around it and slashes at its end.

    Raises `ValueError` for what is no address of a Bellhop, without repeating it: it may be a key in the wrong place.
    """
    url = (given or os.environ.get("BELLHOP_URL") or "http://127.0.0.1:8400").strip()
    if not _is_address(url):
        message = (
            "A URL of a Bellhop has http:// or https://, a host and maybe a port and a path, such as "
            "https://bellhop.example.com; this one is not so. (No user, no `?` and no `#`: the key is given by itself.)"
        )
        raise ValueError(message)
    return url.rstrip("/")


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        is_whole = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
        httpx.URL(url)
    except (ValueError, httpx.InvalidURL):
        return False
    has_more = parts.username is not None or "?" in url or "#" in url
    return is_whole and not has_more and url.isprintable() and " " not in url


def decimals_of(given: Decimals) -> Decimals:
    """How numbers with a point are read; raises `ValueError` for another word, which would be read as "float"."""
    if given not in get_args(Decimals):
        message = f'decimals is "float" or "decimal", not {given!r}.'
        raise ValueError(message)
    return given


def concurrency_of(given: int) -> int:
    """How many jobs at a time; raises `ValueError` for a number with which none would ever be done."""
    if isinstance(given, bool) or not isinstance(given, int) or given < 1:
        message = f"concurrency is how many jobs run at a time: a whole number from 1, not {given!r}."
        raise ValueError(message)
    return given


def lease_seconds_of(given: int) -> int:
    """For how long a job is leased; raises `ValueError` for what the service would refuse."""
    if isinstance(given, bool) or not isinstance(given, int) or not 1 <= given <= _MOST_LEASE_SECONDS:
        message = f"lease_seconds is a whole number from 1 to {_MOST_LEASE_SECONDS} (a day), not {given!r}."
        raise ValueError(message)
    return given
