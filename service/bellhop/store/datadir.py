"""The data folder of an installation without a database of its own: who may enter it, and the keys kept in it.

```
<data folder>/        0700; as root 0710 with the group of the server's user, who may pass through but not look
  master.keys         0600, seals the secrets in the database
  start.lock          held while the server is started or stopped
  users.lock          shared by every process that uses the server; the last one out stops it
  pg_hba.conf, …      who may connect
  postgres/18/        0700, belongs to the server's user: the cluster, by major version
  run/                0700, belongs to the server's user: the socket
  server/             as root, when the installed binaries lie where the server's user cannot reach: a copy of them
```

Postgres refuses to run as root. Started by root, the server runs as the user `bellhop` if there is one, else as
`nobody`, whose files every other process of `nobody` can read: the log says so. A user that is made later is given the
folder at the next start. Only folders that are Bellhop's own get an owner or a mode; those above are never opened.
"""

import asyncio
import base64
import errno
import os
import pwd
import secrets
import signal
import stat
import subprocess
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

import platformdirs
from pydantic import ValidationError

from bellhop.config import MasterKey, Settings
from bellhop.errors import DataFolderError, StoreError
from bellhop.log import get_logger
from bellhop.store import processes
from bellhop.vault.keyring import fingerprint_of

_AS_ROOT = Path("/var/lib/bellhop")
_SERVER_USERS = ("bellhop", "nobody")
# What only Bellhop puts into a folder; the rest has names that any folder may hold, `/` among them.
_SIGNS = frozenset({"master.keys", "start.lock", "users.lock", "pg_hba.conf"})
_OURS = _SIGNS | {"postgres", "run", "server", "pg_ident.conf", "start.log"}
_MASTER_KEY_BYTES = 32
_NAMED_DIGITS = 8
_POLL_SECONDS = 0.02
# What says nothing about the folder: no room, a broken disk, too many open files.
_OUTSIDE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EMFILE, errno.ENFILE, errno.ENOMEM})

log = get_logger("store")


@dataclass(frozen=True, slots=True)
class ServerUser:
    """The user that the server runs as, and the one that may connect to it (they differ when we are root)."""

    name: str
    uid: int
    gid: int
    client_name: str

    @property
    def is_another(self) -> bool:
        """Whether child processes must change to this user."""
        return self.uid != os.geteuid()


@dataclass(frozen=True, slots=True)
class DataDir:
    """A data folder that is there, ours, and closed to others."""

    path: Path
    user: ServerUser

    @property
    def postgres(self) -> Path:
        """The folder that belongs to the server's user. As root, write nothing into it: that user could plant links."""
        return self.path / "postgres"

    def write(self, name: str, content: str) -> Path:
        """Put a file in the data folder that the server's user may read, whole or not at all."""
        draft = self.path / f"{name}.new"
        draft.write_text(content, encoding="utf-8")
        draft.chmod(0o640 if self.user.is_another else 0o600)
        if self.user.is_another:
            os.chown(draft, os.geteuid(), self.user.gid)
        return draft.replace(self.path / name)


def default_path() -> Path:
    """Where data lies when `BELLHOP_DATA_DIR` does not say: the platform's place, as root `/var/lib/bellhop`."""
    return _AS_ROOT if os.geteuid() == 0 else platformdirs.user_data_path("bellhop", appauthor=False)


def server_user() -> ServerUser:
    """The user that the embedded server runs as; raises `StoreError` when there is none."""
    try:
        me = pwd.getpwuid(os.geteuid())
    except KeyError:
        message = (
            f"The embedded Postgres needs a user with a name, and user id {os.geteuid()} has no entry in /etc/passwd. "
            "Run Bellhop as another user, or set BELLHOP_DATABASE_URL to use a Postgres of your own."
        )
        raise StoreError(message) from None
    if me.pw_uid != 0:
        return ServerUser(me.pw_name, me.pw_uid, os.getegid(), me.pw_name)
    for name in _SERVER_USERS:
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        return ServerUser(found.pw_name, found.pw_uid, found.pw_gid, me.pw_name)
    message = "Postgres refuses to run as root, and there is neither a user `bellhop` nor `nobody` to run it as."
    raise StoreError(message)


