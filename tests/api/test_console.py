"""The console over HTTP."""

import gzip
import re

import pytest

from bellhop.console import files
from tests.serving import Api


async def test_page_stands_at_every_path_of_the_console_under_a_strict_policy(api: Api) -> None:
    public = api.with_key(None)
    for path in ("/console", "/console/tenants/acme/deliveries?filter=state+%3D%3D+%22dead%22", "/console/operator"):
        reply = await public("GET", path)
        assert (reply.status, reply.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
        policy = dict(part.strip().split(" ", 1) for part in reply.headers["Content-Security-Policy"].split(";"))
        assert policy["default-src"] == "'none'"
        assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
        assert policy["require-trusted-types-for"] == "'script'"
        assert policy["frame-ancestors"] == "'none'"
        assert "unsafe" not in reply.headers["Content-Security-Policy"]
        assert reply.headers["X-Content-Type-Options"] == "nosniff"
        assert reply.headers["Referrer-Policy"] == "no-referrer"
        assert not re.search(rb"<script(?![^>]*\bsrc=)|<style|\son\w+=", reply.content)
    assert (await public("POST", "/console")).headers["Allow"] == "GET, HEAD"


async def test_files_are_kept_for_ever_under_the_name_of_their_edition(api: Api) -> None:
    public = api.with_key(None)
    path = f"/console/assets/{files.edition()}/shell/main.js"
    plain = await public("GET", path, headers={"Accept-Encoding": "identity, gzip;q=0"})
    packed = await public("GET", path, headers={"Accept-Encoding": "gzip, br"})
    assert (plain.status, plain.headers["Content-Type"]) == (200, "text/javascript; charset=utf-8")
    assert "immutable" in plain.headers["Cache-Control"]
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["Vary"] == "Accept-Encoding"
    assert gzip.decompress(packed.content) == plain.content
    older = await public("GET", "/console/assets/0123456789abcdef/shell/main.js")
    assert (older.status, older.headers["Cache-Control"]) == (200, "no-store")


@pytest.mark.parametrize("name", ["shell/none.js", "shell/..%2Fmain.js", "..%2F..%2Ffiles/py.js", "shell/main"])
async def test_what_is_no_file_of_the_console_is_not_found(api: Api, name: str) -> None:
    assert (await api.with_key(None)("GET", f"/console/assets/{files.edition()}/{name}")).status == 404
