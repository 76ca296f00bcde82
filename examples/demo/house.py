"""What the demo starts and ends: the real service on an embedded Postgres, a worker, and their folder."""

import asyncio
import os
import secrets
import shlex
import shutil
import signal
import socket
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import aiohttp

_READY_SECONDS = 60
_GRACE_SECONDS = 20


class DemoError(Exception):
    """The demo cannot go on; the message is for the person in front of it."""


class House:
    """The processes of one demo and the folder that they write to."""

    def __init__(self) -> None:
        # Searchable but not readable by others: as root, the database runs as another user below this folder.
        self.folder = Path(tempfile.mkdtemp(prefix="bellhop-demo-"))
        self.folder.chmod(0o711)
        self.url = f"http://127.0.0.1:{_free_port()}"
        self.admin_key = f"bh_admin_{secrets.token_urlsafe(32)}"
        self._processes: list[asyncio.subprocess.Process] = []

    @property
    def data_dir(self) -> Path:
        """Where the embedded Postgres and the master key lie."""
        return self.folder / "data"

    @property
    def again(self) -> str:
        """A line for a shell that starts the same service on the same data, should it have died."""
        settings = " ".join(f"{name}={shlex.quote(value)}" for name, value in self._settings().items())
        return f"{settings} {_command()} serve"

    def _settings(self) -> dict[str, str]:
        return {
            "BELLHOP_PORT": self.url.rpartition(":")[2],
            "BELLHOP_DATA_DIR": str(self.data_dir),
            "BELLHOP_ADMIN_KEY": self.admin_key,
            "BELLHOP_EGRESS_ALLOW": "127.0.0.1/32",
            "BELLHOP_EGRESS_HTTP": "true",
        }

    async def start_service(self) -> None:
        """Start `bellhop serve` and wait until it says that it is ready; raises `DemoError` with its last words."""
        process = await self._start(
            "service",
            [_command(), "serve"],
            {**self._settings(), "BELLHOP_LOG_FORMAT": "json"},
        )
        try:
            async with asyncio.timeout(_READY_SECONDS), aiohttp.ClientSession() as session:
                while not await _is_ready(session, self.url):
                    if process.returncode is not None:
                        raise DemoError(self._last_words("service"))
                    await asyncio.sleep(0.1)
        except TimeoutError:
            raise DemoError(self._last_words("service")) from None

    async def start_worker(self, key: str) -> None:
        """Start the example worker: a program of its own that knows nothing but the URL and its key."""
        environment = {"BELLHOP_URL": self.url, "WORKER_KEY": key, "WORKER_ID": "demo-worker"}
        await self._start("worker", [sys.executable, "-m", "examples.worker"], environment)

    async def stop(self, *, keep: bool) -> None:
        """End what was started, the last first; the folder goes too unless it is to be kept."""
        for process in reversed(self._processes):
            if process.returncode is not None:
                continue
            process.send_signal(signal.SIGTERM)
            try:
                async with asyncio.timeout(_GRACE_SECONDS):
                    await process.wait()
            except TimeoutError:
                process.kill()
                await process.wait()
        if not keep:
            shutil.rmtree(self.folder, ignore_errors=True)

    async def _start(self, name: str, command: list[str], environment: Mapping[str, str]) -> asyncio.subprocess.Process:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("BELLHOP_")}
        with (self.folder / f"{name}.log").open("wb") as log:
            process = await asyncio.create_subprocess_exec(
                *command,
                env={**inherited, "PYTHONPATH": str(Path(__file__).parents[2]), **environment},
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C is the demo's: it ends the others in order
            )
        self._processes.append(process)
        return process

    def _last_words(self, name: str) -> str:
        path = self.folder / f"{name}.log"
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()[-12:]
        return "\n".join([f"The {name} did not start. The end of {path}:", *lines])


@asynccontextmanager
async def opened(house: House) -> AsyncIterator[None]:
    """Clears the house when the block ends; its folder stays when the block fails, to be looked at."""
    failed = True
    try:
        yield
        failed = False
    except asyncio.CancelledError:
        failed = False
        raise
    finally:
        await house.stop(keep=failed)


async def _is_ready(session: aiohttp.ClientSession, url: str) -> bool:
    with suppress(aiohttp.ClientError, TimeoutError):
        async with session.get(f"{url}/readyz", timeout=aiohttp.ClientTimeout(total=5)) as answer:
            return answer.ok
    return False


def _command() -> str:
    beside = Path(sys.executable).with_name("bellhop")
    found = str(beside) if beside.exists() else shutil.which("bellhop")
    if not found:
        message = "The command bellhop is not installed beside this Python; `make setup` does that."
        raise DemoError(message)
    return found


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
