"""The settings of the service, read once from the environment: `BELLHOP_X`, or `BELLHOP_X_FILE` for its content."""

import base64
import binascii
import ipaddress
import re
import ssl
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError, field_validator

from bellhop.errors import ConfigurationError
from bellhop.postgres_address import parse as parse_postgres
from bellhop.proxy_address import ProxyAddress
from bellhop.proxy_address import parse as parse_proxy

_PREFIX = "BELLHOP_"
_TEST_PREFIX = "BELLHOP_TEST_"
# Of the commands that speak with a Bellhop over HTTP; a shell may have them wherever the service is started.
_OF_CLIENTS = frozenset({"BELLHOP_URL", "BELLHOP_KEY", "BELLHOP_KEY_FILE", "BELLHOP_PROFILE", "BELLHOP_TENANT"})
_FILE_SUFFIX = "_FILE"
_MASTER_KEY_BYTES = 32
_MASTER_KEY_NAME = re.compile(r"[A-Za-z0-9_-]{1,32}")
_ADMIN_KEY_MIN_CHARS = 32
_PRINTABLE = re.compile(r"[\x21-\x7e]*")
_FILE_MOST_BYTES = 64 * 1024
_SHOWN_CHARS = 80
_FRAME_ANCESTOR = re.compile(r"https?://(?:\*\.)?[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]{1,5})?|'self'")
_HOST_OF_A_LINK = re.compile(r"(?=.{1,253}$)(?:[A-Za-z0-9_-]{1,63}\.)*[A-Za-z0-9_-]{1,63}\.?")
_SECRETS = frozenset(
    {"database_url", "listen_url", "read_url", "cell_read_urls", "admin_key", "master_keys", "egress_proxy"}
)
MOST_PROCESSES = 64

LogLevel = Literal["debug", "info", "warning", "error"]
Processes = int | Literal["auto"]

IpNetwork = ipaddress.IPv4Network | ipaddress.IPv6Network


class MasterKey(BaseModel):
    """One key of the ring that seals secrets: a name and 32 bytes."""

    model_config = ConfigDict(frozen=True)

    name: str = Field(pattern=r"^[A-Za-z0-9_-]{1,32}$")
    key: bytes = Field(repr=False)


def parse_processes(value: object) -> Processes:
    """How many processes a text or a number says; raises `ValueError` with a sentence about it."""
    if value == "auto":
        return "auto"
    try:
        number = int(str(value))
    except ValueError:
        number = 0
    if not 1 <= number <= MOST_PROCESSES:
        message = f"a whole number from 1 to {MOST_PROCESSES}, or auto, not {str(value)[:_SHOWN_CHARS]!r}"
        raise ValueError(message)
    return number


def _parse_networks(value: object) -> object:
    if not isinstance(value, str):
        return value
    parts = enumerate(value.split(","), start=1)
    return [_parse_network(part.strip(), place) for place, part in parts if part.strip()]


def _parse_network(text: str, place: int) -> IpNetwork:
    try:
        return ipaddress.ip_network(text)
    except ValueError:
        message = f"{_shown(text, place)} is not a network in CIDR notation such as 10.0.0.0/8"
        with suppress(ValueError):
            message += f"; did you mean {ipaddress.ip_network(text, strict=False)}?"
        raise ValueError(message) from None


def _shown(text: str, place: int) -> str:
    """One of a list, cut where it is long; of what has an @, and so perhaps a password, its place alone."""
    return f"number {place}" if "@" in text else repr(text)[:_SHOWN_CHARS]


def _parse_proxy(value: object) -> object:
    return parse_proxy(value) if isinstance(value, str) else value


def _parse_frame_ancestors(value: object) -> object:
    if not isinstance(value, str):
        return value
    sources = [part.strip() for part in value.split(",") if part.strip()]
    for place, source in enumerate(sources, start=1):
        if not _FRAME_ANCESTOR.fullmatch(source):
            examples = "https://app.example.com or https://*.example.com, or 'self'"
            message = f"{_shown(source, place)} is not an origin such as {examples}"
            raise ValueError(message)
    return sources


def _parse_master_keys(value: object) -> object:
    if not isinstance(value, str):
        return value
    parts = value.split(",")
    keys = [_parse_master_key(part.strip(), place) for place, part in enumerate(parts, start=1)]
    if len({each.name for each in keys}) != len(keys):
        message = "two keys have the same name"
        raise ValueError(message)
    return keys


