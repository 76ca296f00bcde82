"""Where a Postgres is, as an operator writes it: `postgresql://user:password@host:5432/database`.

A password with a `/`, `?` or `#` in it that is not percent-encoded ends the part in which a host is looked for, and its
rest is taken for a database or an option, which may be shown. Its `@` tells of that: nothing behind the host has one.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from ipaddress import IPv6Address
from urllib.parse import parse_qs, quote, unquote, urlsplit

_BEGINNING = re.compile(r"postgres(?:ql)?://", re.IGNORECASE)
_ENCODE = "percent-encode what is special in the user and the password (all but letters, digits and -._~)"
_NO_URL = f"is not a URL such as postgresql://user:password@host:5432/database; {_ENCODE}"
_STRAY = f"has an @ or a # that does not belong there, or a query that cannot be read: {_ENCODE}"
_NO_HOST = "has a host that is neither a name, nor an address (IPv6 in brackets), nor the path of a folder"
_NO_PORT = "has a port that is not a number from 1 to 65535"
_NO_MATCH = "has more ports than hosts, or fewer, and not one port for all"
_NUL = "has a %00, which nothing in Postgres has in its name"
_IN_BRACKETS = re.compile(r"\[(?P<name>[^\]]+)\](?::(?P<port>.*))?")
_PORT = re.compile(r"[0-9]{1,5}")
_HIGHEST_PORT = 65535
_LONGEST_NAME = 253
_NO_PART_OF_A_NAME = frozenset(' "%,/:<>?@[\\]')
_SHOWN_CHARS = 80


@dataclass(frozen=True, slots=True)
class Host:
    """A server; `name` is a path where it is the folder of a socket, `port` is None where none is given."""

    name: str
    port: str | None

    def __str__(self) -> str:
        if self.name.startswith("/"):
            return "its socket"
        name = f"[{self.name}]" if ":" in self.name else self.name
        return name if self.port is None else f"{name}:{self.port}"


@dataclass(frozen=True, slots=True)
class PostgresAddress:
    """A database; its text is where that is, which may be shown: neither user nor password.

    hosts: those that are tried, in this order; empty where asyncpg looks for them by itself, first for a socket.
    database: None where it is called as the user.
    options: what the query says, decoded. secrets: passwords, as they are written and as they are meant.
    """

    hosts: tuple[Host, ...]
    database: str | None
    options: Mapping[str, str] = field(repr=False)
    secrets: frozenset[str] = field(repr=False)

    def __str__(self) -> str:
        hosts = ",".join(dict.fromkeys(str(each) for each in self.hosts)) or "its socket"
        if self.database is None:
            return hosts
        shown = self.database if self.database.isprintable() else quote(self.database)
        return f"{hosts}/{shown if len(shown) <= _SHOWN_CHARS else shown[:_SHOWN_CHARS] + '…'}"


def parse(url: str) -> PostgresAddress:
    """Read it as asyncpg does; raises `ValueError` with words that repeat no part of it, which may hold a password."""
    if not url:
        message = "is empty"
        raise ValueError(message)
    try:
        parts = urlsplit(url)
    except ValueError:  # whose words are the URL's
        raise ValueError(_NO_URL) from None
    if not _BEGINNING.match(url) or not url.isprintable():
        raise ValueError(_NO_URL)
    user_and_password, _, hosts = parts.netloc.rpartition("@")
    if "@" in user_and_password + parts.path + parts.query or "#" in url:
        raise ValueError(_STRAY)
    options = _options(parts.query)
    if "\0" in unquote(user_and_password + parts.path) or any("\0" in each for each in options.values()):
        raise ValueError(_NUL)
    password = user_and_password.partition(":")[2]
    secrets = {password, unquote(password), options.get("password", ""), options.get("sslpassword", "")}
    database = unquote(parts.path[1:]) if parts.path else options.get("dbname", options.get("database"))
    return PostgresAddress(_hosts(hosts, options), database, options, frozenset(secrets - {""}))


def _options(query: str) -> dict[str, str]:
    """What a query says; of several of a name the last counts."""
    if not query:
        return {}
    try:
        return {name: values[-1] for name, values in parse_qs(query, strict_parsing=True).items()}
    except ValueError:
        raise ValueError(_STRAY) from None


def _hosts(text: str, options: Mapping[str, str]) -> tuple[Host, ...]:
    """Those before the database, each with its port; without any those of the query, and the ports that it names."""
    if text:
        return tuple(_host(each, unquote) for each in text.split(","))
    ports = [_port(each) for each in options["port"].split(",")] if "port" in options else []
    if "host" not in options:
        return ()
    hosts = [_host(each, str) for each in options["host"].split(",")]
    if len(ports) not in {0, 1, len(hosts)}:
        raise ValueError(_NO_MATCH)
    given = ports * len(hosts) if len(ports) == 1 else ports
    return tuple(replace(host, port=port) for host, port in zip(hosts, given, strict=True)) if given else tuple(hosts)


def _host(text: str, decoded: Callable[[str], str]) -> Host:
    """One of a list; a port that is left out is Postgres's own."""
    if text.startswith("/"):
        name, port = text, ""
    elif text.startswith("["):
        shape = _IN_BRACKETS.fullmatch(text)
        if shape is None:
            raise ValueError(_NO_HOST)
        name, port = shape["name"], shape["port"] or ""
    else:
        name, _, port = text.partition(":")
    name = decoded(name)
    if not (_is_ipv6(name) if text.startswith("[") else _is_name(name)):
        raise ValueError(_NO_HOST)
    return Host(name, _port(port) if port else None)


def _port(text: str) -> str:
    if not _PORT.fullmatch(text) or not 0 < int(text) <= _HIGHEST_PORT:
        raise ValueError(_NO_PORT)
    return text


def _is_ipv6(text: str) -> bool:
    try:
        IPv6Address(text)
    except ValueError:
        return False
    return text.isprintable()


def _is_name(text: str) -> bool:
    """Whether it can be a name, an IPv4 address, or the path of a folder in which there is a socket."""
    if text.startswith("/"):
        return text.isprintable()
    try:
        text[: _LONGEST_NAME + 1].encode("idna")  # as it will be looked up
    except UnicodeError:
        return False
    return 0 < len(text) <= _LONGEST_NAME and text.isprintable() and not _NO_PART_OF_A_NAME & set(text)
