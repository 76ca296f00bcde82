"""What the commands show on a terminal: tables, and nothing that could steer it."""

from collections.abc import Iterable, Sequence


def printable(text: str) -> str:
    """The text with everything escaped that is not seen as what it is: control characters, and marks of direction."""
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in text)


def print_table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print rows under a header, each column as wide as it needs."""
    lines = [header, *([printable(str(cell)) for cell in row] for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(header))]
    for line in lines:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())
