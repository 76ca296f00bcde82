"""Every way to start wrongly ends in one sentence that names what to change, and in exit code 1 or 2."""

import base64
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import asyncpg
import pytest

from bellhop import errors
from bellhop.cli import main
from tests.certificates import a_certificate
from tests.running import bellhop_command
from tests.spread import run_apart, with_database

KEYS = "first:" + base64.b64encode(bytes(32)).decode()
NOWHERE = "postgresql://someone:hunter2@127.0.0.1:9/none"
Wrong = tuple[dict[str, str], int, str]

SETTINGS: dict[str, Wrong] = {
    "a scheme of another database": ({"BELLHOP_DATABASE_URL": "mysql://u:hunter2@h/x"}, 2, "BELLHOP_DATABASE_URL"),
    "a password with a slash": (
        {"BELLHOP_DATABASE_URL": "postgresql://u:hunter2/x@h/x"},
        2,
        "percent-encode what is special in",
    ),
    "a password with a slash that looks like a port": (
        {"BELLHOP_DATABASE_URL": "postgresql://u:12345/hunter2@127.0.0.1:9/x"},
        2,
        "percent-encode what is special in",
    ),
    "a password with a question mark": (
        {"BELLHOP_READ_URL": "postgresql://u:1?hunter2@127.0.0.1:9/x"},
        2,
        "BELLHOP_READ_URL: has an @",
    ),
    "an empty database": ({"BELLHOP_DATABASE_URL": ""}, 2, "BELLHOP_DATABASE_URL: is empty"),
    "nothing listens": ({"BELLHOP_DATABASE_URL": NOWHERE}, 1, "BELLHOP_DATABASE_URL: Postgres at 127.0.0.1:9/none"),
    "several hosts, none listens": (
        {"BELLHOP_DATABASE_URL": "postgresql://u:hunter2@127.0.0.1:9,127.0.0.1:10/x"},
        1,
        "BELLHOP_DATABASE_URL: Postgres at",
    ),
    "a host that cannot be": (
        {"BELLHOP_DATABASE_URL": f"postgresql://u:hunter2@{'h' * 70}.test/x"},
        2,
        "BELLHOP_DATABASE_URL",
    ),
    "several hosts, one with a port that is none": (
        {"BELLHOP_READ_URL": "postgresql://u:hunter2@127.0.0.1:1,127.0.0.1:x/x"},
        2,
        "BELLHOP_READ_URL: has a port that is not a number from 1 to 65535",
    ),
    "an sslmode that the library trips over": (
        {"BELLHOP_DATABASE_URL": NOWHERE + "?sslmode=parse"},
        2,
        "BELLHOP_DATABASE_URL: it cannot be used: it, or what a variable such as PGPORT",
    ),
    "a socket that is not there": ({"BELLHOP_DATABASE_URL": "postgresql://u@/x?host=/nowhere"}, 1, "its socket/x"),
    "an sslmode that is none": ({"BELLHOP_DATABASE_URL": NOWHERE + "?sslmode=perhaps"}, 2, "sslmode"),
    "authorities that are not there": (
        {"BELLHOP_DATABASE_URL": NOWHERE + "?sslmode=verify-full&sslrootcert=/nowhere"},
        1,
        "a file that the URL names for TLS",
    ),
    "keys without a name": ({"BELLHOP_MASTER_KEYS": base64.b64encode(b"s" * 32).decode()}, 2, "key 1 needs a name"),
    "keys with an end too many": ({"BELLHOP_MASTER_KEYS": KEYS + ","}, 2, "key 2 needs a name"),
    "a key that is no base64": ({"BELLHOP_MASTER_KEYS": "k1:!!"}, 2, "key 1 has no base64"),
    "a key that is short": ({"BELLHOP_MASTER_KEYS": "k1:QUJD"}, 2, "has 3 bytes, not 32"),
    "a key twice": ({"BELLHOP_MASTER_KEYS": f"{KEYS},{KEYS}"}, 2, "two keys have the same name"),
    "no keys": ({"BELLHOP_MASTER_KEYS": ""}, 2, "BELLHOP_MASTER_KEYS"),
    "a network with a host in it": ({"BELLHOP_EGRESS_ALLOW": "10.0.0.1/8"}, 2, "did you mean 10.0.0.0/8?"),
    "a network too long": ({"BELLHOP_EGRESS_ALLOW": "10.0.0.0/8,::1/129"}, 2, "'::1/129' is not a network"),
    "authorities that are none": ({"BELLHOP_CA_FILE": __file__}, 2, "BELLHOP_CA_FILE: the file holds no certificate"),
    "authorities that are a folder": ({"BELLHOP_CA_FILE": "/"}, 2, "BELLHOP_CA_FILE: the file cannot be read"),
    "an admin key of spaces": ({"BELLHOP_ADMIN_KEY": " " * 40}, 2, "BELLHOP_ADMIN_KEY: must be one word"),
    "an admin key with a space after it": ({"BELLHOP_ADMIN_KEY": "k" * 40 + " "}, 2, "must be one word"),
    "an admin key with a tab": ({"BELLHOP_ADMIN_KEY": "k" * 20 + "\t" + "k" * 20}, 2, "must be one word"),
    "an admin key with an umlaut": ({"BELLHOP_ADMIN_KEY": "ü" * 40}, 2, "must be one word"),
    "a setting that is none": ({"BELLHOP_PROT": "8400"}, 2, "did you mean BELLHOP_PORT?"),
    "a setting far from all": ({"BELLHOP_ZZZ": "1"}, 2, "BELLHOP_ADMIN_KEY, "),
    "a port that is a word": ({"BELLHOP_PORT": "high"}, 2, "not 'high'"),
    "no processes": ({"BELLHOP_PROCESSES": "0"}, 2, "BELLHOP_PROCESSES: a whole number from 1 to 64, or auto, not '0'"),
    "no history": ({"BELLHOP_HISTORY_DAYS": "0"}, 2, "BELLHOP_HISTORY_DAYS"),
    "a level that is none": ({"BELLHOP_LOG_LEVEL": "loud"}, 2, "BELLHOP_LOG_LEVEL"),
    "a file that is not there": ({"BELLHOP_ADMIN_KEY_FILE": "/nowhere"}, 2, "BELLHOP_ADMIN_KEY_FILE names a file"),
    "a file that is a folder": ({"BELLHOP_ADMIN_KEY_FILE": "/"}, 2, "Is a directory"),
    "a file without an end": ({"BELLHOP_ADMIN_KEY_FILE": "/dev/zero"}, 2, "longer than 64 KiB"),
    "a file with nothing in it": ({"BELLHOP_DATABASE_URL_FILE": "/dev/null"}, 2, "BELLHOP_DATABASE_URL_FILE: is empty"),
    "no data folder": ({"BELLHOP_DATA_DIR": ""}, 2, "BELLHOP_DATA_DIR: names no folder"),
}

