"""The doctor names what is wrong and what to do, and calls the healthy healthy."""

from datetime import timedelta

import asyncpg

from bellhop.clock import ManualClock
from bellhop.config import MasterKey, Settings
from bellhop.core import doctor
from bellhop.core.findings import Finding, Level
from bellhop.core.signing_keys import SigningKeys
from bellhop.domain.audit import SYSTEM
from bellhop.store import migrate
from bellhop.store.store import Store
from bellhop.vault.keyring import Vault, label_of
from tests.cells import home, settle
from tests.proxy import connecting_proxy
from tests.world import ACME, world

KEY = MasterKey(name="k1", key=b"k" * 32)
OTHER = MasterKey(name="k2", key=b"o" * 32)
# The server of the suite may forget: nobody else's should.
FORGETFUL = ("fsync", "full_page_writes", "synchronous_commit")


def told(findings: list[Finding], level: Level) -> list[str]:
    return [
        each.sentence
        for each in findings
        if each.level is level and not any(f"runs with {name}" in each.sentence for name in FORGETFUL)
    ]


async def examine(url: str, *keys: MasterKey, **settings: object) -> list[Finding]:
    return await doctor.examine(Settings.model_validate(settings), url, keys or (KEY,), with_invariants=True)


async def test_a_healthy_installation_has_nothing_to_complain_of(database_url: str) -> None:
    findings = await examine(database_url)
    assert not told(findings, Level.PROBLEM)
    assert not told(findings, Level.WARNING)
    assert any("laws of the data hold" in each for each in told(findings, Level.FINE))
    assert any("migrations are applied" in each for each in told(findings, Level.FINE))


async def test_a_database_that_does_not_answer_is_named() -> None:
    (problem,) = told(await examine("postgresql://nobody@127.0.0.1:9/none"), Level.PROBLEM)
    assert problem.startswith("The database does not answer: ")
    assert "BELLHOP_DATABASE_URL" in problem


async def test_a_url_that_is_none_is_named() -> None:
    (problem,) = told(await examine("not a url"), Level.PROBLEM)
    assert problem.startswith("The database does not answer: ")


async def test_urls_that_the_library_trips_over_are_named(database_url: str) -> None:
    """It raises a `TypeError` for this mode of TLS."""
    unusable = "postgresql://u:hunter2@127.0.0.1:9/x?sslmode=parse"
    (problem,) = told(await examine(unusable), Level.PROBLEM)
    assert "BELLHOP_DATABASE_URL: it cannot be used: " in problem
    findings = await examine(database_url, listen_url=unusable, read_url=unusable)
    (problem,) = told(findings, Level.PROBLEM)
    assert problem.startswith("Processes cannot hear each other: BELLHOP_LISTEN_URL: it cannot be used: ")
    (warning,) = told(findings, Level.WARNING)
    assert warning.startswith("Lists are read from the primary. BELLHOP_READ_URL: it cannot be used: ")


async def test_pending_migrations_are_listed(empty_database_url: str) -> None:
    (warning,) = told(await examine(empty_database_url), Level.WARNING)
    assert warning.startswith("Not applied yet: 0001_directory")


async def test_a_newer_database_is_a_problem(store: Store, database_url: str) -> None:
    await store.directory.execute("INSERT INTO bellhop.migrations VALUES ('bellhop', 9999, 'future', '')")
    (problem,) = told(await examine(database_url), Level.PROBLEM)
    assert "it is newer" in problem


async def test_a_role_that_does_not_find_the_tables_is_told_how(store: Store, database_url: str) -> None:
    name = await store.directory.pool.fetchval("SELECT current_database()")
    await store.directory.execute(f"ALTER ROLE CURRENT_USER IN DATABASE {name} RESET search_path")
    (problem,) = told(await examine(database_url), Level.PROBLEM)
    assert "`bellhop migrate`, run as this role" in problem


async def test_a_question_that_is_refused_does_not_hide_the_other_answers(store: Store, database_url: str) -> None:
    await store.directory.execute("DROP TABLE registries")
    findings = await examine(database_url)
    assert told(findings, Level.PROBLEM) == ['The database refused a question: relation "registries" does not exist.']
    assert told(findings, Level.FINE)


async def test_a_day_without_partitions_is_a_problem(store: Store, database_url: str) -> None:
    tomorrow = (await store.directory.now() + timedelta(days=1)).strftime("%Y%m%d")
    await store.directory.execute(f"DROP TABLE {migrate.FIRST}.events_{tomorrow}")
    (problem,) = told(await examine(database_url), Level.PROBLEM)
    assert problem.startswith("events has no partition for")


async def test_broken_laws_are_problems(store: Store, clock: ManualClock, database_url: str) -> None:
    async with world(store, clock) as acme:
        acme.vault = Vault([KEY])
        await acme.subscribe("https://example.com/hook")
        await home(store).execute("UPDATE lanes SET in_flight = 7")
        (problem,) = told(await examine(database_url), Level.PROBLEM)
    assert "in_flight 7, leases 0" in problem
    assert "subscription sub_" in problem


async def test_keys_that_are_missing_or_old_are_told_apart(store: Store, clock: ManualClock, database_url: str) -> None:
    async with world(store, clock) as acme:
        acme.vault = Vault([KEY])
        await acme.subscribe("https://example.com/hook")
    (problem,) = told(await examine(database_url, OTHER), Level.PROBLEM)
    assert f"A master key is missing: {label_of(KEY)} (which sealed the secrets of 1 subscription)" in problem
    assert "sub_" in problem
    (warning,) = told(await examine(database_url, OTHER, KEY), Level.WARNING)
    assert "secrets rotate" in warning


