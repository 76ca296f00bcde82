"""A portal session as the operator asks for it and reads it, and as the page that opens it does."""

from typing import Annotated

from pydantic import AfterValidator, Field

from bellhop.api.body.models import AnswerModel, RequestModel, Text, time_or_none, without_absent
from bellhop.clock import format_time
from bellhop.domain import url
from bellhop.domain.key import Capability
from bellhop.domain.portal_session import (
    COLOR_PATTERN,
    LONGEST_CODE,
    LONGEST_SESSION,
    Mode,
    PortalSession,
    SessionState,
    Theme,
    text_color,
)
from bellhop.ids import Prefix, encode

_LONGEST_SECONDS = int(LONGEST_SESSION.total_seconds())
_LONGEST_CODE_SECONDS = int(LONGEST_CODE.total_seconds())


def _web_address(text: str) -> str:
    read = url.parse(text)
    if isinstance(read, str):
        raise ValueError(read)  # noqa: TRY004 - it is a sentence, not another type
    return text


def _https_address(text: str) -> str:
    if not _web_address(text).lower().startswith("https://"):
        message = "the browser loads the logo, so its URL must start with https://"
        raise ValueError(message)
    return text


class ThemeIn(RequestModel):
    """How the console looks."""

    name: Annotated[Text, Field(min_length=1, max_length=64)] | None = Field(
        default=None, description="What stands at its top instead of `Bellhop`."
    )
    logo_uri: Annotated[Text, Field(max_length=url.LONGEST_URL_CHARS), AfterValidator(_https_address)] | None = Field(
        default=None, description="A picture beside the name; `https` only."
    )
    color: Annotated[str, Field(pattern=COLOR_PATTERN)] | None = Field(
        default=None,
        description="The colour of its top and its buttons, such as `#0a66c2`. The text on it is black or white, "
        "whichever is read better: see `text_color` in the answer.",
    )
    mode: Mode = Field(default=Mode.AUTO, strict=False, description="`auto` follows the browser.")


class PortalSessionIn(RequestModel):
    """A portal session about to be made."""

    capabilities: list[Capability] = Field(
        min_length=1,
        max_length=len(Capability),
        strict=False,
        description="What it may do. `view` reads, but no secret and no key; `send` redelivers, replays, skips, pings, "
        "verifies and tests; `manage` writes subscriptions and cancels or retries operations; `secrets` rotates, and "
        "sees what is shown once.",
    )
    expires_seconds: int = Field(3600, ge=60, le=_LONGEST_SECONDS, description="How long the session lasts from now.")
    code_expires_seconds: int | None = Field(
        None,
        ge=1,
        le=_LONGEST_CODE_SECONDS,
        description="How long the link can be opened; at most as long as the session. Absent: 300, or as long as that.",
    )
    return_uri: Annotated[Text, Field(max_length=url.LONGEST_URL_CHARS), AfterValidator(_web_address)] | None = Field(
        None, description="Where the console leads when the session is over."
    )
    theme: ThemeIn = ThemeIn()


class CodeIn(RequestModel):
    """The code of a link."""

    code: Annotated[str, Field(max_length=512)] = Field(description="What stands in the link behind `#code=`.")


class ThemeOut(AnswerModel):
    """How the console looks."""

    name: str | None = None
    logo_uri: str | None = None
    color: str | None = None
    text_color: str | None = Field(None, description="Black or white: what can be read on `color`.")
    mode: Mode


class PortalSessionOut(AnswerModel):
    """A portal session, without its code and its key."""

    id: str
    tenant_id: str
    state: SessionState
    capabilities: list[Capability]
    theme: ThemeOut
    return_uri: str | None = None
    prefix: str | None = Field(None, description="The part of its key by which people recognise it.")
    create_time: str
    code_expire_time: str
    expire_time: str
    exchange_time: str | None = Field(None, description="When its link was opened.")
    last_use_time: str | None = None


class NewPortalSessionOut(PortalSessionOut):
    """A new portal session with its link, this once."""

    uri: str


class PortalSessionsOut(AnswerModel):
    """Portal sessions, newest first."""

    results: list[PortalSessionOut]
    next_page_token: str | None = None


class RevokedOut(AnswerModel):
    """How many sessions were ended."""

    revoked: int


class OpenedPortalSessionOut(AnswerModel):
    """A session whose link was just opened, with its key, this once."""

    key: str
    tenant_id: str
    expire_time: str
    capabilities: list[Capability]
    theme: ThemeOut
    return_uri: str | None = None


def to_theme(given: ThemeIn) -> Theme:
    """The theme that is asked for."""
    return Theme(given.name, given.logo_uri, None if given.color is None else given.color.lower(), given.mode)


def theme_to_json(theme: Theme) -> dict[str, object]:
    """The JSON object of a theme."""
    return without_absent(
        {
            "name": theme.name,
            "logo_uri": theme.logo_uri,
            "color": theme.color,
            "text_color": None if theme.color is None else text_color(theme.color),
            "mode": theme.mode.value,
        }
    )


def to_json(session: PortalSession, state: SessionState) -> dict[str, object]:
    """The JSON object of a session in this state."""
    return without_absent(
        {
            "id": encode(Prefix.KEY, session.session_id),
            "tenant_id": session.tenant_id,
            "state": state.value,
            "capabilities": in_order(session.capabilities),
            "theme": theme_to_json(session.theme),
            "return_uri": session.return_uri,
            "prefix": session.key_prefix,
            "create_time": format_time(session.create_time),
            "code_expire_time": format_time(session.code_expire_time),
            "expire_time": format_time(session.expire_time),
            "exchange_time": time_or_none(session.exchange_time),
            "last_use_time": time_or_none(session.last_use_time),
        }
    )


def opened_to_json(session: PortalSession, key: str) -> dict[str, object]:
    """The JSON object of a session whose link was just opened."""
    return without_absent(
        {
            "key": key,
            "tenant_id": session.tenant_id,
            "expire_time": format_time(session.expire_time),
            "capabilities": in_order(session.capabilities),
            "theme": theme_to_json(session.theme),
            "return_uri": session.return_uri,
        }
    )


def in_order(capabilities: frozenset[Capability]) -> list[str]:
    """Capabilities from the least to the most."""
    return [each.value for each in Capability if each in capabilities]
