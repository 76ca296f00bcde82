"""Where the files lie that are not Python: `sql/`, `schemas/` and `docs/`, beside the package or packed into it."""

from pathlib import Path

_PACKAGE = Path(__file__).parent


def folder(name: str) -> Path:
    """The folder `name` (`sql`, `schemas` or `docs`): inside an installed package, else at the top of the checkout."""
    packed = _PACKAGE / "_data" / name
    return packed if packed.is_dir() else _PACKAGE.parents[1] / name
