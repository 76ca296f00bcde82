"""A cell as the operator reads it."""

from pydantic import Field

from bellhop.api.body.models import AnswerModel, without_absent
from bellhop.clock import format_time
from bellhop.core.cells import Cell


class CellOut(AnswerModel):
    """A cell: a schema, in the directory's database or in one of its own, that holds the traffic of some tenants."""

    name: str
    place: str | None = Field(
        description="Host, port and database, without user and password; null beside the directory. Where the URL "
        "cannot be unsealed, the reason in parentheses."
    )
    accepts_tenants: bool = Field(description="Whether new tenants are placed in it.")
    tenants: int = Field(description="How many live in it.")
    answers: bool = Field(description="Whether the process that answers this request reaches it now.")
    problem: str | None = Field(default=None, description="Why it does not.")
    create_time: str


class CellsOut(AnswerModel):
    """All cells, in the order of their names."""

    results: list[CellOut]


def to_json(cell: Cell, problem: str | None) -> dict[str, object]:
    """The JSON object of a cell; `problem` is why it does not answer."""
    answers = {"answers": problem is None, **without_absent({"problem": problem})}
    return {
        "name": cell.name,
        "place": cell.place,
        "accepts_tenants": cell.accepts_tenants,
        "tenants": cell.tenants,
        **answers,
        "create_time": format_time(cell.create_time),
    }