USES: dict[str, tuple[list[str], str]] = {
    "no command": ([], "COMMAND"),
    "an unknown command": (["fly"], "invalid choice: 'fly'"),
    "no processes": (["serve", "--processes", "0"], "a whole number from 1 to 64, or auto, not '0'"),
    "more processes than anybody can want": (["serve", "--processes", "100000"], "from 1 to 64"),
    "a role that is none": (["serve", "--role", "x"], "one of all, api, dispatcher, maintenance, not 'x'"),
    "a port that is none": (["listen", "--port", "99999"], "from 0 to 65535"),
    "an answer that is none": (["listen", "--status", "9999"], "from 100 to 599"),
    "so long ago that there was no year": (["replay", "sub_x", "--since", "999999d"], "15m, 2h or 3d ago"),
    "an option of a sister": (
        ["tail", "deliveries", "--from-start"],
        "--from-start; see `bellhop tail deliveries --help`.",
    ),
    "a word too many": (["keys", "list", "all"], "all; see `bellhop keys list --help`."),
    "a kind of key that is none": (["keys", "create", "--kind", "x"], "one of "),
}


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [each for each in os.environ if each.startswith("BELLHOP_")]:
        monkeypatch.delenv(name)


def one_sentence(printed: str) -> str:
    (line,) = printed.splitlines()
    assert line.startswith("bellhop: ")
    assert "hunter2" not in line
    assert "Errno" not in line
    return line


