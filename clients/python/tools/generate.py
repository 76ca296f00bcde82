"""Writes what mirrors other files: models, problem types, and the synchronous client from the asynchronous one.

    python clients/python/tools/generate.py            # writes; a test compares

`_async/` is the source: what is written there is never written twice.
"""

import json
import re
import subprocess
import sys
import sysconfig
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[3]
PACKAGE = ROOT / "clients" / "python" / "src" / "bellhop_client"
sys.path.insert(0, str(PACKAGE.parent))

from bellhop_client.schemas import Writer  # noqa: E402 - found where this script lies, installed or not

_WORDS = {
    "AsyncClient": "Client",
    "AsyncIterator": "Iterator",
    "AsyncBaseTransport": "BaseTransport",
    "StopAsyncIteration": "StopIteration",
    "__aenter__": "__enter__",
    "__aexit__": "__exit__",
    "__aiter__": "__iter__",
    "__anext__": "__next__",
    "_async": "_sync",
    "aclose": "close",
}
_CODES = {
    400: "bad-request", 401: "unauthenticated", 403: "forbidden", 404: "not-found", 405: "method-not-allowed",
    409: "conflict", 412: "precondition-failed", 413: "body-too-large", 415: "unsupported-media-type",
    422: "invalid-input", 429: "limit-exceeded", 500: "internal", 503: "unavailable",
}  # fmt: skip


def models() -> str:
    """The models of every schema that OpenAPI names."""
    page = json.loads((ROOT / "schemas" / "openapi.json").read_text(encoding="utf-8"))
    schemas = page["components"]["schemas"]
    sent = {
        sent["post"]["requestBody"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
        for sent in page["webhooks"].values()
    }  # those are written by `events`
    writer = Writer(definitions=schemas, bounds=False, open_enums=True)
    for name, schema in schemas.items():
        if name not in sent:
            writer.add(name, schema)
    return writer.text("What the API takes and answers, written from its OpenAPI document by `tools/generate.py`.")


def events() -> str:
    """The models of the bodies of callbacks."""
    pages: dict[str, Mapping[str, Any]] = {}
    for path in sorted((ROOT / "schemas" / "webhooks").glob("*.json")):
        page = json.loads(path.read_text(encoding="utf-8"))
        if {"type", "timestamp", "data"} <= set(page.get("properties", {})):  # Bellhop's own form
            stem = path.stem.removesuffix(".thin").removesuffix(".full")
            pages[stem] = _either(pages[stem], page) if stem in pages else page
    writer = Writer(bounds=False, open_enums=False)
    names = []
    for stem, page in pages.items():
        name = "".join(part.capitalize() for part in re.split(r"[._]", stem)) + "Event"
        names.append(writer.add(name, {**page, "description": f"{page['title'].partition(' (')[0]}."}))
    writer.written["KnownEvent"] = f'KnownEvent = Annotated[{" | ".join(names)}, Field(discriminator="type")]\n'
    return writer.text("The bodies of callbacks, written from `schemas/webhooks` by `tools/generate.py`.")


def _either(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """A schema that takes what either takes: all members of both, and required is what both require."""
    properties = dict(one.get("properties", {}))
    for name, schema in other.get("properties", {}).items():
        objects = name in properties and "properties" in schema and "properties" in properties[name]
        properties[name] = _either(properties[name], schema) if objects else schema
    required = [name for name in one.get("required", []) if name in other.get("required", [])]
    return {**one, **other, "properties": properties, "required": required}


def problems() -> str:
    """One exception for each type of problem document."""
    page = json.loads((ROOT / "clients" / "conformance" / "problems.json").read_text(encoding="utf-8"))
    types = sorted(page["types"], key=lambda each: (each["status"], each["code"] != _CODES.get(each["status"])))
    lines = [
        '"""An exception for each type of problem document, written by `tools/generate.py` from the vectors."""',
        "",
        "from collections.abc import Mapping",
        "from typing import ClassVar",
        "",
        "from bellhop_client.errors import ProblemError",
        "",
    ]
    lines += [line for each in types for line in _problem(each)]
    by_code = ", ".join(f'"{each["code"]}": {_class(each["code"])}' for each in types)
    by_status = ", ".join(f"{status}: {_class(code)}" for status, code in _CODES.items())
    lines += ["", f"BY_CODE: Mapping[str, type[ProblemError]] = {{{by_code}}}"]
    lines += [f"BY_STATUS: Mapping[int, type[ProblemError]] = {{{by_status}}}"]
    lines += [f"SERVER_ERROR: type[ProblemError] = {_class('internal')}", ""]
    return "\n".join(lines)


def _problem(each: Mapping[str, Any]) -> list[str]:
    parent = _CODES.get(each["status"])
    base = "ProblemError" if parent in (None, each["code"]) else _class(str(parent))
    return [
        "",
        f"class {_class(each['code'])}({base}):",
        f'    """{each["status"]}: {each["title"]}."""',
        "",
        f'    default_code: ClassVar[str | None] = "{each["code"]}"',
        "",
    ]


def _class(code: str) -> str:
    return "".join(part.capitalize() for part in code.split("-")) + "Error"


def synchronous(source: str) -> str:
    """The same module for callers that wait."""
    text = re.sub(r"\basyncio\.sleep\b", "time.sleep", source)
    text = re.sub(r"^import asyncio$", "import time", text, flags=re.MULTILINE)
    text = re.sub(r"\basync (?=def|for|with)", "", text)
    text = re.sub(r"\bawait ", "", text)
    for word, other in _WORDS.items():
        text = re.sub(rf"(?<![A-Za-z0-9]){re.escape(word)}\b", other, text)
    text = re.sub(r"\bAsync(?=[A-Z])", "", text)
    head, mark, rest = text.partition('"""\n')
    return f"{head} Written by `tools/generate.py` from `_async`.{mark}{rest}" if mark else text


def files() -> dict[Path, str]:
    """Every file that this script writes, with its text as it has to be."""
    made = {PACKAGE / "models.py": models(), PACKAGE / "events.py": events(), PACKAGE / "problems.py": problems()}
    for path in sorted((PACKAGE / "_async").glob("*.py")):
        made[PACKAGE / "_sync" / path.name] = synchronous(path.read_text(encoding="utf-8"))
    return {path: formatted(path, text) for path, text in made.items()}


def formatted(path: Path, text: str) -> str:
    """The text as the formatter leaves it, with its imports in order."""
    ruff = [str(Path(sysconfig.get_path("scripts")) / "ruff")]
    for command in (["check", "--select", "I,F401", "--fix-only", "--quiet"], ["format"]):
        text = subprocess.run(  # noqa: S603 - the formatter of this repository
            [*ruff, *command, "--stdin-filename", str(path), "-"],
            input=text, capture_output=True, text=True, check=True, cwd=ROOT,
        ).stdout  # fmt: skip
    return text


if __name__ == "__main__":
    for target, content in files().items():
        target.parent.mkdir(exist_ok=True)
        target.write_text(content, encoding="utf-8")
