"""Rows as columns: what a statement takes as arrays, one for each field."""

from collections.abc import Sequence
from typing import Any


def columns(kind: Any, rows: Sequence[Any]) -> Any:
    """Named tuples of this kind as one of the same kind, each field of which holds the values of all rows, in order.

    A field that is None in every row is empty: `unnest` fills up with NULL what is shorter than the longest, and each
    value that is not sent saves half a microsecond. Some field of every row must therefore be more than None.
    """
    if not rows:
        return kind._make(((),) * len(kind._fields))
    nothing = (None,) * len(rows)
    return kind._make([() if values == nothing else values for values in zip(*rows, strict=True)])
