"""A request is made in one place: what leaves, and what is written of it."""

from datetime import UTC, datetime, timedelta

import pytest

from bellhop.domain.content import Content
from bellhop.egress.exchange import Request
from bellhop.egress.prepare import prepare
from bellhop.signing.basic import BasicAuth
from bellhop.signing.bearer import BearerToken
from bellhop.signing.credentials import Credentials
from bellhop.signing.headers import SecretHeaders
from bellhop.signing.signature import Signature, SigningSecret
from bellhop.signing.standard_webhooks import sign
from tests.endpoints import CONTENT, endpoint_to

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
AT = int(NOW.timestamp())
URI = "https://hooks.example/a"


def prepared(credentials: Credentials, content: Content = CONTENT, uri: str | None = None) -> Request:
    return prepare(endpoint_to(URI, credentials), content, NOW, uri=uri)


def names(made: Request) -> list[str]:
    return [line.partition(":")[0] for line in made.header_lines]


def test_the_request_is_for_the_endpoint_and_its_content() -> None:
    request = prepared(Credentials())
    assert (request.method, request.url, request.body) == ("POST", URI, CONTENT.body)
    assert (request.timeout_seconds, request.tenant_id) == (5, "acme")
    assert prepared(Credentials(), uri=f"{URI}/rendered").url == f"{URI}/rendered"


def test_without_credentials_only_the_event_is_told() -> None:
    assert names(prepared(Credentials())) == ["webhook-id", "webhook-timestamp", "content-type", "user-agent"]


def test_fields_of_the_content_leave_and_are_written() -> None:
    made = prepared(Credentials(), Content("evt_2", b"", ("traceparent: 00-ab",)))
    assert "traceparent: 00-ab" in made.header_lines
    assert b"traceparent: 00-ab\r\n" in made.written
    assert "content-type" not in names(made)


@pytest.mark.requirement("A14")
def test_secret_headers_go_after_the_authorization() -> None:
    headers = SecretHeaders({"X-Api-Key": "k", "X-Other": "o"})
    made = prepared(Credentials(headers=headers, bearer=BearerToken("token")))
    assert made.header_lines[-3:] == ("authorization: Bearer token", "X-Api-Key: k", "X-Other: o")


def test_one_field_has_the_signatures_by_each_live_secret() -> None:
    older = SigningSecret(b"old", NOW + timedelta(seconds=1))
    ended = SigningSecret(b"ended", NOW)
    made = prepared(Credentials(signature=Signature((SigningSecret(b"new"), older, ended))))
    line = "webhook-signature: " + sign([b"new", b"old"], CONTENT.message_id, AT, CONTENT.body)
    assert [each for each in made.header_lines if "signature" in each] == [line]


def test_where_every_secret_has_ended_the_request_is_not_signed() -> None:
    assert "webhook-signature" not in names(prepared(Credentials(signature=Signature((SigningSecret(b"x", NOW),)))))


def test_what_is_written_is_what_leaves_without_secrets() -> None:
    credentials = Credentials(
        signature=Signature.of(b"key"), basic=BasicAuth("me", "hush"), headers=SecretHeaders({"x-key": "hush"})
    )
    made = prepared(credentials)
    written = made.written.decode()
    assert written.endswith("\r\n")
    lines = written.splitlines()
    assert [line.partition(":")[0] for line in lines] == names(made)
    hidden = [line for line in lines if line not in made.header_lines]
    assert hidden == ["authorization: [redacted]", "x-key: [redacted]"]