def _parse_master_key(text: str, place: int) -> MasterKey:
    """One key; a complaint names its place and never what stands there: where the name is missing, that is the key."""
    name, colon, encoded = text.partition(":")
    if not colon or not _MASTER_KEY_NAME.fullmatch(name):
        message = f"key {place} needs a name of 1 to 32 letters, digits, - or _ before a colon: name:base64"
        raise ValueError(message)
    try:
        key = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        message = f"key {place} has no base64 after its name: name:base64"
        raise ValueError(message) from None
    if len(key) != _MASTER_KEY_BYTES:
        message = f"the key named {name!r} has {len(key)} bytes, not {_MASTER_KEY_BYTES}"
        raise ValueError(message)
    return MasterKey(name=name, key=key)


def _parse_cell_urls(value: object) -> object:
    """Words such as cell_2=postgresql://…; a complaint names the place of one and never what stands there."""
    if not isinstance(value, str):
        return value
    urls: dict[str, SecretStr] = {}
    for place, word in enumerate(value.split(), start=1):
        cell, _, url = word.partition("=")
        if not cell.isidentifier() or cell in urls:
            message = f"word {place} needs the name of another cell before its URL: cell_2=postgresql://…"
            raise ValueError(message)
        try:
            parse_postgres(url)
        except ValueError as error:
            message = f"the URL of word {place} {error}"
            raise ValueError(message) from None
        urls[cell] = SecretStr(url)
    return urls


def _default_log_format() -> Literal["console", "json"]:
    return "console" if sys.stderr is not None and sys.stderr.isatty() else "json"


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
    read_url: SecretStr | None = Field(
        None, description="A read replica (streaming standby) of the database, from which lists are read."
    )
    cell_read_urls: Annotated[Mapping[str, SecretStr], BeforeValidator(_parse_cell_urls)] = Field(
        {}, description="The same of cells that have databases of their own: name=URL, with blanks between them."
    )
    data_dir: Path | None = Field(None, description="Folder of the embedded database and its keys.")
    admin_key: SecretStr | None = Field(
        None, description="The admin key, at least 32 characters; absent: one is made at the first start."
    )
    master_keys: Annotated[tuple[MasterKey, ...], BeforeValidator(_parse_master_keys)] = Field(
        (), description="Keys that seal secrets, name:base64 of 32 bytes, the first is active."
    )
    public_uri: str | None = Field(
        None, description="What links to this service begin with; absent: as the request that asks for one spells it."
    )
    console_frame_ancestors: Annotated[tuple[str, ...], BeforeValidator(_parse_frame_ancestors)] = Field(
        (), description="Origins whose pages may embed the console, or 'self'; none by default."
    )
    egress_allow: Annotated[tuple[IpNetwork, ...], BeforeValidator(_parse_networks)] = Field(
        (), description="Networks (CIDR) that deliveries may reach although they are not public."
    )
    egress_http: bool = Field(False, description="Whether plain http:// endpoints are allowed.")  # noqa: FBT003
    egress_proxy: Annotated[ProxyAddress | None, BeforeValidator(_parse_proxy)] = Field(
        None, description="Proxy that all deliveries leave through, http:// or https://; absent: they leave directly."
    )
    ca_file: Path | None = Field(None, description="CA certificates for deliveries instead of the system's.")
    history_days: int = Field(30, ge=1, le=3650, description="Days that events, deliveries and attempts are kept.")
    processes: Annotated[Processes, BeforeValidator(parse_processes)] = Field(
        1, description="Number of worker processes; auto: one for each processor that may be used."
    )
    log_format: Literal["console", "json"] = Field(
        default_factory=_default_log_format, description="console or json; console on a terminal."
    )
    log_level: LogLevel = Field("info", description="The least that is logged: debug, info, warning or error.")

    @field_validator("admin_key")
    @classmethod
    def _admin_key_is_long(cls, value: SecretStr | None) -> SecretStr | None:
        if value is None:
            return None
        key = value.get_secret_value()
        if not _PRINTABLE.fullmatch(key):  # no client could send it: `Authorization: Bearer` and one word
            message = "must be one word of printable ASCII: no spaces, no control characters"
            raise ValueError(message)
        if len(key) < _ADMIN_KEY_MIN_CHARS:
            message = f"needs at least {_ADMIN_KEY_MIN_CHARS} characters"
            raise ValueError(message)
        return value

    @field_validator("data_dir", mode="before")
    @classmethod
    def _names_a_folder(cls, value: object) -> object:
        if value == "":
            message = "names no folder; leave it out for the default one"
            raise ValueError(message)
        return value

    @field_validator("database_url", "listen_url", "read_url")
    @classmethod
    def _is_postgres(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            parse_postgres(value.get_secret_value())
        return value

    @field_validator("public_uri")
    @classmethod
    def _begins_a_link(cls, value: str | None) -> str | None:
        if value is None:
            return None
        try:
            parts = urlsplit(value)
            is_named = parts.netloc.startswith("[") or bool(_HOST_OF_A_LINK.fullmatch(parts.hostname or ""))
            has_host = parts.scheme in {"https", "http"} and is_named and parts.port != 0
        except ValueError:
            has_host = False
        if not has_host or not _PRINTABLE.fullmatch(value) or set(value) & set("@?#\\"):
            message = "is not an address such as https://hooks.example.com or https://example.com/bellhop"
            raise ValueError(message)
        return value.rstrip("/")

    @field_validator("ca_file")
    @classmethod
    def _holds_certificates(cls, value: Path | None) -> Path | None:
        if value is not None:
            try:
                ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cafile=value)
            except ssl.SSLError:
                message = "the file holds no certificate in PEM form"
                raise ValueError(message) from None
            except OSError as error:
                message = f"the file cannot be read: {error.strerror}"
                raise ValueError(message) from None
        return value

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Self:
        """Read the settings; raises `ConfigurationError` with a sentence that names each wrong one."""
        values: dict[str, str] = {}
        given: dict[str, str] = {}
        for name, value in environment.items():
            if not name.startswith(_PREFIX) or name.startswith(_TEST_PREFIX) or name in _OF_CLIENTS:
                continue
            field = name.removeprefix(_PREFIX).lower()
            if field in cls.model_fields:
                content = value
            elif field.endswith(_FILE_SUFFIX.lower()) and field.removesuffix("_file") in cls.model_fields:
                field, content = field.removesuffix("_file"), _read(name, value)
            else:
                raise ConfigurationError(_unknown(name, cls.model_fields), (name,))
            if field in values:
                sentence = f"{_PREFIX}{field.upper()} is given twice, also as {_PREFIX}{field.upper()}_FILE; keep one."
                raise ConfigurationError(sentence, (name,))
            values[field], given[field] = content, name
        try:
            return cls.model_validate(values)
        except ValidationError as error:
            sentences = _sentences(error, given)
            raise ConfigurationError(" ".join(sentences.values()), tuple(sentences)) from None


