import runpy
from pathlib import Path

SCRIPT = Path(__file__).parents[3] / "clients" / "python" / "tools" / "generate.py"


def test_generated_files_are_what_their_sources_say() -> None:
    files = runpy.run_path(str(SCRIPT))["files"]()

    differing = [path.name for path, text in files.items() if path.read_text(encoding="utf-8") != text]

    assert not differing, "run `make generate`"
    assert "client.py" in {path.name for path in files}


def test_nothing_lies_beside_the_generated_files() -> None:
    files = runpy.run_path(str(SCRIPT))["files"]()
    folder = SCRIPT.parents[1] / "src" / "bellhop_client" / "_sync"

    assert {path.name for path in folder.glob("*.py")} == {path.name for path in files if path.parent == folder}
