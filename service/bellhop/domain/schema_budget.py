"""How much may be spent on naming what is wrong with a value."""


class OutOfStepsError(Exception):
    """The budget is spent."""


class Budget:
    """So many steps of a few microseconds each; `stop` ends them from outside, such as from a signal's handler."""

    def __init__(self, steps: int) -> None:
        self._left = steps

    def stop(self) -> None:
        """Let the next step be one too many."""
        self._left = 0

    def spend(self, steps: int) -> None:
        """Raises `OutOfStepsError` when there are not so many left."""
        self._left -= steps
        if self._left < 0:
            raise OutOfStepsError