def _unknown(name: str, fields: Iterable[str]) -> str:
    known = sorted(each.upper() for each in fields)
    near = get_close_matches(name.removeprefix(_PREFIX).removesuffix(_FILE_SUFFIX), known, n=1)
    names = ", ".join(f"{_PREFIX}{each}" for each in known)
    advice = f"did you mean {_PREFIX}{near[0]}?" if near else f"there are {names}, each also with _FILE."
    return f"{name} is not a setting of Bellhop; {advice}"


def _sentences(error: ValidationError, given: Mapping[str, str]) -> dict[str, str]:
    """One sentence for each variable that is wrong, with its value where that is no secret."""
    sentences: dict[str, str] = {}
    for each in error.errors():
        field = str(each["loc"][0])
        name = given.get(field, f"{_PREFIX}{field.upper()}")
        if name in sentences:
            continue
        own = each["msg"].removeprefix("Value error, ")
        if own == each["msg"]:  # pydantic's words: "Input should be …", and they do not say what was found
            own = own[:1].lower() + own[1:]
            found = repr(each["input"])[:_SHOWN_CHARS]
            own += "" if field in _SECRETS else f", not {found}"
        sentences[name] = f"{name}: {own}" + ("" if own.endswith("?") else ".")
    return sentences


def _read(name: str, path: str) -> str:
    """The content of the file that a variable names, without the line end; bounded, for a device has no end."""
    try:
        with Path(path).open("rb") as file:
            content = file.read(_FILE_MOST_BYTES + 1)
        if len(content) > _FILE_MOST_BYTES:
            reason = f"it is longer than {_FILE_MOST_BYTES // 1024} KiB"
        else:
            return content.decode("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = str(error.strerror) if isinstance(error, OSError) else "it is not UTF-8"
    sentence = f"{name} names a file that cannot be read: {reason}."
    raise ConfigurationError(sentence, (name,))
