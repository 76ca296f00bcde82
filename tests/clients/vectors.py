"""The vectors that all languages share."""

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[2] / "clients" / "conformance"


def vectors(name: str) -> Any:
    """One file of them."""
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))