@pytest.mark.parametrize("wrong", SETTINGS)
def test_a_wrong_setting_is_one_sentence(
    wrong: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    settings, code, words = SETTINGS[wrong]
    for name, value in {"BELLHOP_DATABASE_URL": NOWHERE, "BELLHOP_MASTER_KEYS": KEYS, **settings}.items():
        if f"{name}_FILE" not in settings:
            monkeypatch.setenv(name, value)
    assert main(["serve"]) == code
    line = one_sentence(capfd.readouterr().err)
    assert words in line
    for value in settings.values():
        assert base64.b64encode(b"s" * 32).decode() not in line or not value


@pytest.mark.parametrize("folder", ["/proc/x", __file__, f"{__file__}/x", str(Path(__file__).parent)])
def test_a_data_folder_that_cannot_be_used_is_a_wrong_setting(
    folder: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """It was 1, as for what no setting mends."""
    monkeypatch.setenv("BELLHOP_DATA_DIR", folder)
    assert main(["serve"]) == 2
    assert "Set BELLHOP_DATA_DIR to " in one_sentence(capfd.readouterr().err)


@pytest.mark.parametrize("use", USES)
def test_a_wrong_use_is_one_sentence(use: str, capfd: pytest.CaptureFixture[str]) -> None:
    arguments, words = USES[use]
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert words in one_sentence(capfd.readouterr().err)


@pytest.mark.parametrize("command", [["migrate"], ["migrate", "--status"], ["keys", "list"], ["secrets", "rotate"]])
def test_every_command_says_that_the_database_is_away(
    command: list[str], monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BELLHOP_DATABASE_URL", NOWHERE)
    monkeypatch.setenv("BELLHOP_MASTER_KEYS", KEYS)
    assert main(command) == 1
    assert "BELLHOP_DATABASE_URL: Postgres at 127.0.0.1:9/none cannot be reached" in one_sentence(
        capfd.readouterr().err
    )


@pytest.mark.parametrize("command", [["serve"], ["migrate"], ["cells", "add", "far"]])
@pytest.mark.parametrize(
    ("variable", "value"), [("PGPORT", "x"), ("PGPORT", "1,2"), ("PGHOST", ","), ("PGHOST", "ü" * 70)]
)
def test_what_the_variables_of_libpq_add_is_one_sentence(
    command: list[str], variable: str, value: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BELLHOP_DATABASE_URL", "postgresql://u:hunter2@/x")
    monkeypatch.setenv("BELLHOP_MASTER_KEYS", KEYS)
    monkeypatch.setenv(variable, value)
    assert main(command) == 2
    assert "BELLHOP_DATABASE_URL: it cannot be used: " in one_sentence(capfd.readouterr().err)


def test_a_certificate_authority_is_taken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "authority.pem").write_text(a_certificate())
    monkeypatch.setenv("BELLHOP_CA_FILE", str(tmp_path / "authority.pem"))
    assert main(["openapi"]) == 0


def test_a_database_that_is_newer_or_not_ours_to_change_is_one_sentence(
    database_url: str, empty_database_url: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BELLHOP_MASTER_KEYS", KEYS)
    for url, change, words in (
        (database_url, "INSERT INTO bellhop.migrations VALUES ('bellhop', 9999, 'future', '')", "it is newer"),
        (empty_database_url, "ALTER DATABASE {} SET default_transaction_read_only = on", "read-only"),
        (with_database(database_url, "nowhere_at_all"), None, "no such database"),
    ):
        monkeypatch.setenv("BELLHOP_DATABASE_URL", url)
        if change is not None:
            run_apart(partial(execute, url, change))
        assert main(["migrate"]) == 1
        assert words in one_sentence(capfd.readouterr().err)


async def execute(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statement.format(await connection.fetchval("SELECT current_database()")))
    finally:
        await connection.close()


@pytest.fixture
def taken() -> Iterator[str]:
    """A port that somebody has, who takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield str(listener.getsockname()[1])


def start(*arguments: str, redirected: str = "", **settings: str) -> "subprocess.CompletedProcess[str]":
    """What a program of its own says and how it ends."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("BELLHOP_")}
    command = [bellhop_command(), *arguments]
    if redirected:
        command = ["sh", "-c", f'exec "$0" "$@" {redirected}', *command]
    return subprocess.run(
        command,
        env=inherited | settings,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_what_only_a_program_of_its_own_can_do_wrong(database_url: str, taken: str, tmp_path: Path) -> None:
    """The port is taken, Postgres is silent, standard descriptors are closed: all at once, for each takes seconds."""
    given = {"BELLHOP_DATABASE_URL": database_url, "BELLHOP_MASTER_KEYS": KEYS}
    silent = given | {"BELLHOP_DATABASE_URL": f"postgresql://u:hunter2@127.0.0.1:{taken}/x"}
    attempts: dict[str, Callable[[], subprocess.CompletedProcess[str]]] = {
        "taken": lambda: start("serve", BELLHOP_PORT=taken, **given),
        "taken, several": lambda: start("serve", "--processes", "2", BELLHOP_PORT=taken, **given),
        "silent": lambda: start("serve", **silent),
        "closed": lambda: start("migrate", redirected="<&- >&- 2>&-", **given),
        "full": lambda: start("migrate", "--status", redirected=">/dev/full", **given),
        "full, help": lambda: start("--help", redirected=">/dev/full"),
        "full, a version": lambda: start("--version", redirected=">/dev/full", PYTHONUNBUFFERED="1"),
    }
    with ThreadPoolExecutor(3) as threads:
        ended = dict(zip(attempts, threads.map(lambda each: each(), attempts.values()), strict=True))
    for name in ("taken", "taken, several"):
        assert ended[name].returncode == 2
        assert f"BELLHOP_PORT: 127.0.0.1 port {taken} cannot be used: Address already in use" in one_sentence(
            ended[name].stderr
        )
    assert ended["silent"].returncode == 1
    said, sentence = ended["silent"].stderr.splitlines()
    assert "postgres.awaited" in said
    assert "did not answer within 10 seconds" in one_sentence(sentence)
    assert ended["closed"].returncode == 0
    for name in ("full", "full, help", "full, a version"):
        assert ended[name].returncode == 1
        assert "No space left" in one_sentence(ended[name].stderr)


def every_error() -> list[type[Exception]]:
    modules = [module for name, module in sorted(sys.modules.items()) if name.partition(".")[0] == "bellhop"]
    found = {
        each
        for module in modules
        for each in vars(module).values()
        if isinstance(each, type) and issubclass(each, Exception) and each.__module__.startswith("bellhop.")
    }
    return sorted(found, key=lambda each: each.__name__)


@pytest.mark.parametrize("kind", every_error(), ids=lambda kind: kind.__name__)
def test_an_error_takes_the_traceback_that_python_writes_to_it(kind: type[Exception]) -> None:
    """A frozen one refused it, and contextlib's complaint took the place of the sentence."""
    assert errors.ConfigurationError in every_error()
    error = kind("sentence")
    error.__traceback__ = None
    error.__cause__ = ValueError()
    assert "sentence" in str(error)
