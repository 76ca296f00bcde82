"""`bellhop tenants …`: make and list tenants, beside the database or over HTTP with an operator's key."""

import argparse
import json
from collections.abc import Sequence

from bellhop.commands.beside import with_settings
from bellhop.commands.directory import ROWS_SHOWN, open_directory
from bellhop.commands.output import Output
from bellhop.commands.parsing import Verbs, add_nouns, add_verb
from bellhop.commands.values import within
from bellhop.config import Settings
from bellhop.domain.audit import CLI
from bellhop.domain.names import NAME_PATTERN, is_name
from bellhop.domain.operation import to_json as operation_to_json
from bellhop.domain.tenant import (
    MOST_LIVE_JOBS,
    MOST_REQUESTS_PER_SECOND,
    MOST_SUBSCRIPTIONS,
    NO_CELL,
    GivenLimits,
)
from bellhop.errors import ConfigurationError, InvalidInputError, NotFoundError
from bellhop.ids import TenantId
from bellhop.remote.client import Remote
from bellhop.remote.documents import Operation, Tenant
from bellhop.remote.problems import RefusedError
from bellhop.store import tenants as stored_tenants

_PATH = "/v2/admin/tenants"
_LIMITS = {
    "live_jobs": within(0, MOST_LIVE_JOBS),
    "requests_per_second": within(1, MOST_REQUESTS_PER_SECOND),
    "subscriptions": within(0, MOST_SUBSCRIPTIONS),
}
_HEADER = ("TENANT", "CELL", "NAME", "LIVE JOBS", "REQUESTS/S", "SUBSCRIPTIONS")


def add_to(verbs: Verbs) -> None:
    """Add the commands."""
    nouns = add_nouns(verbs, "tenants")
    verb = add_verb(
        nouns,
        "create",
        "make a tenant",
        example="bellhop tenants create aurora --subscriptions 10",
        beside=with_settings(create_tenant),
        remote=create_tenant_remotely,
    )
    verb.add_argument("tenant_id", metavar="ID")
    verb.add_argument("--display-name", default="")
    verb.add_argument("--cell", help="where its traffic lives (the cell with the fewest tenants)")
    for name, kind in _LIMITS.items():
        option = f"--{name.replace('_', '-')}"
        verb.add_argument(option, type=kind, metavar="N", help="its limit (the service's default)")
    verb = add_verb(
        nouns,
        "move",
        "move a tenant to another cell, while it works",
        example="bellhop tenants move aurora cell_1",
        beside=with_settings(move_tenant),
        remote=move_tenant_remotely,
    )
    verb.add_argument("tenant_id", metavar="TENANT")
    verb.add_argument("cell", metavar="CELL")
    add_verb(
        nouns,
        "list",
        "list tenants, the newest first",
        example="bellhop tenants list --url https://bellhop.example.com",
        beside=with_settings(list_tenants),
        remote=list_tenants_remotely,
    )


async def move_tenant(options: argparse.Namespace, settings: Settings) -> int:
    """Start the operation that moves a tenant; the service that runs beside carries it out."""
    _check(options.tenant_id)
    async with open_directory(settings) as directory:
        try:
            tenant = await directory.tenants.read(TenantId(options.tenant_id))
        except NotFoundError:
            raise _no_tenant(options) from None
        try:
            started = await directory.moves.start(tenant, options.cell, actor=CLI)
        except InvalidInputError as error:
            raise _refused(options, error) from None
    operation = operation_to_json(started.job)
    _tell_move(options, str(operation["id"]), json.dumps({"operation": operation["id"]}))
    return 0


async def move_tenant_remotely(options: argparse.Namespace, remote: Remote) -> int:
    """The same at another Bellhop."""
    _check(options.tenant_id)
    body = json.dumps({"cell": options.cell}).encode()
    try:
        answer = await remote.send("POST", f"{_PATH}/{options.tenant_id}:move", body)
    except RefusedError as error:
        if error.code == NotFoundError.code:
            raise _no_tenant(options) from None
        raise _refused(options, error) from None
    _tell_move(options, answer.read(Operation).id, answer.text)
    return 0


def _no_tenant(options: argparse.Namespace) -> NotFoundError:
    return NotFoundError(f"There is no tenant {options.tenant_id}; see `bellhop tenants list`.")


def _refused(options: argparse.Namespace, error: InvalidInputError | RefusedError) -> Exception:
    """What to raise for a refusal: that there is no such cell is told as of whatever is named and is not there."""
    faults = {each.code for each in error.faults} if isinstance(error, InvalidInputError) else error.faults
    if NO_CELL in faults and options.cell is not None:
        return NotFoundError(f"There is no cell {options.cell}; see `bellhop cells list`.")
    return error


def _check(tenant_id: str) -> None:
    if not is_name(tenant_id):
        sentence = f"A tenant id matches {NAME_PATTERN}."
        raise ConfigurationError(sentence)


def _tell_move(options: argparse.Namespace, operation: str, text: str) -> None:
    sentence = f"{operation} moves {options.tenant_id} to {options.cell}; GET /v2/admin/operations/{operation} tells."
    Output.of(options).put(text, sentence)


async def create_tenant(options: argparse.Namespace, settings: Settings) -> int:
    """Make a tenant."""
    _check(options.tenant_id)
    given = GivenLimits(options.live_jobs, options.requests_per_second, options.subscriptions)
    async with open_directory(settings) as directory:
        try:
            tenant = await directory.tenants.create(
                TenantId(options.tenant_id),
                display_name=options.display_name,
                given=given,
                actor=CLI,
                cell=options.cell,
            )
        except InvalidInputError as error:
            raise _refused(options, error) from None
    Output.of(options).put_record({"id": tenant.tenant_id}, f"Made the tenant {tenant.tenant_id}.")
    return 0


async def create_tenant_remotely(options: argparse.Namespace, remote: Remote) -> int:
    """Make a tenant of another Bellhop."""
    limits = {name: value for name in _LIMITS if (value := getattr(options, name)) is not None}
    body = {"id": options.tenant_id, "display_name": options.display_name, "limits": limits}
    if options.cell is not None:
        body["cell"] = options.cell
    try:
        answer = await remote.send("POST", _PATH, json.dumps(body).encode())
    except RefusedError as error:
        raise _refused(options, error) from None
    Output.of(options).put(answer.text, f"Made the tenant {answer.read(Tenant).id}.")
    return 0


async def list_tenants(options: argparse.Namespace, settings: Settings) -> int:
    """Print the tenants."""
    async with open_directory(settings) as directory, directory.store.directory.connection() as connection:
        found = await stored_tenants.newest(connection, limit=ROWS_SHOWN)
    _show(
        Output.of(options),
        [
            Tenant(
                id=each.tenant_id,
                cell=each.cell,
                display_name=each.display_name,
                effective_limits={name: getattr(each.limits, name) for name in _LIMITS},
            )
            for each in found
        ],
    )
    return 0


async def list_tenants_remotely(options: argparse.Namespace, remote: Remote) -> int:
    """Print the tenants of another Bellhop."""
    _show(Output.of(options), [each.read(Tenant) async for each in remote.pages(_PATH)])
    return 0


def _show(out: Output, tenants: Sequence[Tenant]) -> None:
    if out.as_json:
        for each in tenants:
            out.put(each.model_dump_json())
    out.table(
        _HEADER,
        (
            (each.id, each.cell, each.display_name, *(each.effective_limits.get(name, "-") for name in _LIMITS))
            for each in tenants
        ),
    )
