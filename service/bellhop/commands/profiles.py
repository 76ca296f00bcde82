"""`bellhop profiles …`: named Bellhops with their keys, so that nobody has to type them."""

import argparse
import getpass
import sys

from pydantic import ValidationError

from bellhop.commands.output import Output, is_terminal
from bellhop.commands.parsing import Exit, Verbs, add_nouns, add_verb
from bellhop.errors import ConfigurationError
from bellhop.remote.profiles import Profile, Profiles, profiles_path, read_profiles, write_profiles
from bellhop.remote.target import check_key, check_url

_KEY_MOST_CHARS = 4096
_SHOWN_KEY_CHARS = 14


def add_to(verbs: Verbs) -> None:
    """Add the commands."""
    nouns = add_nouns(verbs, "profiles")
    verb = add_verb(
        nouns,
        "add",
        "keep a Bellhop and a key for it; the key is asked for, or read from stdin",
        example="bellhop profiles add sandbox --url https://bellhop.example.com < key.txt",
        alone=add,
    )
    verb.add_argument("name", metavar="NAME")
    verb.add_argument("--url", required=True, help="the address of the Bellhop")
    verb.add_argument("--tenant", help="for whom, where the key is an operator's")
    verb = add_verb(nouns, "list", "list the profiles", example="bellhop profiles list", alone=list_all)
    verb = add_verb(
        nouns,
        "use",
        "use this one where nothing else is said",
        example="bellhop profiles use sandbox",
        alone=use,
    )
    verb.add_argument("name", metavar="NAME")
    verb = add_verb(nouns, "remove", "forget a profile", example="bellhop profiles remove sandbox", alone=remove)
    verb.add_argument("name", metavar="NAME")


async def add(options: argparse.Namespace) -> int:
    """Keep a profile; the first one is used from now on."""
    url, path = check_url(options.url), profiles_path()
    profiles = read_profiles(path)
    key = check_key(_ask_key())
    wanted = profiles.model_dump()
    wanted["profiles"][options.name] = Profile(url=url, key=key, tenant=options.tenant).model_dump()
    wanted["current"] = profiles.current or options.name
    try:
        profiles = Profiles.model_validate(wanted)
    except ValidationError:
        sentence = "The name of a profile has 1 to 64 letters, digits, full stops, - or _."
        raise ConfigurationError(sentence) from None
    write_profiles(path, profiles)
    used = profiles.current == options.name
    Output.of(options).put_record(
        {"name": options.name, "url": url, "current": used},
        f"Kept in {path}.{' It is used where nothing else is said.' if used else ''}",
    )
    return Exit.DONE


async def list_all(options: argparse.Namespace) -> int:
    """Print the profiles, of each key only how it begins."""
    profiles, out = read_profiles(profiles_path()), Output.of(options)
    rows = [
        {
            "name": name,
            "url": each.url,
            "key": each.key[: min(_SHOWN_KEY_CHARS, len(each.key) // 3)] + "…",
            "tenant": each.tenant,
            "current": name == profiles.current,
        }
        for name, each in sorted(profiles.profiles.items())
    ]
    if out.as_json:
        for row in rows:
            out.put_record({name: value for name, value in row.items() if value is not None})
    out.table(
        ("", "PROFILE", "URL", "KEY", "TENANT"),
        (("*" if row["current"] else "", row["name"], row["url"], row["key"], row["tenant"] or "-") for row in rows),
    )
    return Exit.DONE


async def use(options: argparse.Namespace) -> int:
    """Use a profile where nothing else is said."""
    path = profiles_path()
    profiles = read_profiles(path)
    url = profiles.named(options.name).url
    write_profiles(path, profiles.model_copy(update={"current": options.name}))
    Output.of(options).put_record({"name": options.name, "current": True}, f"Commands now speak with {url}.")
    return Exit.DONE


async def remove(options: argparse.Namespace) -> int:
    """Forget a profile; its key still counts until it is revoked."""
    path = profiles_path()
    profiles = read_profiles(path)
    profiles.named(options.name)
    left = {name: each for name, each in profiles.profiles.items() if name != options.name}
    current = None if profiles.current == options.name else profiles.current
    write_profiles(path, Profiles(current=current, profiles=left))
    Output.of(options).put_record(
        {"name": options.name, "removed": True}, "Forgotten here; the key itself counts until it is revoked."
    )
    return Exit.DONE


def _ask_key() -> str:
    """The key, unseen where a person types it."""
    if is_terminal(sys.stdin):
        return getpass.getpass("Key: ").strip()
    return sys.stdin.read(_KEY_MOST_CHARS).strip()
