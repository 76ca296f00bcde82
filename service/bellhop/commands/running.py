"""`bellhop run`: start an action, and wait for its end when asked to."""

import argparse
import json
import secrets
import sys
from collections.abc import Sequence
from pathlib import Path

from bellhop.clock import format_time
from bellhop.commands.output import Output, note
from bellhop.commands.parsing import Exit, Verbs, add_verb
from bellhop.commands.progress import Bar
from bellhop.commands.table import printable
from bellhop.commands.values import moment, pair, within
from bellhop.errors import ConfigurationError
from bellhop.remote.client import Answer, Remote, segment
from bellhop.remote.documents import Operation
from bellhop.remote.json_text import members, parse
from bellhop.remote.operations import follow

_INPUT_MOST_BYTES = 16 << 20
_PRIORITY = (-10, 10)
_SUCCEEDED = "succeeded"


def add_to(verbs: Verbs) -> None:
    """Add the command."""
    verb = add_verb(
        verbs,
        "run",
        example="bellhop run auto_designer --parent designs/garage --wait @input.json",
        remote=run,
        for_tenant=True,
    )
    verb.add_argument("action", metavar="ACTION")
    verb.add_argument(
        "input", nargs="?", default="{}", metavar="INPUT", help="@FILE, - for stdin, or the JSON itself ({} if absent)"
    )
    verb.add_argument("--parent", default="", help="the path between tenant and action, such as designs/garage")
    verb.add_argument("--wait", action="store_true", help="wait for the end and print the result; 5 if it failed")
    verb.add_argument("--label", action="append", type=pair, default=[], metavar="NAME=VALUE", help="repeatable")
    verb.add_argument("--priority", type=within(*_PRIORITY), help="before or behind your other jobs")
    verb.add_argument("--run-at", type=moment, metavar="TIME", help="when to start at the earliest")
    verb.add_argument("--validate-only", action="store_true", help="check the input and start nothing")
    verb.add_argument("--idempotency-key", metavar="KEY", help="start it once, however often this is typed (24 hours)")


async def run(options: argparse.Namespace, remote: Remote) -> int:
    """Start an action, and with `--wait` follow it to its end."""
    out, body = Output.of(options), _read_input(options.input)
    parts = [part for part in options.parent.split("/") if part]
    path = await remote.tenant_path("/" + "/".join(segment(each) for each in (*parts, options.action, "run")))
    query = {f"labels.{name}": value for name, value in _labels(options.label).items()}
    if options.priority is not None:
        query["priority"] = str(options.priority)
    if options.run_at is not None:
        query["run_at"] = format_time(options.run_at)
    if options.validate_only:
        answer = await remote.send("POST", path, body, query=query | {"validate_only": "true"}, repeatable=True)
        out.put(answer.text, "The input is right; nothing was started.")
        return Exit.DONE
    headers = {"Idempotency-Key": options.idempotency_key or f"cli-{secrets.token_hex(16)}"}
    started = await remote.send("POST", path, body, query=query, headers=headers, repeatable=True)
    if not options.wait:
        out.put(started.text, printable(started.read(Operation).id))
        return Exit.DONE
    return await wait_for(remote, started, out)


async def wait_for(remote: Remote, started: Answer, out: Output) -> Exit:
    """Follow an operation with a bar, print its result or why there is none; the exit code says which."""
    name = started.read(Operation).id
    try:
        with Bar() as bar:
            answer = await follow(remote, started, bar.show)
    except BaseException:
        note(f"{name} goes on without this command; `bellhop why {name}` says how it stands.")
        raise
    operation = answer.read(Operation)
    if operation.state == _SUCCEEDED:
        result = json.dumps(parse(members(answer.text).get("result", "{}")), indent=2, ensure_ascii=False)
        out.put(answer.text, *(printable(line) for line in result.split("\n")))
        return Exit.DONE
    out.put(answer.text)
    note("\n".join([f"{name} {out_word(operation.state)}.", *_reasons(operation)]))
    return Exit.FAILED


def out_word(state: str) -> str:
    """How an operation ended, as the end of a sentence."""
    return {"failed": "has failed", "cancelled": "was cancelled"}.get(state, f"is {state}")


def _reasons(operation: Operation) -> Sequence[str]:
    return [f"  {each.code}: {each.message}" for each in operation.errors]


def _labels(pairs: Sequence[tuple[str, str]]) -> dict[str, str]:
    """The labels; raises `ConfigurationError` for one that is given twice."""
    labels: dict[str, str] = {}
    for name, value in pairs:
        if name in labels:
            sentence = f"--label {name}=… is given twice; an operation has one value for each label."
            raise ConfigurationError(sentence)
        labels[name] = value
    return labels


def _read_input(text: str) -> bytes:
    """The bytes of the input, as they are; raises `ConfigurationError` for what is no JSON or cannot be read."""
    try:
        if text == "-":
            content = sys.stdin.buffer.read(_INPUT_MOST_BYTES + 1)
        elif text.startswith("@"):
            with Path(text[1:]).open("rb") as file:
                content = file.read(_INPUT_MOST_BYTES + 1)
        else:
            content = text.encode()
    except OSError as error:
        sentence = f"The input {text} cannot be read: {error.strerror}."
        raise ConfigurationError(sentence) from None
    if len(content) > _INPUT_MOST_BYTES:
        sentence = f"The input is longer than {_INPUT_MOST_BYTES >> 20} MiB; Bellhop takes 1 MiB unless told otherwise."
        raise ConfigurationError(sentence)
    try:
        parse(content.decode())
    except ValueError as error:
        hint = "" if text == "-" or text.startswith("@") else " (a file is given as @FILE)"
        sentence = f"The input is no JSON{hint}: {error}."
        raise ConfigurationError(sentence) from None
    return content
