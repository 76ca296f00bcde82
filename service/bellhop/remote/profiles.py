"""Profiles: named Bellhops with their keys, in a file of the user's config folder that nobody else may read."""

import os
import stat
from pathlib import Path
from typing import Annotated

import platformdirs
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bellhop.errors import ConfigurationError

_FILE = "profiles.json"
_MOST_BYTES = 1 << 20

ProfileName = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]


class Profile(BaseModel):
    """One Bellhop, a key for it, and the tenant to work for where the key is nobody's."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    url: str
    key: str = Field(repr=False)
    tenant: str | None = None


class Profiles(BaseModel):
    """All profiles, and which one is used where nothing else is said."""

    model_config = ConfigDict(extra="forbid")

    current: str | None = None
    profiles: dict[ProfileName, Profile] = Field(default_factory=dict)

    def named(self, name: str) -> Profile:
        """This profile; raises `ConfigurationError` when there is none of that name."""
        if name not in self.profiles:
            known = ", ".join(sorted(self.profiles)) or "none yet; `bellhop profiles add` makes one"
            sentence = f"There is no profile named {name!r}; there are: {known}."
            raise ConfigurationError(sentence)
        return self.profiles[name]


def profiles_path() -> Path:
    """Where the profiles are kept, by the platform's convention."""
    return platformdirs.user_config_path("bellhop") / _FILE


def read_profiles(path: Path) -> Profiles:
    """The profiles of a file, none if it is not there; raises `ConfigurationError` for one that cannot be used."""
    try:
        with path.open("rb") as file:
            if os.name == "posix" and stat.S_IMODE(os.fstat(file.fileno()).st_mode) & 0o077:
                sentence = f"{path} holds keys and others may read it: chmod 600 {path}"
                raise ConfigurationError(sentence)
            content = file.read(_MOST_BYTES)
    except FileNotFoundError:
        return Profiles()
    except OSError as error:
        sentence = f"{path} cannot be read: {error.strerror}."
        raise ConfigurationError(sentence) from None
    try:
        return Profiles.model_validate_json(content)
    except ValidationError:  # it could show a key
        sentence = f"{path} is not what `bellhop profiles` writes; mend it, or delete it and add the profiles anew."
        raise ConfigurationError(sentence) from None


def write_profiles(path: Path, profiles: Profiles) -> None:
    """Keep the profiles: the file is replaced whole, and was never readable by others."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    beside.unlink(missing_ok=True)  # a leftover, or a link that somebody put there
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(profiles.model_dump_json(indent=2, exclude_none=True) + "\n")
    beside.replace(path)
