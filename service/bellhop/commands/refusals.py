"""What a command ends with where a Bellhop said no; `docs/cli.md` has the table."""

from bellhop.commands.parsing import Exit
from bellhop.remote.problems import ForeignAnswerError, RefusedError

_OF_STATUS = {
    401: Exit.NOT_ALLOWED,
    403: Exit.NOT_ALLOWED,
    404: Exit.NOT_FOUND,
    502: Exit.UNREACHABLE,
    503: Exit.UNREACHABLE,
    504: Exit.UNREACHABLE,
}


def exit_of(error: RefusedError) -> Exit:
    """The exit code for a refusal: by its status, which says nothing where something else than a Bellhop answered."""
    return Exit.UNREACHABLE if isinstance(error, ForeignAnswerError) else _OF_STATUS.get(error.status, Exit.REFUSED)