async def test_a_key_pair_that_needs_a_missing_key_is_told_too(
    store: Store, clock: ManualClock, database_url: str
) -> None:
    await settle(store, ACME)
    await SigningKeys(store, clock=clock, vault=Vault([KEY])).rotate(ACME, overlap=timedelta(0), actor=SYSTEM)
    (problem,) = told(await examine(database_url, OTHER), Level.PROBLEM)
    assert f"A master key is missing: {label_of(KEY)} (which sealed the secrets of 1 key pair)" in problem
    assert "a key pair of acme" in problem
    fine = told(await examine(database_url), Level.FINE)
    assert any("The master keys open all that was tried: the secrets of 1 key pair." in each for each in fine)
    await home(store).execute("UPDATE signing_keys SET sealed = set_byte(sealed, 30, get_byte(sealed, 30) # 1)")
    (problem,) = told(await examine(database_url), Level.PROBLEM)
    assert "Of what was tried, the secrets of 1 key pair, 1 do not open" in problem


async def test_another_key_of_the_same_name_is_not_taken_for_the_lost_one(
    store: Store, clock: ManualClock, database_url: str
) -> None:
    async with world(store, clock) as acme:
        acme.vault = Vault([KEY])
        await acme.subscribe("https://example.com/hook")
    usurper = MasterKey(name=KEY.name, key=OTHER.key)
    (problem,) = told(await examine(database_url, usurper), Level.PROBLEM)
    assert "A master key is missing" in problem
    await home(store).execute("UPDATE subscriptions SET sealed_by = 'k1'")  # as versions before labels wrote it
    (problem,) = told(await examine(database_url, usurper), Level.PROBLEM)
    assert "A master key is missing: k1 " in problem
    (warning,) = told(await examine(database_url, KEY), Level.WARNING)
    assert "secrets rotate" in warning


async def test_secrets_that_are_damaged_are_found(store: Store, clock: ManualClock, database_url: str) -> None:
    async with world(store, clock) as acme:
        acme.vault = Vault([KEY])
        await acme.subscribe("https://example.com/hook")
    await home(store).execute("UPDATE subscriptions SET sealed = set_byte(sealed, 30, get_byte(sealed, 30) # 1)")
    (problem,) = told(await examine(database_url), Level.PROBLEM)
    assert "Of what was tried, the secrets of 1 subscription, 1 do not open" in problem
    assert "sub_" in problem


async def test_a_transaction_left_open_is_noticed_only_when_long(database_url: str) -> None:
    connection = await asyncpg.connect(database_url)
    async with connection.transaction():
        await connection.fetch("SELECT 1")
        assert not told(await examine(database_url), Level.WARNING)
    await connection.close()


async def test_settings_that_open_doors_are_pointed_at(database_url: str) -> None:
    findings = await examine(database_url, egress_allow="10.0.0.0/8", egress_http="true")
    assert [each.split()[0] for each in told(findings, Level.WARNING)] == [
        "BELLHOP_EGRESS_HTTP",
        "BELLHOP_EGRESS_ALLOW",
    ]


async def test_a_proxy_that_takes_no_connection_is_a_problem(database_url: str) -> None:
    async with connecting_proxy() as proxy:
        found = told(await examine(database_url, egress_proxy=proxy.uri("bell:hunter2@")), Level.FINE)
        assert f"Callbacks leave through the proxy {proxy.uri()}, which takes connections." in found
    (problem,) = told(await examine(database_url, egress_proxy=proxy.uri("bell:hunter2@")), Level.PROBLEM)
    assert f"the proxy {proxy.uri()} of BELLHOP_EGRESS_PROXY fails: " in problem
    (problem,) = told(await examine(database_url, egress_proxy="http://proxy.invalid:3128"), Level.PROBLEM)
    assert "does not resolve" in problem


def test_settings_are_shown_without_secrets() -> None:
    settings = Settings.model_validate(
        {
            "database_url": "postgresql://u:hunter2@db/x",
            "read_url": "postgresql://u:hunter2@replica/x",
            "cell_read_urls": "cell_2=postgresql://u:hunter2@replica/y",
            "admin_key": "a" * 40,
            "master_keys": (KEY,),
            "egress_allow": "10.0.0.0/8,fd00::/8",
            "egress_proxy": "http://bell:hunter2@proxy.example.com:3128",
        }
    )
    shown = dict(doctor.show(settings))
    assert {shown[f"BELLHOP_{name}"] for name in ("DATABASE_URL", "READ_URL", "ADMIN_KEY")} == {"(given)"}
    assert shown["BELLHOP_MASTER_KEYS"] == "k1"
    assert shown["BELLHOP_CELL_READ_URLS"] == "cell_2"
    assert shown["BELLHOP_EGRESS_ALLOW"] == "10.0.0.0/8, fd00::/8"
    assert shown["BELLHOP_EGRESS_PROXY"] == "http://proxy.example.com:3128 (with a user name and a password)"
    assert shown["BELLHOP_LISTEN_URL"] == "-"
    assert shown["BELLHOP_PORT"] == "8400"


async def test_roles_that_nobody_has_are_named(database_url: str) -> None:
    """A service in parts, of which one is not there; and one that does not run at all is not sick."""
    assert any("it does not run" in each for each in told(await examine(database_url), Level.FINE))
    for running, missing in (
        (["api", "maintenance"], ["dispatcher"]),
        (["api", "dispatcher"], ["maintenance"]),
        (["dispatcher"], ["api", "maintenance"]),
        (["all"], []),
    ):
        connections = [
            await asyncpg.connect(database_url, server_settings={"application_name": f"bellhop {role}"})
            for role in running
        ]
        problems = told(await examine(database_url), Level.PROBLEM)
        for each in connections:
            await each.close()
        assert [each.split(" runs: ")[0] for each in problems] == [f"No process of the role {each}" for each in missing]
