"""The settings of the service, read once from the environment: `BELLHOP_X`, or `BELLHOP_X_FILE` for its content."""

import base64
import binascii
import ipaddress
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError, field_validator

from bellhop.errors import ConfigurationError

_PREFIX = "BELLHOP_"
_TEST_PREFIX = "BELLHOP_TEST_"
_FILE_SUFFIX = "_FILE"
_MASTER_KEY_BYTES = 32
_ADMIN_KEY_MIN_CHARS = 32

IpNetwork = ipaddress.IPv4Network | ipaddress.IPv6Network


class MasterKey(BaseModel):
    """One key of the ring that seals secrets: a name and 32 bytes."""

    model_config = ConfigDict(frozen=True)

    name: str = Field(pattern=r"^[A-Za-z0-9_-]{1,32}$")
    key: bytes = Field(repr=False)


def _split(value: object) -> object:
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


def _parse_master_keys(value: object) -> object:
    if not isinstance(value, str):
        return value
    keys = []
    for part in value.split(","):
        name, _, encoded = part.strip().partition(":")
        try:
            key = base64.b64decode(encoded, validate=True)
        except (binascii.Error, ValueError) as error:
            message = "each key is name:base64"
            raise ValueError(message) from error
        if len(key) != _MASTER_KEY_BYTES:
            message = f"the key named {name!r} has {len(key)} bytes, not {_MASTER_KEY_BYTES}"
            raise ValueError(message)
        keys.append(MasterKey(name=name, key=key))
    if len({each.name for each in keys}) != len(keys):
        message = "two keys have the same name"
        raise ValueError(message)
    return keys


def _check_postgres_url(url: str) -> None:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        message = f"is not a URL: {str(error)[:1].lower()}{str(error)[1:]}"
        raise ValueError(message) from None
    if parts.scheme not in {"postgresql", "postgres"}:
        message = "is not a URL such as postgresql://user:password@host:5432/database"
        raise ValueError(message)


def _default_log_format() -> Literal["console", "json"]:
    return "console" if sys.stderr.isatty() else "json"


class Settings(BaseModel):
    """What an operator can set; `bellhop doctor` prints it redacted."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    host: str = Field("127.0.0.1", min_length=1, description="Address to listen on.")
    port: int = Field(8400, ge=0, le=65535, description="Port to listen on; 0 picks a free one.")
    database_url: SecretStr | None = Field(
        None, description="Postgres 15 or newer; absent: an embedded one in the data folder."
    )
    listen_url: SecretStr | None = Field(
        None, description="Direct connection for LISTEN where a bouncer stands before the database."
    )
    data_dir: Path | None = Field(None, description="Folder of the embedded database and its keys.")
    admin_key: SecretStr | None = Field(
        None, description="The admin key, at least 32 characters; absent: one is made at the first start."
    )
    master_keys: Annotated[tuple[MasterKey, ...], BeforeValidator(_parse_master_keys)] = Field(
        (), description="Keys that seal secrets, name:base64 of 32 bytes, the first is active."
    )
    egress_allow: Annotated[tuple[IpNetwork, ...], BeforeValidator(_split)] = Field(
        (), description="Networks (CIDR) that deliveries may reach although they are not public."
    )
    egress_http: bool = Field(False, description="Whether plain http:// endpoints are allowed.")  # noqa: FBT003
    ca_file: Path | None = Field(None, description="CA certificates for deliveries instead of the system's.")
    history_days: int = Field(30, ge=1, le=3650, description="Days that events, deliveries and attempts are kept.")
    processes: int = Field(1, ge=1, le=64, description="Number of worker processes.")
    log_format: Literal["console", "json"] = Field(
        default_factory=_default_log_format, description="console or json; console on a terminal."
    )

    @field_validator("admin_key")
    @classmethod
    def _admin_key_is_long(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and len(value.get_secret_value()) < _ADMIN_KEY_MIN_CHARS:
            message = f"needs at least {_ADMIN_KEY_MIN_CHARS} characters"
            raise ValueError(message)
        return value

    @field_validator("database_url", "listen_url")
    @classmethod
    def _is_postgres(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            _check_postgres_url(value.get_secret_value())
        return value

    @field_validator("ca_file")
    @classmethod
    def _is_a_file(cls, value: Path | None) -> Path | None:
        if value is not None and not value.is_file():
            message = "there is no such file"
            raise ValueError(message)
        return value

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Self:
        """Read the settings; raises `ConfigurationError` with a sentence that names each wrong one."""
        values: dict[str, str] = {}
        for name, value in environment.items():
            if not name.startswith(_PREFIX) or name.startswith(_TEST_PREFIX):
                continue
            field = name.removeprefix(_PREFIX).lower()
            if field in cls.model_fields:
                content = value
            elif field.endswith(_FILE_SUFFIX.lower()) and field.removesuffix("_file") in cls.model_fields:
                field, content = field.removesuffix("_file"), _read(name, value)
            else:
                sentence = f"{name} is not a setting of Bellhop; `bellhop doctor` lists them."
                raise ConfigurationError(sentence, (name,))
            if field in values:
                sentence = f"{_PREFIX}{field.upper()} is given twice, also as {_PREFIX}{field.upper()}_FILE; keep one."
                raise ConfigurationError(sentence, (name,))
            values[field] = content
        try:
            return cls.model_validate(values)
        except ValidationError as error:
            names = tuple(f"{_PREFIX}{str(each['loc'][0]).upper()}" for each in error.errors())
            sentences = [
                f"{name}: {each['msg'].removeprefix('Value error, ')}."
                for name, each in zip(names, error.errors(include_input=False), strict=True)
            ]
            raise ConfigurationError(" ".join(sentences), names) from None


def _read(name: str, path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        sentence = f"{name} names a file that cannot be read: {reason}."
        raise ConfigurationError(sentence, (name,)) from None
