"""Names that callers choose: tenant ids, action names, parent segments, and the nouns that they may not take."""

import re

NAME_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$"
PARENT_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}(/[A-Za-z0-9][A-Za-z0-9_-]{0,63}){0,7}$"
CELL_PATTERN = r"^[a-z][a-z0-9_]{0,31}$"

RESERVED_NOUNS = frozenset(
    {
        "actions",
        "deliveries",
        "dead-letters",
        "event-types",
        "events",
        "operations",
        "portal-sessions",
        "run",
        "stats",
        "status",
        "subscriptions",
        "webhooks",
    }
)

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
is_name = _NAME.fullmatch

is_cell_name = re.compile(CELL_PATTERN.strip("^$")).fullmatch
