"""A master key is lost, wrong or found again, seen from outside: nothing is replaced in silence, or leaves unsigned."""

import base64
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cells import connect_home
from tests.receiver import Receiver
from tests.running import READY_SECONDS, Caller, House, Service, Tenant, bellhop_command, eventually, house_of

KEY_FILE = "master.keys"


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that the server's user may pass through."""
    folder = Path(tempfile.mkdtemp(prefix="bellhop-place-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def embedded_at(place: Path) -> Service:
    """A service with an embedded database whose master keys are those of the data folder."""
    service = Service(None, place / "bellhop.log", BELLHOP_DATA_DIR=str(place / "data"))
    del service.environment["BELLHOP_MASTER_KEYS"]
    return service


def a_key(name: str) -> str:
    return f"{name}:{base64.b64encode(secrets.token_bytes(32)).decode()}"


def bellhop(service: Service, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """A command in the service's environment, to its end."""
    return subprocess.run(
        [bellhop_command(), *arguments],
        env=service.environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=READY_SECONDS,
    )


def refused(service: Service, *arguments: str) -> str:
    """The one sentence with which `bellhop serve` refuses to start."""
    done = bellhop(service, "serve", *arguments)
    assert done.returncode == 2, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    said = [line for line in done.stderr.splitlines() if line.startswith("bellhop: ")]
    assert len(said) == 1
    return said[0]


async def subscribed(house: House, door: Receiver, **auth: Any) -> tuple[Tenant, Any]:
    tenant = await house.tenant()
    return tenant, await tenant.subscribe(door.url("/hook"), event_types=["design.*"], **auth)


def again(house: House, tenant: Tenant) -> Tenant:
    """The tenant, calling the service that was started again."""
    return Tenant(tenant.name, Caller(house.admin.session, house.admin.url, tenant.caller.key))


async def publish(house: House, tenant: Tenant) -> str:
    events = {"events": [{"type": "design.created", "data": {}}]}
    return str((await house.admin.post(f"/v2/tenants/{tenant.name}/events", events))["events"][0]["id"])


async def test_a_service_whose_key_file_is_gone_does_not_start_and_goes_on_when_it_is_back(
    place: Path, endpoint: Receiver
) -> None:
    """It made a new key of the same name, was ready, and called everything sealed with it."""
    service, keys = embedded_at(place).start(), place / "data" / KEY_FILE
    async with house_of(service) as house:
        tenant, made = await subscribed(house, endpoint)
    assert service.stop() == 0
    keys.rename(place / "kept.keys")

    for processes in ("1", "2"):
        said = refused(service, "--processes", processes)
        assert str(keys) in said
        assert "the secrets of 1 subscription)" in said
    assert not keys.exists(), "a new key would be taken for the old one"
    assert bellhop(service, "secrets", "rotate").returncode == 2
    told = bellhop(service, "doctor")
    assert told.returncode == 1
    assert "A master key is missing: k-" in told.stdout
    assert made["id"] in told.stdout

    (place / "kept.keys").rename(keys)
    service.start()
    async with house_of(service) as house:
        sent = await publish(house, tenant)
        (request,) = await endpoint.expect(1)
        assert request.message_id == sent
        assert "webhook-signature" in request.headers
    assert service.stop() == 0
    assert bellhop(service, "secrets", "rotate").returncode == 0


async def test_a_new_installation_makes_its_key_and_one_that_sealed_nothing_another(place: Path) -> None:
    service = embedded_at(place).start()
    assert service.stop() == 0
    (place / "data" / KEY_FILE).unlink()
    assert embedded_at(place).start().stop() == 0
    assert (place / "data" / KEY_FILE).exists()


async def test_other_bytes_under_the_same_name_are_not_the_same_key(
    database_url: str, tmp_path: Path, endpoint: Receiver
) -> None:
    """Whichever version sealed it: those before labels wrote the name alone."""
    service = Service(database_url, tmp_path / "bellhop.log").start()
    async with house_of(service) as house:
        await subscribed(house, endpoint)
    service.stop()
    right = service.environment["BELLHOP_MASTER_KEYS"]
    service.environment["BELLHOP_MASTER_KEYS"] = wrong = a_key("test")
    assert "Master keys are missing from BELLHOP_MASTER_KEYS: test:" in refused(service)

    connection = await connect_home(database_url)
    await connection.execute("UPDATE subscriptions SET sealed_by = 'test'")
    await connection.close()
    assert "Master keys are missing from BELLHOP_MASTER_KEYS: test (" in refused(service)
    rotated = bellhop(service, "secrets", "rotate")
    assert rotated.returncode == 1
    assert "may be removed" not in rotated.stdout
    assert "Cannot be opened: sub_" in rotated.stderr

    service.environment["BELLHOP_MASTER_KEYS"] = f"{wrong},{right.replace('test:', 'found:')}"
    service.start()  # the bytes are back, under whatever name
    service.stop()
    assert "1 of 1 sealed again" in bellhop(service, "secrets", "rotate").stdout
    service.environment["BELLHOP_MASTER_KEYS"] = wrong
    assert service.start().stop() == 0


async def test_without_the_lost_key_deliveries_wait_unsigned_by_nobody_until_new_secrets_are_given(
    database_url: str, tmp_path: Path, endpoint: Receiver
) -> None:
    service = Service(database_url, tmp_path / "bellhop.log").start()
    async with house_of(service) as house:
        tenant, made = await subscribed(house, endpoint)
    service.stop()
    service.environment["BELLHOP_MASTER_KEYS"] = a_key("new")
    service.start("--without-lost-keys")
    assert '"event":"keys.lost"' in service.log.read_text(encoding="utf-8").replace(" ", "")
    async with house_of(service) as house:
        tenant = again(house, tenant)
        sent = await publish(house, tenant)

        async def put_off() -> Any:
            return await tenant.deliveries(reason="credentials_unreadable")

        (delivery,) = await eventually(put_off)
        assert (delivery["state"], delivery["attempt_count"]) == ("pending", 0)
        path = f"/v2/tenants/{tenant.name}/subscriptions/{made['id']}"
        assert (await tenant.caller.get(path))["health"]["credentials"] == "unreadable"
        rotated = await tenant.caller.post(f"{path}:rotate-secret")
        assert "credentials" not in rotated["health"]
        assert rotated["auth"]["signature"]["secret"].startswith("whsec_")

        connection = await connect_home(database_url)
        await connection.execute("UPDATE delivery_ready SET due = now()")
        await connection.close()
        (request,) = await endpoint.expect(1)
        assert request.message_id == sent
        assert "webhook-signature" in request.headers
    assert service.stop() == 0
    assert service.start().stop() == 0  # nothing is lost any more


async def test_the_doctor_of_an_embedded_database_makes_no_key_over_a_lost_one(place: Path, endpoint: Receiver) -> None:
    service = embedded_at(place).start()
    async with house_of(service) as house:
        await subscribed(house, endpoint)
    service.stop()
    (place / "data" / KEY_FILE).unlink()
    for command in (("doctor",), ("tenants", "list"), ("migrate", "--status")):
        bellhop(service, *command)
        assert not (place / "data" / KEY_FILE).exists()
