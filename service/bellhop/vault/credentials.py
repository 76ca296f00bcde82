"""The credentials of a subscription as bytes, for the vault to seal."""

import base64
from datetime import datetime
from typing import Any

import orjson

from bellhop.domain.subscription import BasicAuth, Credentials, OAuth2Client, SigningSecret


def pack(credentials: Credentials) -> bytes:
    """The bytes that `unpack` turns back into equal credentials."""
    packed: dict[str, object] = {
        "signing": [
            {
                "secret": base64.b64encode(each.secret).decode(),
                "expire_time": each.expire_time.isoformat() if each.expire_time else None,
            }
            for each in credentials.signing
        ],
        "headers": dict(credentials.headers) if credentials.headers is not None else None,
        "basic": [credentials.basic.username, credentials.basic.password] if credentials.basic else None,
        "bearer": credentials.bearer,
        "oauth2": _pack_client(credentials.oauth2) if credentials.oauth2 else None,
    }
    return orjson.dumps({name: value for name, value in packed.items() if value is not None})


def unpack(packed: bytes) -> Credentials:
    """The credentials behind bytes made by `pack`."""
    fields: dict[str, Any] = orjson.loads(packed)
    basic, oauth2 = fields.get("basic"), fields.get("oauth2")
    return Credentials(
        signing=tuple(_unpack_secret(each) for each in fields.get("signing", ())),
        headers=fields.get("headers"),
        basic=BasicAuth(username=basic[0], password=basic[1]) if basic else None,
        bearer=fields.get("bearer"),
        oauth2=OAuth2Client(**oauth2) if oauth2 else None,
    )


def _pack_client(client: OAuth2Client) -> dict[str, str]:
    return {
        "token_uri": client.token_uri,
        "client_id": client.client_id,
        "client_secret": client.client_secret,
        "scope": client.scope,
    }


def _unpack_secret(fields: dict[str, Any]) -> SigningSecret:
    expire_time = fields["expire_time"]
    return SigningSecret(
        secret=base64.b64decode(fields["secret"]),
        expire_time=datetime.fromisoformat(expire_time) if expire_time else None,
    )
