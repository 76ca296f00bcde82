"""Folders for services that bring their own Postgres."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def short_path() -> Iterator[Path]:
    """A folder that a server's unprivileged user can pass through, as root: pytest's own are closed to others."""
    folder = Path(tempfile.mkdtemp(prefix="bellhop-chaos-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)
