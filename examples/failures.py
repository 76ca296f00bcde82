"""How a computation says that it cannot be done, so that whoever asked can mend the input."""


class JobFailedError(Exception):
    """The job cannot succeed, however often it is tried: `code` for programs, `message` for people.

    `pointer` names the part of the input that would have to change (JSON Pointer, RFC 6901).
    """

    def __init__(self, *, code: str, message: str, pointer: str | None = None) -> None:
        self.code = code
        self.message = message
        self.pointer = pointer
        super().__init__(message)

    def as_error(self) -> dict[str, str]:
        """One entry of the operation's `errors`."""
        error = {"code": self.code, "message": self.message}
        return error if self.pointer is None else {**error, "pointer": self.pointer}
