"""Operating: with BELLHOP_EGRESS_PROXY everything leaves through one door, and waits there while it is shut."""

import json
import os
import subprocess
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import aiohttp

from tests.proxy import answer, connecting_proxy
from tests.receiver import Answer, Receiver
from tests.running import Service, bellhop_command, eventually, house_of

PASSWORD = "hunter2-of-the-proxy"


async def test_callbacks_tokens_and_verifications_leave_through_the_proxy_and_wait_while_it_refuses(
    make_database: Callable[[], AbstractContextManager[str]], door: Receiver, tmp_path: Path
) -> None:
    door.always("/token", Answer(200, {}, json.dumps({"access_token": "t", "token_type": "bearer"}).encode()))
    async with connecting_proxy(credentials=(b"bell", PASSWORD.encode())) as proxy:
        with make_database() as database_url:
            environment = {"NO_PROXY": "*", "https_proxy": "http://127.0.0.1:1", "http_proxy": "http://127.0.0.1:1"}
            service = Service(
                database_url,
                tmp_path / "bellhop.log",
                BELLHOP_EGRESS_PROXY=proxy.uri(f"bell:{PASSWORD}@"),
                **environment,
            ).start()
            try:
                async with house_of(service) as house:
                    tenant, action = await house.tenant(), await house.action()
                    worker = await house.worker(action)
                    oauth2 = {"token_uri": door.url("/token"), "client_id": "id", "client_secret": "its-secret"}
                    made = await tenant.subscribe(door.url("/hook"), auth={"oauth2": oauth2})
                    await _end_one(tenant, worker, action)
                    (callback,) = await door.expect(1, path="/hook")
                    assert callback.headers["authorization"] == "Bearer t"
                    assert set(proxy.targets()) == {f"127.0.0.1:{door.port}"}
                    await eventually(lambda: tenant.deliveries(state="delivered"))  # its answer goes through the door

                    proxy.refuse = lambda _target: answer(403)
                    proxy.hang_up()
                    door.hang_up()
                    await _end_one(tenant, worker, action)
                    (waiting,) = await eventually(lambda: tenant.deliveries(reason="deferred"))
                    assert waiting["attempts"][0]["error"] == "proxy_failed"
                    assert "403" in waiting["attempts"][0]["error_detail"]
                    path = f"/v2/tenants/{tenant.name}/subscriptions/{made['id']}"
                    health = (await tenant.caller.get(path))["health"]
                    assert health["consecutive_failures"] == 0
                    verified = await tenant.caller.post(f"{path}:verify")
                    assert (verified["failed_step"], verified["error"]) == ("token", "proxy_failed")
                    told = await _text(service, "/readyz")
                    assert json.loads(told)["status"] == "degraded"
                    figures = await _text(service, "/metrics")
                    assert float(_figure(figures, "bellhop_egress_proxy_failing_seconds")) > 0
                    assert len([each for each in door.requests if each.target == "/hook"]) == 1

                    proxy.refuse = lambda _target: None
                    assert (await tenant.caller.post(f"{path}:verify"))["ok"]
                    assert json.loads(await _text(service, "/readyz"))["status"] == "ok"
                    log = (tmp_path / "bellhop.log").read_text(encoding="utf-8")
                    assert "proxy.failing" in log
                    assert "proxy.back" in log
                    doctor = _bellhop(service, "doctor")
                    assert f"http://127.0.0.1:{proxy.port} (with a user name and a password)" in doctor
                    for shown in (log, told, figures, doctor, str(waiting), str(verified)):
                        assert PASSWORD not in shown
            finally:
                assert service.stop() == 0


def test_a_proxy_that_is_none_stops_the_start_with_a_sentence() -> None:
    given = f"ftp://bell:{PASSWORD}@proxy.example.com"
    done = subprocess.run(
        [bellhop_command(), "serve"],
        env={**os.environ, "BELLHOP_EGRESS_PROXY": given},
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )
    assert done.returncode == 2
    assert "BELLHOP_EGRESS_PROXY: is not a proxy such as http://proxy.example.com:3128" in done.stderr
    assert PASSWORD not in done.stdout + done.stderr


async def _end_one(tenant: Any, worker: Any, action: str) -> None:
    await tenant.run(action)
    await worker.complete(await worker.claim_one(action))


async def _text(service: Service, path: str) -> str:
    async with aiohttp.ClientSession() as session, session.get(service.url + path) as reply:
        return await reply.text()


def _figure(figures: str, name: str) -> str:
    return next(line.rpartition(" ")[2] for line in figures.splitlines() if line.startswith(name))


def _bellhop(service: Service, *arguments: str) -> str:
    done = subprocess.run(
        [bellhop_command(), *arguments], env=service.environment, capture_output=True, text=True, check=False
    )
    return done.stdout + done.stderr
