"""The files of the console as they are sent: read and packed once, named by their content, with the policy over them.

A page is one HTML file for every path below `/console`; what it shows is decided in the browser. The other files lie
under a name that changes when any of them does, so a browser may keep them for ever.
"""

import gzip
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "static"
MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".LICENSE": "text/plain; charset=utf-8",
    ".json": "application/json",
}
_START = "shell/main.js"
_IMPORT = re.compile(r'\bfrom ?"(\.[^"]+)"')
_NAME = re.compile(r"[a-z]+/[A-Za-z0-9_]+\.[A-Za-z]+")


@dataclass(frozen=True, slots=True)
class File:
    """One file: its bytes as they are, and packed with gzip."""

    media_type: str
    content: bytes
    packed: bytes


def policy(frame_ancestors: str = "") -> str:
    """The Content-Security-Policy: own files only, nothing inline, no eval, no string that becomes markup.

    Pictures may come from other hosts, for the logo of a portal session's theme is the operator's. `frame_ancestors`
    are the origins that may embed the console, separated by spaces; without any nobody may.
    """
    framed = frame_ancestors or "'none'"
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' https: data:; "
        "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'; "
        f"frame-ancestors {framed}"
    )


@cache
def page() -> File:
    """The one page, with the names of its files filled in."""
    text = (FOLDER / "page.html").read_text(encoding="utf-8")
    ahead = "\n".join(f'<link rel="modulepreload" href="$/{name}">' for name in first_modules())
    filled = text.replace("<!-- modules -->", ahead).replace("$/", f"/console/assets/{edition()}/")
    return _packed(".html", filled.encode())


@cache
def file(name: str) -> File | None:
    """The file `folder/name` below `static/`, or None."""
    path = FOLDER / name
    if not _NAME.fullmatch(name) or path.suffix not in MEDIA_TYPES or not path.is_file():
        return None
    return _packed(path.suffix, path.read_bytes())


@cache
def edition() -> str:
    """A name for all files as they are."""
    found = hashlib.sha256()
    for path in sorted(FOLDER.rglob("*")):
        if path.is_file():
            found.update(path.relative_to(FOLDER).as_posix().encode() + b"\0" + path.read_bytes())
    return found.hexdigest()[:16]


@cache
def first_modules() -> tuple[str, ...]:
    """The modules that a page needs before it can show anything: the first one and all that they import."""
    found: list[str] = []
    waiting = [_START]
    while waiting:
        name = waiting.pop(0)
        if name not in found:
            found.append(name)
            waiting.extend(_imported_by(name))
    return tuple(found)


def _imported_by(name: str) -> Iterable[str]:
    here = (FOLDER / name).parent
    for path in _IMPORT.findall((FOLDER / name).read_text(encoding="utf-8")):
        yield (here / path).resolve().relative_to(FOLDER.resolve()).as_posix()


def _packed(suffix: str, content: bytes) -> File:
    return File(MEDIA_TYPES[suffix], content, gzip.compress(content, mtime=0))
