"""Writes the `types` of `clients/conformance/problems.json`: the problem documents that the service knows."""

import json
import re
from pathlib import Path

from bellhop.api.public.problem_pages import kinds

PAGE = Path(__file__).parents[1] / "clients" / "conformance" / "problems.json"
_TYPES = re.compile(r'"types": \[\n.*?\n \]', re.DOTALL)


def rewritten(page: str) -> str:
    """The page with the types as they are now; its documents stay as somebody wrote them."""
    types = [{"code": kind.code, "status": kind.status, "title": kind.title} for kind in kinds()]
    lines = ",\n".join(f"  {json.dumps(each)}" for each in types)
    return _TYPES.sub(lambda _: f'"types": [\n{lines}\n ]', page, count=1)


if __name__ == "__main__":
    PAGE.write_text(rewritten(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