def prepare(path: Path) -> DataDir:
    """The data folder at `path`, made if need be and closed to others; safe to call again and from two processes.

    Raises `DataFolderError` with what to do when it cannot be used: it holds something else, belongs to somebody else,
    or the server's user cannot reach it; `StoreError` where no other folder would help, as on a full disk.
    """
    user = server_user()
    path = path.expanduser().absolute()
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        _check_ours(path)
        if user.is_another:
            os.chown(path, os.geteuid(), user.gid)
        path.chmod(0o710 if user.is_another else 0o700)
        data_dir = DataDir(path, user)
        make_private(data_dir.postgres, user)
    except OSError as error:
        message = (
            f"The data folder {path} cannot be used: {error.strerror}. "
            "Set BELLHOP_DATA_DIR to a folder that this user may write to."
        )
        raise (StoreError if error.errno in _OUTSIDE else DataFolderError)(message) from error
    _check_reach(data_dir)
    return data_dir


def make_private(path: Path, user: ServerUser) -> None:
    """Make a folder, if it is not there, that only the server's user can enter; raises `StoreError` if it is not so.

    Safe in a folder that all may write to: a link, or a folder that somebody else put there, is refused.
    """
    try:
        path.mkdir(mode=0o700)
        if user.is_another:
            os.chown(path, user.uid, user.gid)
    except FileExistsError:
        found = path.lstat()
        if found.st_uid == 0 and user.is_another and stat.S_ISDIR(found.st_mode):
            os.chown(path, user.uid, user.gid, follow_symlinks=False)  # we were interrupted between the two lines above
        elif user.is_another and stat.S_ISDIR(found.st_mode) and found.st_uid in _former_users(user):
            _hand_over(path, found.st_uid, user)
        elif found.st_uid != user.uid or not stat.S_ISDIR(found.st_mode):
            message = f"{path} belongs to somebody else (user id {found.st_uid}); remove it, or set BELLHOP_DATA_DIR."
            raise DataFolderError(message) from None
        path.chmod(0o700)


def _former_users(user: ServerUser) -> set[int]:
    """Whom the server may have run as before: `nobody`, until there was a user of its own."""
    found = set()
    for name in _SERVER_USERS:
        with suppress(KeyError):
            found.add(pwd.getpwnam(name).pw_uid)
    return found - {user.uid}


def _hand_over(path: Path, former: int, user: ServerUser) -> None:
    """Give all that belonged to the former user of the server to the present one; not while a server runs on it.

    Each entry by its open folder and never through a link: the former user may have planted some.
    """
    for file in path.glob("*/postmaster.pid"):
        pid = file.read_text(encoding="utf-8", errors="replace").partition("\n")[0]
        if pid.isdigit() and processes.lives(int(pid)):
            message = (
                f"The database in {path} still runs as {_user_name(former)} and is to run as {user.name}: stop every "
                "Bellhop that uses it, and start again."
            )
            raise StoreError(message)
    for _, folders, files, descriptor in os.fwalk(path, topdown=False, follow_symlinks=False):
        for name in (*folders, *files):
            if os.stat(name, dir_fd=descriptor, follow_symlinks=False).st_uid == former:
                os.chown(name, user.uid, user.gid, dir_fd=descriptor, follow_symlinks=False)
    os.chown(path, user.uid, user.gid, follow_symlinks=False)
    log.warning("postgres.handed_over", path=str(path), former=_user_name(former), user=user.name)


def tell_of_nobody(user: ServerUser) -> None:
    """Say in the log what it means that the server has no user of its own."""
    if user.is_another and user.name == _SERVER_USERS[-1]:
        log.warning(
            "postgres.not_alone",
            user=user.name,
            advice="As root, the embedded Postgres runs as nobody: every other process of nobody on this machine can "
            "read its files. Make it a user of its own (`useradd --system bellhop`) and start again.",
        )


def master_keys(path: Path) -> tuple[MasterKey, ...]:
    """The master keys kept in the data folder, the first is active; none where there is no file.

    The file has one `name:base64(32 bytes)` a line. Losing it means losing every secret in the database.
    """
    file = key_file(path)
    if not file.exists():
        return ()
    try:
        return Settings.model_validate({"master_keys": ",".join(file.read_text(encoding="utf-8").split())}).master_keys
    except (ValidationError, UnicodeDecodeError):
        message = f"{file} is damaged: each line is name:base64 of {_MASTER_KEY_BYTES} bytes. Restore it from a backup."
        raise StoreError(message) from None


def make_master_keys(path: Path) -> tuple[MasterKey, ...]:
    """The master keys kept in the data folder, one made with mode 0600 if there are none.

    Its name has the beginning of its fingerprint: no two keys that are made have the same.
    """
    data_dir = prepare(path)
    key = secrets.token_bytes(_MASTER_KEY_BYTES)
    name = f"k-{fingerprint_of(key)[:_NAMED_DIGITS]}"
    _write_new(key_file(data_dir.path), f"{name}:{base64.b64encode(key).decode()}\n")
    return master_keys(path)


