"""`bellhop-client`: what a developer types."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from bellhop_client._sync.client import Client
from bellhop_client.errors import BellhopError
from bellhop_client.retries import Retries
from bellhop_client.schemas import models_of_actions


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code: 0, 1 where the service refuses, 2 for what was typed wrong."""
    options = _parser().parse_args(arguments)
    try:
        text = _pulled(options)
    except (BellhopError, ValueError) as fault:
        sys.stderr.write(f"bellhop-client: {fault}\n")
        return 1
    if options.out is None:
        sys.stdout.write(text)
    else:
        options.out.write_text(text, encoding="utf-8")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bellhop-client", description="Helps to write programs that use Bellhop.")
    nouns = parser.add_subparsers(required=True, metavar="schemas")
    verbs = nouns.add_parser("schemas", help="the operator's actions").add_subparsers(required=True, metavar="pull")
    pull = verbs.add_parser("pull", help="write pydantic models of the inputs and results of actions")
    pull.add_argument("--url", help="of the service (BELLHOP_URL)")
    pull.add_argument("--key", help="a tenant's key, or the operator's (BELLHOP_KEY)")
    whose = "whose actions (BELLHOP_TENANT); without it all of them, with the operator's key"
    pull.add_argument("--tenant", default=os.environ.get("BELLHOP_TENANT"), help=whose)
    pull.add_argument("--action", action="append", help="only this one; may be given several times")
    pull.add_argument("--out", type=Path, help="the file to write; without it the text goes to the standard output")
    return parser


def _pulled(options: argparse.Namespace) -> str:
    retries = Retries(attempts=2)  # somebody waits in front of it
    with Client(options.url, options.key, tenant=options.tenant, retries=retries) as client:
        listed = client.actions.list() if options.tenant else client.admin.actions()
        found = sorted((each.model_dump(by_alias=True) for each in listed), key=lambda each: str(each["action"]))
    wanted = [each for each in found if not options.action or each["action"] in options.action]
    missing = set(options.action or ()) - {each["action"] for each in wanted}
    if missing:
        message = f"There is no action {', '.join(sorted(missing))}."
        raise ValueError(message)
    return models_of_actions(iter(wanted))


if __name__ == "__main__":
    sys.exit(main())
