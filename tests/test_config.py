import socket
from pathlib import Path

import pytest

from bellhop.binding import bind
from bellhop.config import Settings
from bellhop.errors import ConfigurationError
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


def test_links_begin_with_the_public_uri_without_its_last_slash() -> None:
    settings = Settings.from_environment({"BELLHOP_PUBLIC_URI": "https://example.com/bellhop/"})
    assert settings.public_uri == "https://example.com/bellhop"


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
