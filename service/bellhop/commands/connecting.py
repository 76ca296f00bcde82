"""Which Bellhop a command is for: the options, the environment and the profiles, in one order."""

import argparse
from collections.abc import Mapping
from pathlib import Path

from bellhop.errors import ConfigurationError
from bellhop.remote.profiles import Profile, profiles_path, read_profiles
from bellhop.remote.target import DEFAULT_URL, Target, check_key, check_url

_BESIDE = ("BELLHOP_DATABASE_URL", "BELLHOP_DATABASE_URL_FILE", "BELLHOP_DATA_DIR", "BELLHOP_DATA_DIR_FILE")
_KEY_MOST_BYTES = 1 << 16
_HOW = (
    "Say which Bellhop: --url and --key, BELLHOP_URL and BELLHOP_KEY, or a profile "
    "(`bellhop profiles add NAME --url URL`)."
)


def find_target(options: argparse.Namespace, environment: Mapping[str, str], *, may_be_beside: bool) -> Target | None:
    """The Bellhop that is meant; None where the command shall work beside a database, as it may.

    First what was typed, then what the environment says; then a database that the environment names, where the command
    may work beside one; then the profile in use. A key belongs to the address that it was given with: that of a profile
    is sent nowhere else. One that was given without an address is for the profile in use, before the key kept there.
    Raises `ConfigurationError` where that does not say it, or says it twice.
    """
    tenant = getattr(options, "tenant_of_target", None) or environment.get("BELLHOP_TENANT")
    typed_key = getattr(options, "key", None)
    url, profile = _named(options, environment)
    if url is not None:
        return _at(url, typed_key or _key_of(environment), tenant)
    if profile is not None:
        return _of_profile(read_profiles(profiles_path()).named(profile), typed_key, tenant)
    if may_be_beside and typed_key is None and any(name in environment for name in _BESIDE):
        return None
    profiles = read_profiles(profiles_path())
    if profiles.current is not None:
        return _of_profile(profiles.named(profiles.current), typed_key or _key_of(environment), tenant)
    key = typed_key or (None if may_be_beside else _key_of(environment))
    if key is not None:
        return _at(DEFAULT_URL, key, tenant)
    if may_be_beside:
        return None
    raise ConfigurationError(_HOW)


def _named(options: argparse.Namespace, environment: Mapping[str, str]) -> tuple[str | None, str | None]:
    """The address or the profile that was typed, or else that the environment says; raises `ConfigurationError`."""
    url, profile = getattr(options, "url", None), getattr(options, "profile", None)
    if url is not None and profile is not None:
        sentence = "--url and --profile both say which Bellhop; give one of them."
        raise ConfigurationError(sentence)
    if url is not None or profile is not None:
        return url, profile
    url, profile = environment.get("BELLHOP_URL"), environment.get("BELLHOP_PROFILE")
    if url is not None and profile is not None:
        sentence = "BELLHOP_URL and BELLHOP_PROFILE both say which Bellhop; keep one of them."
        raise ConfigurationError(sentence)
    if profile is not None and getattr(options, "key", None) is None and _key_of(environment) is not None:
        sentence = "BELLHOP_PROFILE and BELLHOP_KEY (or BELLHOP_KEY_FILE) both give a key; keep one of them."
        raise ConfigurationError(sentence)
    return url, profile


def _at(url: str, key: str | None, tenant: str | None) -> Target:
    if key is None:
        sentence = f"A key for {check_url(url)} is needed: BELLHOP_KEY, BELLHOP_KEY_FILE or --key."
        raise ConfigurationError(sentence)
    return Target(check_url(url), check_key(key), tenant)


def _of_profile(profile: Profile, key: str | None, tenant: str | None) -> Target:
    return Target(check_url(profile.url), check_key(key or profile.key), tenant or profile.tenant)


def _key_of(environment: Mapping[str, str]) -> str | None:
    """The key that the environment gives, or a file that it names."""
    key, file = environment.get("BELLHOP_KEY"), environment.get("BELLHOP_KEY_FILE")
    if key is not None and file is not None:
        sentence = "BELLHOP_KEY is given twice, also as BELLHOP_KEY_FILE; keep one."
        raise ConfigurationError(sentence)
    if file is None:
        return key
    try:
        with Path(file).open("rb") as opened:
            return opened.read(_KEY_MOST_BYTES).decode().strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = str(error.strerror) if isinstance(error, OSError) else "it is not UTF-8"
        sentence = f"BELLHOP_KEY_FILE names a file that cannot be read: {reason}."
        raise ConfigurationError(sentence) from None
