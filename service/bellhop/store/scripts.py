"""SQL scripts, statement by statement: engines that spread tables over nodes take no two statements in one message."""

import re
from collections.abc import Iterator

_TOKEN = re.compile(
    r"""
    --[^\n]*                                        # a comment to the end of its line
    | /\*                                           # a comment that may hold others: followed by hand
    | \b[eE]'(?:[^'\\]|\\.|'')*'                    # a string with escapes
    | '(?:[^']|'')*'
    | "(?:[^"]|"")*"
    | (?<![\w$])(\$(?:[A-Za-z_]\w*)?\$).*?\1        # between dollar quotes
    | [;()]
    """,
    re.VERBOSE | re.DOTALL,
)
_COMMENT_MARK = re.compile(r"/\*|\*/")
_SAYS_NOTHING = re.compile(r"\s+|--[^\n]*|/\*")


def split(text: str) -> list[str]:
    """The statements of a script in their order, each with the comments above it and without its semicolon.

    Semicolons in strings, comments, dollar quotes and parentheses end nothing. A function body is written between
    dollar quotes: one in `BEGIN ATOMIC … END` would be cut. (PostgreSQL manual, section 4.1 "Lexical Structure")
    """
    return [statement for statement in _pieces(text) if _says_something(statement)]


def _pieces(text: str) -> Iterator[str]:
    begin = at = depth = 0
    while (found := _TOKEN.search(text, at)) is not None:
        mark, at = found[0], found.end()
        if mark == "/*":
            at = _end_of_comment(text, at)
        elif mark == "(":
            depth += 1
        elif mark == ")":
            depth -= 1
        elif mark == ";" and depth == 0:
            yield text[begin : found.start()].strip()
            begin = at
    yield text[begin:].strip()


def _end_of_comment(text: str, at: int) -> int:
    """Where a comment ends that began before `at`; the end of the text if it does not."""
    open_marks = 1
    while open_marks and (found := _COMMENT_MARK.search(text, at)) is not None:
        open_marks += 1 if found[0] == "/*" else -1
        at = found.end()
    return at if open_marks == 0 else len(text)


def _says_something(statement: str) -> bool:
    """Whether there is more in it than comments."""
    at = 0
    while (found := _SAYS_NOTHING.match(statement, at)) is not None:
        at = _end_of_comment(statement, found.end()) if found[0] == "/*" else found.end()
    return at < len(statement)
