import asyncio
import ssl

import pytest
import trustme

from bellhop.domain.outcome import ErrorClass
from bellhop.egress.exchange import Exchange, Phases, Request
from bellhop.egress.oauth2 import TokenCache
from bellhop.egress.sender import Sender
from bellhop.egress.verify import StepName, StepState, Verification, explain
from bellhop.signing.credentials import Credentials
from bellhop.signing.oauth2 import OAuth2Client
from tests.egress.hostile import OK_HEAD, hostile, repeat, reset, say_and_close, stay_silent
from tests.endpoints import endpoint_to, verify
from tests.receiver import Answer, receiver, server_tls


def states(verification: Verification) -> dict[str, str]:
    return {step.name.value: step.state.value for step in verification.steps}


async def test_an_endpoint_that_answers_passes_every_step(
    sender: Sender, tokens: TokenCache, authority: trustme.CA
) -> None:
    async with receiver(tls=server_tls(authority), host="localhost") as here:
        found = await verify(sender, tokens, endpoint_to(here.url()))
    assert (found.ok, found.failed_step, found.status) == (True, None, 200)
    assert list(states(found)) == ["url", "dns", "address", "connect", "tls", "time", "http"]
    assert set(states(found).values()) == {"passed"}
    steps = {step.name: step for step in found.steps}
    assert steps[StepName.ADDRESS].detail in {"127.0.0.1", "::1"}
    assert (steps[StepName.TLS].duration_ms or 0) > 0


@pytest.mark.parametrize(
    ("url", "step", "words"),
    [
        ("http://user@example.com/", StepName.URL, "user name"),
        ("https://example.com:22/", StepName.URL, "port 22"),
        ("https://nowhere.invalid/", StepName.DNS, "no host"),
        ("https://10.0.0.1/", StepName.ADDRESS, "private"),
        ("https://0xa9fea9fe/", StepName.ADDRESS, "link-local"),
    ],
)
async def test_what_never_leaves_names_its_step(
    sender: Sender, tokens: TokenCache, url: str, step: StepName, words: str
) -> None:
    found = await verify(sender, tokens, endpoint_to(url))
    assert (found.ok, found.failed_step, found.status) == (False, step, None)
    (failed,) = [each for each in found.steps if each.state is StepState.FAILED]
    assert failed.name is step
    assert words in failed.detail
    assert found.steps[-1].state is StepState.NOT_REACHED


async def speak_first(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")
    await reader.read()


@pytest.mark.parametrize(
    ("behaviour", "step", "words"),
    [
        ("refused", StepName.CONNECT, "refused"),
        ("wrong host", StepName.TLS, "another host"),
        ("no tls", StepName.TLS, "does not speak TLS"),
        ("silent", StepName.TIME, "no answer"),
        ("dripping", StepName.TIME, "headers"),
        ("reset", StepName.HTTP, "closed"),
        ("not http", StepName.HTTP, "not HTTP"),
        ("redirect", StepName.HTTP, "not followed"),
        ("error", StepName.HTTP, "500"),
    ],
)
async def test_a_broken_endpoint_names_the_step_that_broke(  # noqa: PLR0917 - fixtures and one row of the table
    sender: Sender, tokens: TokenCache, authority: trustme.CA, behaviour: str, step: StepName, words: str
) -> None:
    acts = {
        "no tls": speak_first,
        "silent": stay_silent,
        "dripping": repeat(OK_HEAD, b"x: y\r\n", every_seconds=0.05),
        "reset": reset,
        "redirect": say_and_close(b"HTTP/1.1 301 Moved\r\nLocation: /\r\nContent-Length: 0\r\n\r\n"),
        "error": say_and_close(b"HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n"),
    }
    tls: ssl.SSLContext | None = server_tls(authority, "other.example") if behaviour == "wrong host" else None
    scheme = "https" if behaviour in {"wrong host", "no tls"} else "http"
    async with hostile(acts.get(behaviour, say_and_close(b"hello?")), tls=tls) as port:
        endpoint = endpoint_to(f"{scheme}://localhost:{port}/", timeout_seconds=0.5)
        if behaviour != "refused":
            found = await verify(sender, tokens, endpoint)
    if behaviour == "refused":
        found = await verify(sender, tokens, endpoint)
    assert (found.ok, found.failed_step) == (False, step)
    (failed,) = [each for each in found.steps if each.state is StepState.FAILED]
    assert words in failed.detail
    assert all(each.state is StepState.PASSED for each in found.steps[: found.steps.index(failed)])


async def test_a_token_that_cannot_be_had_is_a_step_of_its_own(sender: Sender, tokens: TokenCache) -> None:
    async with receiver() as here:
        here.always("/token", Answer(401, {}, b'{"error":"invalid_client"}'))
        credentials = Credentials(oauth2=OAuth2Client(here.url("/token"), "id", "secret"))
        found = await verify(sender, tokens, endpoint_to(here.url(), credentials))
    assert found.failed_step is StepName.TOKEN
    assert states(found)["url"] == "passed"
    assert states(found)["dns"] == "not_reached"


@pytest.mark.parametrize("error", list(ErrorClass))
def test_every_error_class_has_a_step(error: ErrorClass) -> None:
    request = Request("POST", "https://example.com/", (), b"", 5)
    found = explain(request, Exchange(None, error, "why", Phases()), with_token=True, with_proxy=True)
    (failed,) = [each for each in found.steps if each.state is StepState.FAILED]
    assert (failed.name, failed.detail) == (found.failed_step, "why")
