"""Every statement of `sql/queries` as it runs, for whoever wants to EXPLAIN it."""

from collections.abc import Mapping

from bellhop.store import expunge
from bellhop.store.queries import load, nouns


def every() -> Mapping[str, str]:
    """The text of each statement by `<noun>.<name>`; one that takes a table's name is there once for each table.

    The lists of the API add their conditions and their order to the statement that is here.
    """
    texts = {f"{noun}.{name}": text for noun in nouns() for name, text in load(noun).items() if noun != "expunge"}
    for name in load("expunge"):
        texts |= {f"expunge.{name}.{table}": expunge.statement(name, table) for table in expunge.TABLES}
    return texts
