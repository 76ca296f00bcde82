"""Which room is for what, and which it calls: `python -m tests.rooms` writes that part of `docs/architecture.md`.

It is read from the code: the layers that import-linter keeps, the first line of each room's docstring, and its imports.
"""

import ast
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "service" / "bellhop"
PAGE = ROOT / "docs" / "architecture.md"
BEGIN = "<!-- rooms: written by `make generate` -->\n"
END = "<!-- end of rooms -->\n"


@dataclass(frozen=True, slots=True)
class Room:
    """A folder of the package, or a file at its top: what it is for, and the rooms that it imports."""

    name: str
    is_folder: bool
    purpose: str
    calls: Sequence[str]

    @property
    def path(self) -> str:
        """The room as a reader finds it below `service/bellhop/`."""
        return f"{self.name}/" if self.is_folder else f"{self.name}.py"


def layers() -> list[list[str]]:
    """The names of the rooms, layer by layer from the top, as import-linter is told."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    house, *_inside = settings["tool"]["importlinter"]["contracts"]
    return [[name.strip().removeprefix("bellhop.") for name in layer.split("|")] for layer in house["layers"]]


def room(name: str, others: Sequence[str]) -> Room:
    """One room, read from its files."""
    folder = PACKAGE / name
    files = sorted(folder.rglob("*.py")) if folder.is_dir() else [folder.with_suffix(".py")]
    first = folder / "__init__.py" if folder.is_dir() else files[0]
    docstring = ast.get_docstring(ast.parse(first.read_text(encoding="utf-8"))) or ""
    called = {each for path in files for each in _imported(path)} - {name}
    purpose = " ".join(docstring.partition("\n\n")[0].split())
    return Room(name, folder.is_dir(), purpose, [other for other in others if other in called])


def table() -> str:
    """The part of the page: a row for each room, a rule of the table between layers."""
    ordered = layers()
    names = [name for layer in ordered for name in layer]
    lines = ["| layer | room | what it is for | calls |", "|---|---|---|---|"]
    for number, layer in enumerate(ordered, start=1):
        for each in (room(name, names) for name in layer):
            calls = ", ".join(each.calls) or "nothing"
            lines.append(f"| {number} | `{each.path}` | {each.purpose} | {calls} |")
    return "\n".join(lines) + "\n"


def with_table(page: str) -> str:
    """The page with its part written anew; raises `ValueError` where the marks of that part are missing."""
    before, _, rest = page.partition(BEGIN)
    _, found, after = rest.partition(END)
    if not found:
        message = f"{PAGE.name} has no part for the rooms"
        raise ValueError(message)
    return f"{before}{BEGIN}\n{table()}\n{END}{after}"


def _imported(path: Path) -> Iterator[str]:
    """The rooms whose names a file imports."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == "bellhop":
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("bellhop."):
            yield node.module.split(".")[1]


if __name__ == "__main__":
    PAGE.write_text(with_table(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
