"""What the console is made of, and what its policy allows."""

import re
import shutil
import subprocess

import pytest

from bellhop.console import files, vendored

MODULES = sorted(path for pattern in ("*.js", "*.mjs") for path in files.FOLDER.rglob(pattern))
FIRST_PAINT_BYTES = 100_000


def test_copied_libraries_are_what_their_packages_hold() -> None:
    assert vendored.faults() == []


PARSE = """
import { readFileSync } from "node:fs";
import { SourceTextModule } from "node:vm";
for (const path of process.argv.slice(1)) new SourceTextModule(readFileSync(path, "utf8"), { identifier: path });
"""


def test_every_module_parses() -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("No node here, so the modules of the console were not parsed. On Debian: apt-get install nodejs")
    flags = ["--experimental-vm-modules", "--no-warnings", "--input-type=module"]
    done = subprocess.run([node, *flags, "--eval", PARSE, "--", *MODULES], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_every_import_leads_to_a_file_and_every_module_says_what_it_is_for() -> None:
    for path in MODULES:
        text = path.read_text(encoding="utf-8")
        for name in re.findall(r"""(?:from|import)\s*["'](\.[^"']+)["']""", text):
            assert (path.parent / name).resolve().is_file(), f"{path}: {name}"
        if path.parent.name != "vendor":
            assert text.startswith("//"), path


def test_every_module_is_one_idea() -> None:
    for path in (*MODULES, *files.FOLDER.rglob("*.css")):
        if path.parent.name != "vendor":
            assert len(path.read_text(encoding="utf-8").splitlines()) < 400, path


def test_nothing_is_written_as_markup() -> None:
    for path in MODULES:
        if path.parent.name != "vendor":
            assert not re.search(
                r"innerHTML|outerHTML|insertAdjacent|document\.write|eval\(|new Function", path.read_text()
            )


def test_first_paint_is_small() -> None:
    page = files.page()
    styles = re.findall(r"styles/[a-z]+\.css", page.content.decode())
    first = [page, *(found for name in (*files.first_modules(), *styles) if (found := files.file(name)))]
    assert len(first) == 1 + len(files.first_modules()) + len(styles)
    assert sum(len(each.packed) for each in first) < FIRST_PAINT_BYTES


def test_only_named_origins_may_embed_the_console() -> None:
    assert files.policy("https://app.example.com").endswith("frame-ancestors https://app.example.com")
    assert files.policy().endswith("frame-ancestors 'none'")
