import io
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from urllib.request import Request, urlopen

import aiohttp
import pytest
from standardwebhooks.webhooks import Webhook

from bellhop.clock import SystemClock
from examples.demo.screen import Screen
from examples.demo.story import Step
from examples.receiver import Endpoint, Receiver, verified
from tests.running import bellhop_command, is_ready

SECRET = "whsec_" + "c2VjcmV0" * 4


def environment() -> Mapping[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("BELLHOP_")}


def signed(body: str) -> dict[str, str]:
    """Headers as a sender writes them, by the published library."""
    now = SystemClock().now()
    signature = Webhook(SECRET).sign("evt_1", now, body)
    return {"webhook-id": "evt_1", "webhook-timestamp": str(int(now.timestamp())), "webhook-signature": signature}


@pytest.mark.long
@pytest.mark.timeout(180)
def test_demo_sees_every_step_and_ends_by_itself() -> None:
    ended = subprocess.run(
        [bellhop_command(), "demo", "--exit"],
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=150,
        check=False,
    )

    assert ended.returncode == 0, ended.stdout
    assert f"Every one of {len(Step)} steps was seen" in ended.stdout
    assert "✗" not in ended.stdout
    assert "\x1b" not in ended.stdout


@pytest.mark.long
@pytest.mark.timeout(180)
def test_demo_leaves_the_service_running_until_interrupted() -> None:
    demo = subprocess.Popen(
        [bellhop_command(), "demo"],
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    assert demo.stdout is not None
    try:
        told = ""
        while "#code=" not in told:
            line = demo.stdout.readline()
            assert line, told
            told += line
        (port,) = re.findall(r"goes on at http://127.0.0.1:(\d+)", told)
        folder = re.findall(r"Postgres in (\S+)/data", told)[0]
        assert is_ready(int(port))
        code_of_link = re.findall(r"/console#code=(\S+)", told)[0]
        assert _opens_the_console(int(port), code_of_link) == "aurora"
        demo.send_signal(signal.SIGINT)
        code = demo.wait(60)
    finally:
        demo.kill()
        demo.wait()
        demo.stdout.close()

    assert code == 0
    assert not Path(folder).exists()
    assert not is_ready(int(port))


def _opens_the_console(port: int, code: str) -> str:
    """The tenant whose console a code opens."""
    sent = json.dumps({"code": code}).encode()
    url = f"http://127.0.0.1:{port}/v2/portal-sessions:exchange"
    with urlopen(Request(url, sent, {"Content-Type": "application/json"}), timeout=10) as answer:
        return str(json.load(answer)["tenant_id"])


def test_example_receiver_takes_what_is_signed_and_proven() -> None:
    body = '{"data": {"job_id": "op_1"}}'
    endpoint = Endpoint(secret=SECRET, basic=("bell", "hop"))

    callback = endpoint.receive({**signed(body), "authorization": "Basic YmVsbDpob3A="}, body.encode())

    assert (callback.answered, callback.signed, callback.proven) == (200, True, True)
    assert callback.data == {"job_id": "op_1"}
    assert callback.message_id == "evt_1"


@pytest.mark.parametrize("proof", [{}, {"x-key": "other"}])
def test_example_receiver_refuses_who_does_not_know_the_header(proof: dict[str, str]) -> None:
    endpoint = Endpoint(secret=SECRET, header=("x-key", "s3cret"))

    callback = endpoint.receive({**signed("{}"), **proof}, b"{}")

    assert (callback.answered, callback.proven) == (401, False)


def test_example_receiver_refuses_a_body_that_was_changed() -> None:
    assert verified(SECRET, signed('{"n": 1}'), b'{"n": 2}') is None


@pytest.mark.parametrize("body", ["", "text", "[]", "null", "{}", '{"data": []}'])
def test_example_receiver_cannot_read_what_is_no_event(body: str) -> None:
    assert Endpoint(secret=SECRET).receive(signed(body), body.encode()).answered == 422


def test_example_receiver_refuses_a_proof_that_is_no_ascii() -> None:
    endpoint = Endpoint(secret=SECRET, basic=("bell", "pass"))

    answers = [
        endpoint.receive({**signed('{"data": {}}'), "authorization": given}, b'{"data": {}}').answered
        for given in ("Basic é", "Basic \udcff")
    ]

    assert answers == [401, 401]


def test_example_receiver_is_away_as_often_as_told() -> None:
    body = '{"data": {}}'
    endpoint = Endpoint(secret=SECRET, unavailable_first=1)

    answers = [endpoint.receive(signed(body), body.encode()).answered for _ in range(2)]

    assert answers == [503, 200]


def test_example_receiver_takes_a_callback_once_and_thanks_for_its_repetitions() -> None:
    body = '{"data": {}}'
    endpoint = Endpoint(secret=SECRET, unavailable_first=1)

    callbacks = [endpoint.receive(signed(body), body.encode()) for _ in range(4)]

    assert [(each.answered, each.repeated) for each in callbacks] == [
        (503, False), (200, False), (200, True), (200, True),
    ]  # fmt: skip
    assert endpoint.callbacks.qsize() == 2


async def test_example_receiver_is_started_as_its_first_page_says() -> None:
    receiver = Receiver()
    endpoint = receiver.add("/crm", Endpoint(secret=SECRET, basic=("bell", "pass")))
    await receiver.start()
    body = '{"data": {"job_id": "op_1"}}'
    try:
        async with aiohttp.ClientSession(headers={"Authorization": "Basic YmVsbDpwYXNz"}) as session:
            for _ in range(2):
                async with session.post(receiver.url("/crm"), data=body, headers=signed(body)) as answer:
                    assert answer.status == 200
    finally:
        await receiver.stop()
    assert (await endpoint.callbacks.get()).data == {"job_id": "op_1"}
    assert endpoint.callbacks.empty()


def test_screen_is_plain_where_nobody_watches() -> None:
    stream = io.StringIO()
    screen = Screen(stream)

    screen.chapter("One job")
    screen.moving("running 40 %")
    screen.table(("try", "status"), [("1", "503"), ("2", "200")])

    assert "\x1b" not in stream.getvalue()
    assert "    running 40 %\n" in stream.getvalue()
    assert "    try  status\n    1    503\n" in stream.getvalue()


def test_screen_keeps_a_link_in_one_line() -> None:
    stream = io.StringIO()
    link = f"http://127.0.0.1:8080/console#code=a-b{'c-D' * 40}"

    Screen(stream).note(f"As the tenant aurora, in a browser, once within the hour: {link}")

    assert stream.getvalue() == f"    As the tenant aurora, in a browser, once within the hour:\n    {link}\n"


def test_examples_need_nothing_of_the_service() -> None:
    program = "import sys, examples.worker, examples.receiver, examples.demo.story; print('bellhop' in sys.modules)"

    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert ended.stdout == "False\n"
