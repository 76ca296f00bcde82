"""What a client and a worker are told: by arguments, else by the environment. What cannot work is refused at once."""

import os


def key_of(given: str | None) -> str | None:
    """The key, else `BELLHOP_KEY`, without the white space around it: a file ends with a line break.

    None where there is none. Raises `ValueError` for what no header could carry, without repeating it.
    """
    key = (given or os.environ.get("BELLHOP_KEY") or "").strip()
    if not key.isascii() or not key.isprintable() or " " in key:
        message = "A key is one word of printable ASCII, such as bh_tenant_…; this one is not."
        raise ValueError(message)
    return key or None
