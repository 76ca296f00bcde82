"""The templates of docs/templates.md, rendered on every event of ours, within what the chats say that they take.

Their shape is held against schemas of ours (`chat_schemas.py`); what a schema cannot say is asked here.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonschema_rs
import orjson
import pytest

from bellhop.domain.event_catalog import kinds
from bellhop.domain.payloads import envelope
from bellhop.domain.template import Template, faults_of_template
from tests.domain import chat_schemas

PAGE = Path(__file__).parents[2] / "docs" / "templates.md"
SLACK, TEAMS, DISCORD = (orjson.loads(text) for text in re.findall(r"```json\n(.*?)```", PAGE.read_text(), re.DOTALL))
WHEN = datetime(2026, 11, 29, 9, 30, tzinfo=UTC)
BODIES = {
    **{kind.type.value: orjson.dumps(kind.example_of("full")) for kind in kinds()},
    "design.created": envelope("design.created", WHEN, {}),
    "longest names": envelope(
        "x" * 128, WHEN, {"action": "a" * 64, "status": "s" * 16, "parent": "p" * 519, "job_id": "op_" + "0" * 26}
    ),
}


@pytest.fixture(params=BODIES, ids=str)
def body(request: pytest.FixtureRequest) -> bytes:
    return BODIES[request.param]


def render(template: Any, body: bytes) -> Any:
    assert list(faults_of_template(template)) == []
    return orjson.loads(Template(orjson.dumps(template)).render("evt_01kaxq3v9sfk8rj6n3d2c7w5mh", body))


def texts(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    for each in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from texts(each)


def check(message: Any, schema: chat_schemas.Schema) -> None:
    validator = jsonschema_rs.Draft202012Validator(dict(schema), validate_formats=True)
    assert [f"{error.instance_path}: {error.message}" for error in validator.iter_errors(message)] == []


def test_slack_takes_it(body: bytes) -> None:
    message = render(SLACK, body)
    check(message, chat_schemas.SLACK)

    header, section = message["blocks"]
    assert 1 <= len(message["text"]) <= 40_000
    assert (header["type"], header["text"]["type"]) == ("header", "plain_text")
    assert 1 <= len(header["text"]["text"]) <= 150
    assert section["type"] == "section"
    assert 1 <= len(section["fields"]) <= 10
    assert all(field["type"] == "plain_text" and 1 <= len(field["text"]) <= 2_000 for field in section["fields"])


def test_teams_takes_it(body: bytes) -> None:
    message = render(TEAMS, body)
    check(message, chat_schemas.TEAMS)

    (attachment,) = message["attachments"]
    block, facts = attachment["content"]["body"]
    assert len(orjson.dumps(message)) <= 28 * 1024
    assert message["type"] == "message"
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    assert (attachment["content"]["type"], block["type"], facts["type"]) == ("AdaptiveCard", "TextBlock", "FactSet")
    assert all(isinstance(each["title"], str) and isinstance(each["value"], str) for each in facts["facts"])


def test_discord_takes_it(body: bytes) -> None:
    message = render(DISCORD, body)
    check(message, chat_schemas.DISCORD)

    (embed,) = message["embeds"]
    assert 1 <= len(message["content"]) <= 2_000
    assert message["allowed_mentions"] == {"parse": []}
    assert 1 <= len(embed["title"]) <= 256
    assert datetime.fromisoformat(embed["timestamp"]).tzinfo is not None
    assert len(embed["fields"]) <= 25
    assert all(1 <= len(each["name"]) <= 256 and 1 <= len(each["value"]) <= 1_024 for each in embed["fields"])
    assert sum(map(len, texts(embed))) <= 6_000


@pytest.mark.parametrize(
    ("template", "schema", "path", "wrong"),
    [
        (SLACK, chat_schemas.SLACK, ("blocks", 0, "text", "type"), "mrkdwn"),
        (SLACK, chat_schemas.SLACK, ("blocks", 1, "fields"), []),
        (TEAMS, chat_schemas.TEAMS, ("attachments", 0, "content", "body", 0, "size"), "Gigantic"),
        (TEAMS, chat_schemas.TEAMS, ("attachments", 0, "content", "version"), "1.6"),
        (DISCORD, chat_schemas.DISCORD, ("embeds", 0, "title"), "x" * 257),
        (DISCORD, chat_schemas.DISCORD, ("embeds", 0, "timestamp"), "yesterday"),
        (DISCORD, chat_schemas.DISCORD, ("colour",), "red"),
    ],
)
def test_the_schemas_refuse_what_the_chats_refuse(
    template: Any, schema: chat_schemas.Schema, path: tuple[str | int, ...], wrong: object
) -> None:
    message = render(template, BODIES["operation.failed"])
    check(message, schema)
    *way, last = path
    place = message
    for each in way:
        place = place[each]
    place[last] = wrong
    assert not jsonschema_rs.Draft202012Validator(dict(schema), validate_formats=True).is_valid(message)
