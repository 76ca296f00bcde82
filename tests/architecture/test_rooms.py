"""The house as it is drawn: who may import whom, and what only one room does."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from importlinter import cli

TOP = Path(__file__).parents[2]
SERVICE = TOP / "service" / "bellhop"
FILES = sorted(SERVICE.rglob("*.py"))
# What waits, or knows of the world outside: nothing of it in the rules.
IMPURE = {
    "aiohttp",
    "aiodns",
    "asyncio",
    "asyncpg",
    "os",
    "pycurl",
    "random",
    "socket",
    "subprocess",
    "threading",
    "time",
}
# A statement, or a piece of one that says something about columns, parameters or functions of Postgres.
SQL = re.compile(
    r"\b(?:SELECT|INSERT INTO|DELETE FROM|UPDATE \w+ SET|ORDER BY|GROUP BY|FOR UPDATE|ON CONFLICT|VACUUM)\b"
    r"|\b(?:IS|IS NOT) NULL\b|\b(?:LIMIT|WHERE|HAVING|RETURNING|JOIN)\s|^\s*AND\s|\bFROM [a-z_]+"
    r"|^\s*(?:LISTEN|NOTIFY)\s"
    r"|\$[0-9]|= ?\$|::[a-z]+|\bpg_[a-z_]+\(|\b[a-z]\.[a-z_]+ (?:=|<>|<|>|IN\b|IS\b)|^[a-z]\.[a-z_]+$"
)
ASKS_THE_TIME = re.compile(r"\bdatetime\.(?:now|utcnow|today)\(|\bdate\.today\(|\btime\.(?:time|time_ns|monotonic)\(")


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def modules(path: Path) -> Iterator[str]:
    """The modules that a file imports: of `from bellhop.store import keys` also `bellhop.store.keys`."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{each.name}" for each in node.names)
        elif isinstance(node, ast.Import):
            yield from (each.name for each in node.names)


def test_imports_go_downwards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(TOP)
    assert cli.lint_imports(no_cache=True) == cli.EXIT_STATUS_SUCCESS


def test_the_rules_are_pure() -> None:
    for path in sorted((SERVICE / "domain").glob("*.py")):
        roots = {name.partition(".")[0] for name in imported(path)}
        assert not roots & IMPURE, path.name
        assert not any(isinstance(node, ast.Await) for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


def test_one_place_asks_what_time_it_is() -> None:
    asking = [path.name for path in FILES if ASKS_THE_TIME.search(path.read_text(encoding="utf-8"))]
    assert asking == ["clock.py"]


def texts(path: Path) -> Iterator[tuple[int, str]]:
    """Every text in a file with its line, the pieces of f-strings too; docstrings and other lone texts are none."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
            yield node.lineno, node.value


@pytest.mark.parametrize(
    "text",
    [
        "SELECT 1",
        "INSERT INTO jobs",
        "DELETE FROM jobs",
        "UPDATE jobs SET",
        "ORDER BY ",
        "\nLIMIT ",
        "AND j.state",
        "j.job_id",
        "j.job_id = ",
        "j.job_id = $1",
        "($2::uuid)",
        "d.dead_time IS NOT NULL",
        "pg_notify(",
        "VACUUM jobs",
        "LISTEN bellhop",
    ],
)
def test_sql_is_recognized_in_pieces(text: str) -> None:
    assert SQL.search(text)


def test_sql_lives_in_the_store() -> None:
    """Rooms above it run its functions and hold no statement, and no piece of one, however it is quoted."""
    above = [
        *(
            path
            for room in ("commands", "api", "core", "dispatch", "maintenance")
            for path in (SERVICE / room).rglob("*.py")
        )
    ]
    above += [path for path in SERVICE.glob("*.py") if path.name != "__init__.py"]
    found = [
        f"{path.relative_to(SERVICE)}:{line}: {text.strip()[:60]}"
        for path in sorted(above)
        for line, text in texts(path)
        if SQL.search(text)
    ]
    assert not found, "\n".join(found)


def test_every_wire_model_says_which_way_it_goes() -> None:
    for path in (SERVICE / "api").rglob("*_wire.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            bases = [ast.unparse(base) for base in node.bases] if isinstance(node, ast.ClassDef) else []
            if isinstance(node, ast.ClassDef) and any(base.endswith(("Model", "In", "Out", "Page")) for base in bases):
                assert node.name.endswith(("In", "Out", "Query", "Patch")), f"{path.name}: {node.name}"


def test_every_module_says_what_it_is_for() -> None:
    for path in FILES:
        assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))), path


def test_every_room_is_part_of_the_drawing() -> None:
    drawn = (TOP / "pyproject.toml").read_text(encoding="utf-8")
    for path in SERVICE.iterdir():
        name = path.stem
        if (path.is_dir() and (path / "__init__.py").exists()) or (path.suffix == ".py" and name != "__init__"):
            assert re.search(rf"\bbellhop\.{name}\b", drawn), f"{name} is in no layer of import-linter's"


def test_nothing_is_left_to_be_done() -> None:
    words = re.compile(r"\b(?:TODO|FIXME|XXX|NotImplementedError)\b")
    for path in FILES:
        assert not words.search(path.read_text(encoding="utf-8")), path


def test_no_import_goes_in_a_circle() -> None:
    """Also none that only the type checker sees, or that a function makes when it runs."""
    names = {".".join(path.relative_to(SERVICE.parent).with_suffix("").parts): path for path in FILES}
    arrows = {(name, other) for name, path in names.items() for other in modules(path) if other in names}
    while True:  # what imports nothing that is left, and what nothing left imports, is in no circle
        begins, ends = {name for name, _ in arrows}, {other for _, other in arrows}
        left = {(name, other) for name, other in arrows if name in ends and other in begins}
        if left == arrows:
            break
        arrows = left
    assert not arrows, sorted(arrows)


def test_only_the_way_out_opens_connections_to_what_tenants_wrote() -> None:
    """So nothing goes around the guard or the proxy; `remote` and `listen` are programs of a caller."""
    senders = {"pycurl", "requests", "httpx", "urllib3", "http.client", "urllib.request"}
    found = {path for path in FILES for name in imported(path) if name in senders}
    found |= {path for path in FILES if "ClientSession(" in path.read_text(encoding="utf-8")}
    rooms = {path.relative_to(SERVICE).parts[0] for path in found}
    assert rooms == {"egress", "remote"}
