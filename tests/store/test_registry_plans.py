import uuid
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from bellhop.ids import uuid7, uuid7_floor
from bellhop.store.database import Database
from bellhop.store.queries import load
from bellhop.store.store import Store
from tests.cells import home

pytestmark = pytest.mark.usefixtures("plain_postgres")

TENANTS = 50
ROWS = 40_000

_EVENTS = """
INSERT INTO events (tenant_id, event_id, type, create_time, job_id, action, status, parent, source, body, ledger)
SELECT 't' || n % $2::int, (left($1, 20) || lpad(to_hex(n), 12, '0'))::uuid, 'design.step' || n % 7, now(),
    (left($1, 20) || lpad(to_hex(n), 12, '1'))::uuid, '', '', '', '', '', ''
FROM generate_series(1, $3::int) AS n
"""

_SUBSCRIPTIONS = """
INSERT INTO subscriptions (
    tenant_id, subscription_id, uri, description, method, event_types, payload, timeout, schedule, max_age,
    max_in_flight, ordering, ordering_key, on_dead_letter, auth, sealed, sealed_by, state, create_time, update_time
)
SELECT 't' || n % $1::int, gen_random_uuid(), '', '', 'POST', '{a}', 'thin', '15s', '{}', '5d', 50, 'none',
    'subscription', 'block', '{}', '', 'first', 'enabled', now(), now()
FROM generate_series(1, $2::int) AS n
"""


_SIGNING_KEYS = """
INSERT INTO signing_keys (tenant_id, signing_key_id, public_key, sealed, sealed_by, create_time)
SELECT 't' || n, gen_random_uuid(), decode(repeat('00', 32), 'hex'), '', 'first', now()
FROM generate_series(1, $1::int) AS n
"""


@pytest.fixture
async def crowded(store: Store) -> Database:
    """A cell with many events and subscriptions of many tenants, analysed."""
    cell = home(store)
    base = uuid7(datetime.now(UTC)).hex
    await cell.execute(_EVENTS, base, TENANTS, ROWS)
    await cell.execute(_SUBSCRIPTIONS, TENANTS, ROWS)
    await cell.execute(_SIGNING_KEYS, ROWS)
    await cell.execute("ANALYZE events")
    await cell.execute("ANALYZE subscriptions")
    await cell.execute("ANALYZE signing_keys")
    return cell


async def plan(cell: Database, noun: str, name: str, arguments: Sequence[object], more: str = "") -> str:
    statement = load(noun)[name] + more
    rows = await cell.fetch("EXPLAIN " + statement.split("\n", statement.count("\n--") + 1)[-1], *arguments)
    return "\n".join(row[0] for row in rows)


async def test_no_hot_statement_reads_what_it_does_not_need(crowded: Database) -> None:
    now = datetime.now(UTC)
    event = (await crowded.fetch("SELECT event_id FROM events WHERE tenant_id = 't1' LIMIT 1"))[0][0]
    nobody = uuid.UUID(int=0)
    plans = {
        "feed": await plan(crowded, "events", "feed", ["t1", "0", nobody, "1000000", 100]),
        "bodies": await plan(crowded, "events", "bodies", [["t1"] * 50, [event] * 50]),
        "load": await plan(crowded, "events", "load", [["t1"], [event]]),
        "recent": await plan(crowded, "events", "recent", ["t1", uuid7_floor(now - timedelta(days=1)), 100]),
        "events": await plan(crowded, "events", "list", ["t1"], "\nORDER BY e.event_id DESC LIMIT 51"),
        "events of a type": await plan(
            crowded, "events", "list", ["t1"], "\nAND e.type = 'design.step1' ORDER BY e.event_id DESC LIMIT 51"
        ),
        "events of a job": await plan(
            crowded, "events", "list", ["t1", event], "\nAND e.job_id = $2::uuid ORDER BY e.event_id DESC LIMIT 51"
        ),
        "what was missed": await plan(crowded, "missed", "page", ["t1", nobody, event, 500]),
        "events of a range": await plan(crowded, "missed", "count", ["t1", nobody, event, 1_000_000]),
        "missed events": await plan(crowded, "missed", "load", ["t1", [event]], "\nFOR UPDATE"),
        "ledgers": await plan(crowded, "missed", "write_ledgers", ["t1", [event], [b""]]),
        "listeners": await plan(crowded, "subscriptions", "listeners", [["t1"]]),
        "subscriptions": await plan(
            crowded, "subscriptions", "list", ["t1"], "\nORDER BY s.subscription_id DESC LIMIT 51"
        ),
        "keys that seal": await plan(crowded, "sealed", "keys", []),
        "rows of a key": await plan(crowded, "sealed", "count", ["lost", 10_000]),
        "some rows of a key": await plan(crowded, "sealed", "sample", ["first", 50]),
        "everything sealed": await plan(crowded, "sealed", "walk", ["", nobody, 500]),
        "key pairs of a tenant": await plan(crowded, "signing_keys", "of_tenants", [["t1"], now]),
        "subscriptions that are signed": await plan(crowded, "subscriptions", "renew_signed", ["t1", now]),
        "load of subscriptions": await plan(crowded, "subscriptions", "load", [["t1"], [nobody]]),
    }

    day = (await crowded.fetch("SELECT tableoid::regclass::text AS day FROM events LIMIT 1"))[0]["day"]
    whole = (day, "subscriptions", "signing_keys")  # an empty day costs nothing to scan
    scans = [f"Seq Scan on {each}" for each in whole]
    assert {name: text for name, text in plans.items() if any(scan in text for scan in scans)} == {}


async def test_the_feed_is_read_in_its_order_without_sorting(crowded: Database) -> None:
    text = await plan(crowded, "events", "feed", ["t1", "0", uuid.UUID(int=0), "1000000", 100])

    assert "->  Merge Append" in text
    assert "->  Sort" not in text
