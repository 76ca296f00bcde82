"""What the chats take, as far as our templates go, as JSON Schema written from their documentation.

- Slack: Block Kit, https://docs.slack.dev/reference/block-kit/blocks (header, section, text objects).
- Teams: Adaptive Cards 1.4, https://adaptivecards.io/explorer/ (AdaptiveCard, TextBlock, FactSet), in the message of
  https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using.
- Discord: https://docs.discord.com/developers/resources/webhook#execute-webhook and its `message` page (embeds, allowed
  mentions).

They are strict: a member that a chat does not know is a fault here, even where the chat would pass over it.
"""

from collections.abc import Mapping
from typing import Any

Schema = Mapping[str, Any]


def text(most: int, *, least: int = 1) -> Schema:
    return {"type": "string", "minLength": least, "maxLength": most}


def one_of(*values: object) -> Schema:
    return {"enum": list(values)}


def members(required: str = "", /, **properties: Schema) -> Schema:
    """An object with these members and no others; `required` names those that it must have."""
    return {
        "type": "object",
        "properties": properties,
        "required": required.split(),
        "additionalProperties": False,
    }


def many(items: Schema, most: int, *, least: int = 1) -> Schema:
    return {"type": "array", "items": items, "minItems": least, "maxItems": most}


def _plain(most: int) -> Schema:
    return members("type text", type=one_of("plain_text"), text=text(most), emoji={"type": "boolean"})


SLACK: Schema = members(
    "text blocks",
    text=text(40_000),
    blocks=many(
        {
            "oneOf": [
                members("type text", type=one_of("header"), text=_plain(150), block_id=text(255)),
                members("type fields", type=one_of("section"), fields=many(_plain(2_000), 10), block_id=text(255)),
            ]
        },
        50,
    ),
)

_TEXT_BLOCK = members(
    "type text",
    type=one_of("TextBlock"),
    text={"type": "string"},
    size=one_of("Default", "Small", "Medium", "Large", "ExtraLarge"),
    weight=one_of("Default", "Lighter", "Bolder"),
    wrap={"type": "boolean"},
)
_FACT_SET = members(
    "type facts",
    type=one_of("FactSet"),
    facts=many(members("title value", title={"type": "string"}, value={"type": "string"}), 100),
)
_CARD: dict[str, Any] = dict(
    members(
        "type version body",
        type=one_of("AdaptiveCard"),
        version=one_of("1.0", "1.1", "1.2", "1.3", "1.4"),  # what Teams shows everywhere
        body=many({"oneOf": [_TEXT_BLOCK, _FACT_SET]}, 100),
    )
)
_CARD["properties"] = {**_CARD["properties"], "$schema": one_of("http://adaptivecards.io/schemas/adaptive-card.json")}

TEAMS: Schema = members(
    "type attachments",
    type=one_of("message"),
    attachments=many(
        members(
            "contentType content",
            contentType=one_of("application/vnd.microsoft.card.adaptive"),
            contentUrl={"type": "null"},
            content=_CARD,
        ),
        10,
    ),
)

DISCORD: Schema = members(
    "",
    content=text(2_000, least=0),
    username=text(80),
    allowed_mentions=members("", parse=many(one_of("roles", "users", "everyone"), 3, least=0)),
    embeds=many(
        members(
            "",
            title=text(256),
            description=text(4_096),
            timestamp={"type": "string", "format": "date-time"},
            fields=many(members("name value", name=text(256), value=text(1_024), inline={"type": "boolean"}), 25),
        ),
        10,
    ),
)
