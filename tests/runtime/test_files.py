"""The limit of open files, in a process of its own."""

import subprocess
import sys

import pytest

_SCRIPT = """
import resource, sys
from bellhop.runtime.files import allow_files
resource.setrlimit(resource.RLIMIT_NOFILE, (int(sys.argv[1]), int(sys.argv[2])))
assert allow_files() == resource.getrlimit(resource.RLIMIT_NOFILE)[0]
print(*resource.getrlimit(resource.RLIMIT_NOFILE))
"""


@pytest.mark.parametrize(
    ("soft", "hard", "raised", "warns"), [(256, 6000, 6000, False), (256, 2000, 2000, True), (6000, 6000, 6000, False)]
)
def test_the_soft_limit_is_raised_to_the_hard_one(soft: int, hard: int, raised: int, *, warns: bool) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", _SCRIPT, str(soft), str(hard)], capture_output=True, text=True, check=True, timeout=30
    )
    *warning, limits = ran.stdout.splitlines()
    assert limits == f"{raised} {hard}"
    assert ("files.few" in "".join(warning)) is warns
