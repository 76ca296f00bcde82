import socket
from pathlib import Path

import pytest

from bellhop.binding import bind
from bellhop.config import Settings
from bellhop.errors import ConfigurationError
from bellhop.postgres_address import parse as parse_postgres
from tests.certificates import a_certificate


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BELLHOP_COLOUR", "blue"),
        ("BELLHOP_COLOUR_FILE", "/dev/null"),
        ("BELLHOP_PORT", "high"),
        ("BELLHOP_PORT", "70000"),
        ("BELLHOP_HOST", ""),
        ("BELLHOP_ADMIN_KEY", ""),
        ("BELLHOP_ADMIN_KEY", "short"),
        ("BELLHOP_ADMIN_KEY_FILE", "/dev/null"),
        ("BELLHOP_ADMIN_KEY_FILE", "/nowhere"),
        ("BELLHOP_MASTER_KEYS", "one"),
        ("BELLHOP_MASTER_KEYS", "one:QUJD"),
        ("BELLHOP_EGRESS_ALLOW", "everything"),
        ("BELLHOP_PUBLIC_URI", ""),
        ("BELLHOP_PUBLIC_URI", "hooks.example.com"),
        ("BELLHOP_PUBLIC_URI", "ftp://hooks.example.com"),
        ("BELLHOP_PUBLIC_URI", "https://user:word@hooks.example.com"),
        ("BELLHOP_PUBLIC_URI", "https://hooks.example.com/?a=b"),
        ("BELLHOP_PUBLIC_URI", "https://hooks.example.com/#there"),
        ("BELLHOP_PUBLIC_URI", "https://hooks.example.com:port"),
        ("BELLHOP_PUBLIC_URI", "https://hooks.example.com/a b"),
        ("BELLHOP_PUBLIC_URI", "https://user:1/hunter2@hooks.example.com"),
        ("BELLHOP_PUBLIC_URI", "https://hooks.example.com:0"),
        ("BELLHOP_PUBLIC_URI", 'https://"><script>'),
        ("BELLHOP_PUBLIC_URI", "https://hooks..example.com"),
        ("BELLHOP_PUBLIC_URI", "https://hooks.example.com\\x"),
        ("BELLHOP_PUBLIC_URI", "https://" + "h" * 64),
        ("BELLHOP_CONSOLE_FRAME_ANCESTORS", "'self',https://user:hunter2@app.example.com"),
        ("BELLHOP_CONSOLE_FRAME_ANCESTORS", "https:///" + "a" * 9999),
        ("BELLHOP_EGRESS_ALLOW", "10.0.0.0/8,https://user:hunter2@10.0.0.1"),
        ("BELLHOP_EGRESS_ALLOW", "1" * 9999),
        ("BELLHOP_CONSOLE_FRAME_ANCESTORS", "*"),
        ("BELLHOP_CONSOLE_FRAME_ANCESTORS", "app.example.com"),
        ("BELLHOP_CONSOLE_FRAME_ANCESTORS", "https://app.example.com/page"),
        ("BELLHOP_CONSOLE_FRAME_ANCESTORS", "https://app.example.com; script-src *"),
        ("BELLHOP_EGRESS_HTTP", "perhaps"),
        ("BELLHOP_EGRESS_PROXY", ""),
        ("BELLHOP_EGRESS_PROXY", "proxy.example.com:3128"),
        ("BELLHOP_EGRESS_PROXY", "socks5://proxy.example.com:1080"),
        ("BELLHOP_EGRESS_PROXY", "http://proxy.example.com:0"),
        ("BELLHOP_EGRESS_PROXY", "http://proxy.example.com:70000"),
        ("BELLHOP_EGRESS_PROXY", "http://proxy.example.com:3128/path"),
        ("BELLHOP_EGRESS_PROXY", "http://proxy.example.com:3128?a=b"),
        ("BELLHOP_EGRESS_PROXY", "http://10.1:3128"),
        ("BELLHOP_EGRESS_PROXY", "http://[::1"),
        ("BELLHOP_EGRESS_PROXY", "http://proxy\u00fc.example:3128"),
        ("BELLHOP_EGRESS_PROXY", "http://proxy.example.com:3128\r\nx: y"),
        ("BELLHOP_EGRESS_PROXY_FILE", "/nowhere"),
        ("BELLHOP_HISTORY_DAYS", "0"),
        ("BELLHOP_PROCESSES", "0"),
        ("BELLHOP_PROCESSES", "65"),
        ("BELLHOP_PROCESSES", "Auto"),
        ("BELLHOP_LOG_FORMAT", "xml"),
        ("BELLHOP_DATABASE_URL", ""),
        ("BELLHOP_DATABASE_URL", "mysql://localhost/x"),
        ("BELLHOP_DATABASE_URL", "postgresql://localhost:port/x"),
        ("BELLHOP_LISTEN_URL", "nonsense"),
        ("BELLHOP_READ_URL", "nonsense"),
        ("BELLHOP_CELL_READ_URLS", "postgresql://localhost/x"),
        ("BELLHOP_CELL_READ_URLS", "far=nonsense"),
        ("BELLHOP_CELL_READ_URLS", "far=postgresql://one/x far=postgresql://two/x"),
        ("BELLHOP_CA_FILE", "/nowhere"),
    ],
)
def test_what_cannot_be_a_setting_is_named(name: str, value: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        Settings.from_environment({name: value})
    assert name.removesuffix("_FILE") in refused.value.sentence
    assert refused.value.settings
    assert "hunter2" not in refused.value.sentence
    assert len(refused.value.sentence) < 1000


@pytest.mark.parametrize("field", sorted(Settings.model_fields))
def test_every_setting_can_be_read_from_a_file(field: str, tmp_path: Path) -> None:
    values = {
        "port": "8401",
        "database_url": "postgresql://localhost/x",
        "listen_url": "postgresql://localhost/x",
        "read_url": "postgresql://localhost/x",
        "cell_read_urls": "cell_2=postgresql://localhost/x",
        "admin_key": "k" * 32,
        "master_keys": "one:" + "A" * 43 + "=",
        "public_uri": "https://hooks.example.com",
        "console_frame_ancestors": "https://app.example.com, 'self'",
        "egress_allow": "127.0.0.0/8",
        "egress_http": "true",
        "egress_proxy": "http://user:word@proxy.example.com:3128",
        "ca_file": str(tmp_path / "authorities.pem"),
        "history_days": "7",
        "processes": "2",
        "log_format": "json",
        "log_level": "debug",
    }
    value = values.get(field, "text")
    (tmp_path / "authorities.pem").write_text(a_certificate())
    given = tmp_path / "given"
    given.write_text(value + "\n")
    name = f"BELLHOP_{field.upper()}"
    read = Settings.from_environment({f"{name}_FILE": str(given)})
    assert read == Settings.from_environment({name: value})
    assert field in read.model_fields_set
    with pytest.raises(ConfigurationError, match=f"{name} is given twice"):
        Settings.from_environment({name: value, f"{name}_FILE": str(given)})


@pytest.mark.parametrize(
    ("given", "shown", "user", "password"),
    [
        ("http://Proxy.Example.com:3128", "http://proxy.example.com:3128", b"", b""),
        ("https://proxy.example.com/", "https://proxy.example.com:443", b"", b""),
        ("http://10.0.0.7", "http://10.0.0.7:80", b"", b""),
        ("http://bell:hop@[fd00::1]:3128", "http://[fd00::1]:3128", b"bell", b"hop"),
        ("http://b%40c:p%3A%25%2F:x@squid:3128", "http://squid:3128", b"b@c", b"p:%/:x"),
        ("http://bell@squid:3128", "http://squid:3128", b"bell", b""),
    ],
)
def test_a_proxy_is_read_and_shown_without_its_password(given: str, shown: str, user: bytes, password: bytes) -> None:
    proxy = Settings.from_environment({"BELLHOP_EGRESS_PROXY": given}).egress_proxy
    assert proxy is not None
    assert (proxy.uri, proxy.user, proxy.password) == (shown, user, password)
    assert str(proxy) == shown + (" (with a user name and a password)" if user else "")
    assert "hop" not in repr(proxy)


@pytest.mark.parametrize(
    "given",
    [
        "http://bell:hunter2@proxy.example.com:0",
        "http://bell:hunter2@10.1:3128",
        "http://bell:hunter2 x@proxy.example.com:3128",
        "http://bell:hunter2@x@proxy.example.com:3128",
        "http://bell:hunter2%0a@proxy.example.com:3128",
        "http://be%3all:hunter2@proxy.example.com:3128",
        "http://bell:hunter2" + "x" * 1024 + "@proxy.example.com:3128",
        "hunter2",
    ],
)
def test_what_is_no_proxy_is_told_without_its_password(given: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        Settings.from_environment({"BELLHOP_EGRESS_PROXY": given})
    assert refused.value.sentence.startswith("BELLHOP_EGRESS_PROXY: ")
    assert "hunter2" not in refused.value.sentence


UNENCODED = [
    "postgresql://u:12345/hunter2@127.0.0.1:1/x",
    "postgresql://u:1?hunter2@127.0.0.1:1/x",
    "postgresql://u:1#hunter2@127.0.0.1:1/x",
    "postgresql://u:1?a=hunter2@127.0.0.1:1/x",
    "postgresql://u:1/x?hunter2",
    "postgresql://u:hunter2@127.0.0.1:1/x#",
    "postgresql://u:a,b/hunter2@127.0.0.1:1/x",
    "postgresql://u:h@hunter2@127.0.0.1:1/x",
    "postgresql://u:[hunter2@127.0.0.1:1/x",
    "postgresql://u:hunter2\uff0f@127.0.0.1:1/x",
    "postgresql://u:hunter2\n@127.0.0.1:1/x",
    " postgresql://u:hunter2@127.0.0.1:1/x",
    "postgresql:u:hunter2@127.0.0.1:1/x",
    "postgresql:hunter2",
]


@pytest.mark.parametrize("name", ["BELLHOP_DATABASE_URL", "BELLHOP_LISTEN_URL", "BELLHOP_READ_URL"])
@pytest.mark.parametrize("url", UNENCODED)
def test_a_password_that_is_not_encoded_is_told_how_to_and_no_part_of_it(name: str, url: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        Settings.from_environment({name: url})
    assert refused.value.sentence.startswith(f"{name}: ")
    assert "percent-encode what is special in the user and the password" in refused.value.sentence
    assert not any(part in refused.value.sentence for part in ("hunter2", "127.0.0.1", "u:"))


@pytest.mark.parametrize(
    "given",
    [
        *(f"far={each}" for each in UNENCODED if " " not in each and "\n" not in each),
        "far=postgresql://u@one/x far=postgresql://u:1/hunter2@two/x",
        "far=postgresql://u:two hunter2@127.0.0.1/x",
        "far=postgresql://u@one/x hunter2=4@127.0.0.1/x",
    ],
)
def test_the_urls_of_cells_are_told_by_their_place_alone(given: str) -> None:
    with pytest.raises(ConfigurationError, match=r"^BELLHOP_CELL_READ_URLS: .*word [12]|URL such as") as refused:
        Settings.from_environment({"BELLHOP_CELL_READ_URLS": given})
    assert not any(part in refused.value.sentence for part in ("hunter2", "127.0.0.1", "u:"))


@pytest.mark.parametrize(
    ("hosts", "words"),
    [
        ("one:1,two:x/x", "a port"),
        ("one:0/x", "a port"),
        ("one,two:65536/x", "a port"),
        ("one:%31/x", "a port"),
        ("one:\u0661/x", "a port"),
        ("[::1]:x,two/x", "a port"),
        (",two/x", "a host"),
        ("one,,two/x", "a host"),
        (":5432/x", "a host"),
        ("::1/x", "a host"),
        ("[::1]one/x", ""),
        ("[::1/x", "a URL"),
        ("[one]/x", ""),
        ("o ne/x", "a host"),
        ("o%0Ane/x", "a host"),
        ("one..two/x", "a host"),
        ("h" * 64 + "/x", "a host"),
        ("h." * 127 + "/x", "a host"),
        ("/x?host=one,two&port=1,2,3", "ports"),
        ("/x?host=one,two,three&port=1,2", "ports"),
        ("/x?host=one&port=1,", "a port"),
        ("/x?port=x", "a port"),
        ("/x?host=one:x", "a port"),
        ("one/x%00y", "%00"),
        ("one/x?application_name=%00", "%00"),
    ],
)
def test_each_host_and_port_of_a_database_is_looked_at(hosts: str, words: str) -> None:
    for url in (f"postgresql://u:hunter2@{hosts}", f"postgresql://{hosts}"):
        with pytest.raises(ConfigurationError) as refused:
            Settings.from_environment({"BELLHOP_READ_URL": url})
        assert words in refused.value.sentence
        assert not any(part in refused.value.sentence for part in ("hunter2", "one:", "one/", "one,"))


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://u:hunter2%40%2F%3F%23@127.0.0.1:1/x", "127.0.0.1:1/x"),
        ("postgres://u:hunter2@one,two:2/x?target_session_attrs=read-write", "one,two:2/x"),
        ("postgresql://[::1]:5433/x?user=u%40v&password=hunter2", "[::1]:5433/x"),
        ("postgresql://u@/x?host=/nowhere&port=5432&password=hunter2", "its socket/x"),
        ("postgresql://u:hunter2@one", "one"),
        ("postgresql:///?host=one&dbname=hidden&password=hunter2", "one/"),
        ("postgresql://?host=one&dbname=x&password=hunter2", "one/x"),
        ("postgresql://u:hunter2@one/a%0Ab", "one/a%0Ab"),
        ("postgresql://u:hunter2@one/gr%C3%B6%C3%9Fe", "one/größe"),
        ("postgresql:///", "its socket/"),
        ("postgresql://u:hunter2@[fe80::1%25eth0]:/x", "[fe80::1%eth0]/x"),
        ("postgresql://u:hunter2@%2Frun%2Fpostgresql:5433,two:5434/x", "its socket,two:5434/x"),
        ("postgresql:///x?host=one,[::1],/nowhere&port=1,2,3&password=hunter2", "one:1,[::1]:2,its socket/x"),
        ("postgresql:///x?host=one,two:3&port=5433&password=hunter2", "one:5433,two:5433/x"),
        ("postgresql:///x?host=one:1,two&password=hunter2", "one:1,two/x"),
        ("postgresql://u:hunter2@b\u00fccher.example./x", "b\u00fccher.example./x"),
        ("postgresql://u:hunter2@my_db-1:65535/" + "x" * 90, "my_db-1:65535/" + "x" * 80 + "\u2026"),
    ],
)
def test_a_postgres_is_shown_without_user_and_password(url: str, shown: str) -> None:
    assert Settings.from_environment({"BELLHOP_DATABASE_URL": url}).database_url is not None
    assert str(parse_postgres(url)) == shown
    assert "hunter2" not in repr(parse_postgres(url))


def test_links_begin_with_the_public_uri_without_its_last_slash() -> None:
    settings = Settings.from_environment({"BELLHOP_PUBLIC_URI": "https://example.com/bellhop/"})
    assert settings.public_uri == "https://example.com/bellhop"
    for address in ("http://[::1]:8400", "http://127.0.0.1:8400", "https://a_b.example.", "https://hooks"):
        assert Settings.from_environment({"BELLHOP_PUBLIC_URI": address}).public_uri == address


def test_those_who_may_embed_the_console_are_a_list() -> None:
    given = {"BELLHOP_CONSOLE_FRAME_ANCESTORS": "https://app.example.com, https://*.example.org:8443,'self'"}
    settings = Settings.from_environment(given)
    assert settings.console_frame_ancestors == ("https://app.example.com", "https://*.example.org:8443", "'self'")
    assert Settings.from_environment({}).console_frame_ancestors == ()


def test_names_of_the_suite_and_of_others_are_let_be() -> None:
    assert Settings.from_environment({"BELLHOP_TEST_DATABASE_URL": "x", "PATH": "/bin"}).port == 8400


def test_an_address_that_cannot_be_used_names_its_settings() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        settings = Settings.from_environment({"BELLHOP_PORT": str(taken.getsockname()[1])})
        with pytest.raises(ConfigurationError, match="BELLHOP_PORT"):
            bind(settings)
