"""A service of its own process, for tests: holds a share in a data folder's server until its standard input ends.

Arguments: the data folder and, as root, the name of a user to become first.
"""

import asyncio
import concurrent.futures.thread  # noqa: F401 - loaded while we may still read it: root's Python may be private
import json
import os
import pwd
import sys
from pathlib import Path

import asyncpg

from bellhop.store.embedded import EmbeddedPostgres


def become(name: str) -> None:
    user = pwd.getpwnam(name)
    os.setgroups([])
    os.setgid(user.pw_gid)
    os.setuid(user.pw_uid)


async def main(folder: str, user: str | None) -> None:
    if user is not None:
        become(user)
    server = await EmbeddedPostgres.start(Path(folder), durable=False)
    connection = await asyncpg.connect(server.url)
    told = {"url": server.url, "psql": server.psql_command, "role": await connection.fetchval("SELECT current_user")}
    await connection.close()
    print(json.dumps(told), flush=True)  # noqa: T201 - this is how the test hears of it
    await asyncio.to_thread(sys.stdin.read)
    await server.stop()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else None))
