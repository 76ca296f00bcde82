"""A database with several hosts: the one is used that can be written to, whichever comes first (docs/operating.md)."""

from urllib.parse import parse_qs, quote, urlsplit

import pytest

from bellhop.store.database import Database


def with_hosts(url: str, *before: str) -> str:
    """The URL with other hosts before its own, each with the port of Postgres."""
    parts = urlsplit(url)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    host = query.pop("host", parts.hostname or "")
    port = query.pop("port", str(parts.port or 5432))
    user = parts.netloc.rpartition("@")[0]
    hosts = ",".join([*before, host])
    ports = ",".join([port] * (len(before) + 1))
    more = "".join(f"&{name}={quote(value, safe='')}" for name, value in query.items())
    where = f"host={quote(hosts, safe=',')}&port={ports}"
    return f"postgresql://{user}@{parts.path}?{where}{more}&target_session_attrs=read-write"


@pytest.mark.parametrize("before", [(), ("/nowhere",), ("/nowhere", "/nowhere/else")])
async def test_a_host_that_does_not_answer_is_passed_by(database_url: str, before: tuple[str, ...]) -> None:
    database = await Database.connect(with_hosts(database_url, *before))
    try:
        row = await database.fetchrow("SELECT current_setting('transaction_read_only') AS read_only")
    finally:
        await database.close()
    assert row is not None
    assert row["read_only"] == "off"
