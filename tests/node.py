"""The package for TypeScript as tests use it: a copy of its sources, beside development packages that are kept."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import platformdirs
import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = Path("clients/typescript")
_SOURCES = ("src", "test", "scripts", "package.json", "tsconfig.json", ".npmrc")
_BESIDE = (Path("clients/conformance"), Path("schemas"))  # what its tests and its generator read
_OLDEST_NODE = (20, 3)
_INSTALL_SECONDS = 300


def copy_of_package(folder: Path) -> Path:
    """The package with its development packages, below `folder`; skips the test where those cannot be had."""
    _need_node()
    packages = _development_packages()
    package = folder / PACKAGE
    package.mkdir(parents=True)
    for name in _SOURCES:
        source = ROOT / PACKAGE / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, package / name)
    for beside in _BESIDE:
        shutil.copytree(ROOT / beside, folder / beside)
    (package / "node_modules").symlink_to(packages)
    return package


def npm(package: Path, *arguments: str) -> str:
    """What `npm` prints in a package; fails the test with it when it fails."""
    done = subprocess.run(
        ["npm", *arguments],  # noqa: S607 - the one of the path
        cwd=package,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"npm {' '.join(arguments)}:\n{done.stdout[-8000:]}{done.stderr[-4000:]}"
    return done.stdout


def _need_node() -> None:
    if shutil.which("node") is None or shutil.which("npm") is None:
        skip("no Node here: the package for TypeScript is not tested (apt-get install nodejs npm)")
    version = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout  # noqa: S607
    if tuple(map(int, version.strip().lstrip("v").split(".")))[:2] < _OLDEST_NODE:
        skip(f"Node {version.strip()} is too old: the package for TypeScript is not tested")


def _development_packages() -> Path:
    """The folder `node_modules` for this `package.json`, installed once and kept in the cache of the user."""
    wanted = (ROOT / PACKAGE / "package.json").read_bytes()
    cache = platformdirs.user_cache_path("bellhop") / "typescript" / hashlib.sha256(wanted).hexdigest()[:16]
    cache.mkdir(parents=True, exist_ok=True)
    with (cache / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (cache / "complete").exists():
            for name in ("package.json", ".npmrc"):
                shutil.copy(ROOT / PACKAGE / name, cache / name)
            _install(cache)
            (cache / "complete").touch()
    return cache / "node_modules"


def _install(cache: Path) -> None:
    try:
        done = subprocess.run(
            ["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund"],  # noqa: S607
            cwd=cache,
            env={**os.environ, "CI": "true"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_INSTALL_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        skip("npm did not install in time: the package for TypeScript is not tested")
    if done.returncode != 0:
        skip(f"npm cannot install, is there a network? The package for TypeScript is not tested.\n{done.stderr[-600:]}")


def skip(reason: str) -> None:
    """Skip the test, and say so where a quiet run shows it too."""
    print(f"\nSKIPPED: {reason}", file=sys.__stderr__)
    pytest.skip(reason)


def main() -> None:
    """Write the generated sources of the package, where Node is; for `make generate`."""
    try:
        with tempfile.TemporaryDirectory() as folder:
            package = copy_of_package(Path(folder))
            npm(package, "run", "generate", "--", str(ROOT / PACKAGE / "src"))
    except pytest.skip.Exception:
        sys.stderr.write("The types of clients/typescript were not generated anew.\n")


if __name__ == "__main__":
    main()
