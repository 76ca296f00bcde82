"""JSON Merge Patch (RFC 7396)."""

from collections.abc import Mapping

REDACTED = "[redacted]"
"""What stands in answers for a secret; in a patch it means that the secret stays as it is."""


def merge(target: object, patch: object) -> object:
    """`target` changed as `patch` says: null removes a member, an object is merged, anything else replaces."""
    if not isinstance(patch, Mapping):
        return patch
    merged = dict(target) if isinstance(target, Mapping) else {}
    for name, value in patch.items():
        if value is None:
            merged.pop(name, None)
        else:
            merged[name] = merge(merged.get(name), value)
    return merged


def without_redacted(patch: object) -> object:
    """The patch without the members that are only the mark of a secret, as in what was read and is sent back."""
    if not isinstance(patch, Mapping):
        return patch
    return {name: without_redacted(value) for name, value in patch.items() if value != REDACTED}
