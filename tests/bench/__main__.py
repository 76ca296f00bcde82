"""Measures everything and prints the machine and a table; the figures are kept in `bench-results/` as JSON.

`bellhop bench` is what `make bench` runs; `bellhop bench engine` runs one part of it. The soak takes ten minutes and
runs only when it is named.
"""

import argparse
import asyncio
import json
import os
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace

import uvloop

from tests.bench import (
    claiming,
    drain,
    egress,
    engine,
    flow,
    http,
    many,
    neighbours,
    pulls,
    python_worker,
    scale,
    schemes,
    several,
    started,
)
from tests.bench.http import Figure
from tests.bench.processes import stolen_seconds
from tests.bench.sink import sink

Options = argparse.Namespace


async def _egress(_options: Options) -> list[Figure]:
    direct, through = await egress.proxied()
    rows = [*await egress.senders(), direct, through, *await egress.tls()]
    figures = [
        Figure("one signature", egress.signing(), "µs", ""),
        Figure("one signature by key pair", egress.signing_by_key_pair(), "µs", ""),
    ]
    figures += [Figure(row.name, row.per_second, "/s", "") for row in rows]
    share = Figure("through a local proxy, of directly", through.per_second / direct.per_second * 100, "%", "≥ 60")
    costs = [Figure(f"a delivery, {each.name}: CPU", each.cpu_micros, "µs", "") for each in await schemes.costs()]
    return [*figures, share, *costs]


PARTS: dict[str, Callable[[Options], Awaitable[list[Figure]]]] = {
    "service": lambda options: started.figures(options.postgres, share=options.share, processes=options.processes),
    "engine": lambda options: engine.main(options.postgres),
    "complete": lambda options: flow.completed(share=options.share),
    "neighbours": lambda options: neighbours.figures(share=options.share),
    "held": lambda options: neighbours.held(seconds=options.seconds * options.share, share=options.share),
    "claims": lambda options: claiming.figures(share=options.share),
    "history": lambda options: scale.history(count=options.history, share=options.share),
    "memory": lambda options: scale.memory(share=options.share),
    "many": lambda options: many.figures(share=options.share),
    "http": lambda _: http.figures(),
    "processes": lambda options: several.figures(share=options.share),
    "pull": lambda options: pulls.figures(share=options.share),
    "worker": lambda options: python_worker.figures(share=options.share),
    "egress": _egress,
    "soak": lambda options: flow.soak(minutes=options.minutes),
}
_ONLY_WHEN_NAMED = ("soak",)
_BARE_REQUESTS = 10_000


async def _measure(options: Options) -> None:
    for part in options.parts:
        print(f"measuring {part} …", flush=True)
        bare = await _bare()
        began, stolen = time.monotonic(), stolen_seconds()
        rows = [_beside(bare, row) for row in await PARTS[part](options)]
        offered = (time.monotonic() - began) * (os.cpu_count() or 1)
        rows.append(Figure("time of the processors that went to others", _percent(stolen, offered), "%", "quiet: ≤ 2"))
        print(*rows, sep="\n")
        print(f"kept in {engine.write_json(rows, part)}", flush=True)
        await asyncio.sleep(1)  # let the machine settle


def _percent(stolen_before: float, offered_seconds: float) -> float:
    return (stolen_seconds() - stolen_before) / offered_seconds * 100


async def _bare() -> float:
    """Requests a second of a bare libcurl loop at this moment: machines that others share have fast and slow ones."""
    with sink() as receiver:
        await drain.bare(receiver, requests=1_000)
        return await drain.bare(receiver, requests=_BARE_REQUESTS)


def _beside(bare: float, row: Figure) -> Figure:
    is_rate = row.unit in {"/s", "items/s", "jobs/s"}
    return replace(row, of_bare=row.value / bare) if is_rate else row


def main() -> None:
    """Run the parts that were asked for, one after the other."""
    parser = argparse.ArgumentParser(prog="bellhop bench", description=__doc__)
    usual = [part for part in PARTS if part not in _ONLY_WHEN_NAMED]
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}; all but soak if absent")
    parser.add_argument("--seconds", type=float, default=30.0, help="how long `held` keeps a transaction open")
    parser.add_argument("--history", type=int, default=1_000_000, help="finished deliveries beside the drain")
    parser.add_argument("--minutes", type=float, default=10.0, help="how long the soak lasts")
    parser.add_argument("--share", type=float, default=1.0, help="of the usual amount of work, for a quick look")
    parser.add_argument(
        "--postgres", metavar="URL", help="an empty database of another server, for `service` or `engine`"
    )
    parser.add_argument(
        "--processes", metavar="N", default="1", help="of the service that `service` measures; or `auto` (1)"
    )
    options = parser.parse_args()
    options.parts = options.parts or usual
    unknown = [part for part in options.parts if part not in PARTS]
    if unknown:
        parser.error(f"there is no part {unknown[0]!r}")
    print(json.dumps(engine.machine()))
    uvloop.run(_measure(options))


if __name__ == "__main__":
    main()
