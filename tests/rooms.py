"""Which room is for what, and which it calls: `python -m tests.rooms` writes these tables of `docs/architecture.md`.

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
HOUSE = "bellhop"
TABLES = (HOUSE, "bellhop.api")
"""The packages whose rooms the page has a table of."""


@dataclass(frozen=True, slots=True)
class Room:
    """A folder of a package, or a file at its top: what it is for, and the rooms that it imports."""

    name: str
    is_folder: bool
    purpose: str
    calls: Sequence[str]

    @property
    def path(self) -> str:
        """The room as a reader finds it below its package."""
        return f"{self.name}/" if self.is_folder else f"{self.name}.py"


def layers(package: str) -> list[list[str]]:
    """The names of the rooms of a package, layer by layer from the top, as import-linter is told."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    for contract in settings["tool"]["importlinter"]["contracts"]:
        if contract["type"] == "layers" and contract.get("containers", [HOUSE]) == [package]:
            return [
                [name.strip().removeprefix("bellhop.") for name in layer.split("|")] for layer in contract["layers"]
            ]
    message = f"no contract of import-linter has the layers of {package}"
    raise ValueError(message)


def room(package: str, name: str, others: Sequence[str]) -> Room:
    """One room, read from its files."""
    folder = PACKAGE.parent.joinpath(*package.split("."), name)
    files = sorted(folder.rglob("*.py")) if folder.is_dir() else [folder.with_suffix(".py")]
    first = folder / "__init__.py" if folder.is_dir() else files[0]
    docstring = ast.get_docstring(ast.parse(first.read_text(encoding="utf-8"))) or ""
    called = {each for path in files for each in _imported(path, package)} - {name}
    purpose = " ".join(docstring.partition("\n\n")[0].split())
    return Room(name, folder.is_dir(), purpose, [other for other in others if other in called])


def table(package: str) -> str:
    """The part of the page about one package: a row for each room, from the top layer to the lowest."""
    ordered = layers(package)
    names = [name for layer in ordered for name in layer]
    lines = ["| layer | room | what it is for | calls |", "|---|---|---|---|"]
    for number, layer in enumerate(ordered, start=1):
        for each in (room(package, name, names) for name in layer):
            calls = ", ".join(each.calls) or "nothing"
            lines.append(f"| {number} | `{each.path}` | {each.purpose} | {calls} |")
    return "\n".join(lines) + "\n"


def with_tables(page: str) -> str:
    """The page with these parts written anew; raises `ValueError` where the marks of one are missing."""
    for package in TABLES:
        begin, end = f"<!-- rooms of {package}: written by `make generate` -->\n", f"<!-- end of {package} -->\n"
        before, _, rest = page.partition(begin)
        _, found, after = rest.partition(end)
        if not found:
            message = f"{PAGE.name} has no part for the rooms of {package}"
            raise ValueError(message)
        page = f"{before}{begin}\n{table(package)}\n{end}{after}"
    return page


def _imported(path: Path, package: str) -> Iterator[str]:
    """The rooms of a package whose names a file imports."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == package:
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.module.startswith(f"{package}."):
            yield node.module.removeprefix(f"{package}.").partition(".")[0]


if __name__ == "__main__":
    PAGE.write_text(with_tables(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
