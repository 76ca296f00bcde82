"""Portal sessions: a link that opens the console for one tenant's browser, for a while.

A session begins as a code of 256 random bits, which the link carries in its fragment, where no server sees it. The page
exchanges the code, once, for a key that it keeps in its tab. The session's id is the id of that key.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bellhop import base64url
from bellhop.domain.key import Capability, KeyKind, Principal
from bellhop.ids import KeyId, TenantId

COLOR_PATTERN = r"^#[0-9a-fA-F]{6}$"
LONGEST_SESSION = timedelta(days=1)
LONGEST_CODE = timedelta(hours=1)
_CODE_BYTES = 32


class Mode(StrEnum):
    """How the console looks; `auto` follows the browser."""

    LIGHT = "light"
    DARK = "dark"
    AUTO = "auto"


@dataclass(frozen=True, slots=True)
class Theme:
    """How the console looks for the operator's customers: a name, a logo, one colour (`#rrggbb`); all may be absent."""

    name: str | None = None
    logo_uri: str | None = None
    color: str | None = None
    mode: Mode = Mode.AUTO


class SessionState(StrEnum):
    """Where a session stands: its link was not opened yet, somebody works in it, or its time is over."""

    UNUSED = "unused"
    OPEN = "open"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class PortalSession:
    """One session that is not revoked: all but its code and its key.

    session_id: the id of its key, which the audit names too.
    return_uri: where its page sends the browser when it has ended.
    code_expire_time: until when its link opens it.
    exchange_time: when that was; None: it is unused.
    key_prefix: the part by which people recognise its key.
    """

    session_id: KeyId
    tenant_id: TenantId
    capabilities: frozenset[Capability]
    return_uri: str | None
    theme: Theme
    create_time: datetime
    code_expire_time: datetime
    expire_time: datetime
    exchange_time: datetime | None = None
    last_use_time: datetime | None = None
    key_prefix: str | None = None

    def state(self, now: datetime) -> SessionState:
        """Where the session stands at this moment."""
        if self.expire_time <= now:
            return SessionState.EXPIRED
        if self.exchange_time is not None:
            return SessionState.OPEN
        return SessionState.UNUSED if now < self.code_expire_time else SessionState.EXPIRED

    @property
    def principal(self) -> Principal:
        """Who sends a request with the key of this session."""
        return Principal(
            kind=KeyKind.PORTAL,
            key_id=self.session_id,
            tenant_id=self.tenant_id,
            capabilities=self.capabilities,
            expire_time=self.expire_time,
        )


def generate_code(random: Callable[[int], bytes]) -> str:
    """A new code: 43 characters that need no encoding in a URL."""
    return base64url.encode(random(_CODE_BYTES))


def digest_code(code: str) -> bytes:
    """What is kept of a code: the SHA-256 of its UTF-8 bytes."""
    return hashlib.sha256(code.encode("utf-8", "surrogateescape")).digest()


def text_color(color: str) -> str:
    """Black or white, whichever is read better on a colour `#rrggbb`.

    One of them always has the contrast of 4.5 that WCAG asks for: the contrasts of a colour with black and with white
    are factors of 21, so the larger one is at least the square root of 21, which is 4.58.
    """
    return "#ffffff" if contrast(color, "#ffffff") >= contrast(color, "#000000") else "#000000"


def contrast(one: str, other: str) -> float:
    """The contrast of two colours `#rrggbb` (WCAG 2.2, "contrast ratio"), from 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(color: str) -> float:
    """The relative luminance of a colour (WCAG 2.2)."""
    red, green, blue = (_linear(int(color[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 - sRGB