def key_file(path: Path) -> Path:
    """Where the master keys lie in the data folder at `path`."""
    return path.expanduser().absolute() / "master.keys"


def _write_new(file: Path, content: str) -> None:
    """Write a file that is either whole or not there; the first of two processes wins."""
    draft = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    try:
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _check_ours(path: Path) -> None:
    """Refuse a folder that is used for something else: to close it to others would harm whoever uses it."""
    names = {each.name for each in path.iterdir()} - {"lost+found"}
    if names and not names & _SIGNS and not names <= _OURS:
        message = (
            f"The data folder {path} holds files that are not Bellhop's. "
            "Set BELLHOP_DATA_DIR to an empty folder, or to one that does not exist yet."
        )
        raise DataFolderError(message)
    found = path.stat()
    if path.parent == path or (found.st_mode & stat.S_ISVTX and found.st_mode & stat.S_IWOTH):
        message = (
            f"The data folder {path} is everybody's. Set BELLHOP_DATA_DIR to a folder in it that does not exist yet."
        )
        raise DataFolderError(message)
    owner = found.st_uid
    if owner != os.geteuid() and (names or os.geteuid() != 0):
        message = (
            f"The data folder {path} belongs to {_user_name(owner)}. Run Bellhop as that user, or set BELLHOP_DATA_DIR."
        )
        raise DataFolderError(message)


def _user_name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user id {uid}"


def _check_reach(data_dir: DataDir) -> None:
    if not data_dir.user.is_another:
        return
    for folder in (*reversed(data_dir.postgres.parents), data_dir.postgres):
        if not may_enter(folder, data_dir.user):
            message = (
                f"Postgres refuses to run as root, so it runs as {data_dir.user.name!r}, who may not enter {folder}. "
                f"Set BELLHOP_DATA_DIR to a folder that this user can reach, such as {_AS_ROOT}, "
                "or run Bellhop as an ordinary user."
            )
            raise DataFolderError(message)


def may_enter(folder: Path, user: ServerUser) -> bool:
    """Whether the server's user can change into a folder (asked by trying: modes do not tell the whole story)."""
    done = run_as(user, ["/bin/sh", "-c", 'cd -- "$1"', "sh", str(folder)], cwd=Path("/"))
    return done.returncode == 0


def run_as(user: ServerUser, command: list[str], *, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a command to its end as the server's user, with a bare environment; raises `StoreError` if that is barred."""
    try:
        return subprocess.run(  # noqa: S603 - our own commands
            command, cwd=cwd, check=False, capture_output=True, text=True, errors="replace", **identity(user)
        )
    except (PermissionError, subprocess.SubprocessError) as error:
        raise _barred(user, command, error) from error


async def run_interruptibly(user: ServerUser, command: list[str], *, cwd: Path) -> "subprocess.CompletedProcess[str]":
    """The same for a program that takes long: it and its children end when the caller is cancelled."""
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as words:
        try:
            process = subprocess.Popen(  # noqa: ASYNC220, S603 - our own command; a fork takes a moment, its wait does not block
                command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=words, start_new_session=True, **identity(user)
            )
        except (PermissionError, subprocess.SubprocessError) as error:
            raise _barred(user, command, error) from error
        try:
            while process.poll() is None:  # noqa: ASYNC110 - the kernel has no event for us
                await asyncio.sleep(_POLL_SECONDS)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        words.seek(0)
        return subprocess.CompletedProcess(command, process.returncode, "", words.read())


def _barred(user: ServerUser, command: list[str], error: Exception) -> StoreError:
    return StoreError(
        f"{command[0]} cannot be run as {user.name!r}: {error}. "
        "Run Bellhop as an ordinary user, or set BELLHOP_DATABASE_URL to use a Postgres of your own."
    )


class Identity(TypedDict, total=False):
    """How `subprocess` starts a child as the server's user."""

    user: int
    group: int
    extra_groups: list[int]
    umask: int
    env: dict[str, str]
    stdin: int


def identity(user: ServerUser) -> Identity:
    """The arguments of `subprocess` for a child of the server's user: no groups, no environment, no terminal."""
    bare: Identity = {"env": {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}, "stdin": subprocess.DEVNULL}
    bare["umask"] = 0o077
    if user.is_another:
        bare |= {"user": user.uid, "group": user.gid, "extra_groups": []}
    return bare
