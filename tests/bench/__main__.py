"""Measures everything and prints the machine and a table; the figures are kept in `bench-results/` as JSON.

`python -m tests.bench` is what `make bench` runs; `python -m tests.bench engine` runs one part of it.
"""

import argparse
import asyncio
import json
from collections.abc import Awaitable, Callable

import uvloop

from tests.bench import egress, engine, http
from tests.bench.http import Figure


async def _engine() -> list[Figure]:
    return await engine.main(None)


async def _egress() -> list[Figure]:
    rows = [*await egress.senders(), *await egress.tls()]
    figures = [Figure("one signature", egress.signing(), "µs", "")]
    return figures + [Figure(row.name, row.per_second, "/s", "") for row in rows]


PARTS: dict[str, Callable[[], Awaitable[list[Figure]]]] = {
    "engine": _engine,
    "http": http.figures,
    "egress": _egress,
}


async def _measure(parts: list[str]) -> dict[str, list[Figure]]:
    measured = {}
    for part in parts:
        print(f"measuring {part} …", flush=True)
        measured[part] = await PARTS[part]()
        await asyncio.sleep(1)  # let the machine settle
    return measured


def main() -> None:
    """Run the parts that were asked for, one after the other."""
    parser = argparse.ArgumentParser(prog="bellhop bench", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}; all if absent")
    parts = parser.parse_args().parts or list(PARTS)
    unknown = [part for part in parts if part not in PARTS]
    if unknown:
        parser.error(f"there is no part {unknown[0]!r}")
    print(json.dumps(engine.machine()))
    for part, rows in uvloop.run(_measure(parts)).items():
        print(*rows, sep="\n")
        print(f"kept in {engine.write_json(rows, part)}")


if __name__ == "__main__":
    main()
