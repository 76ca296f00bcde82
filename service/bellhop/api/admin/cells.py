"""Cells, for the operator: they are read, opened and closed here.

One is added on the command line: that needs the URL of a database, and the right to make a schema there.
"""

from bellhop.api.admin.cells_wire import CellOut, CellsOut, to_json
from bellhop.api.edge.call import Answer, Call
from bellhop.api.edge.routing import Terms


@Terms("List cells", answers={200: CellsOut})
async def list_all(call: Call) -> Answer:
    """All cells, and whether this process reaches them; each is asked, for two seconds at most."""
    cells = await call.services.cells.every()
    problems = await call.services.condition.cells([each.name for each in cells])
    return Answer(body={"results": [to_json(each, problems[each.name]) for each in cells]})


@Terms("Read a cell", answers={200: CellOut, 304: None}, problems=(404,))
async def get(call: Call) -> Answer:
    """One cell."""
    return (await _answer(call)).with_digest()


@Terms("Place new tenants in a cell", answers={200: CellOut}, problems=(404,))
async def open_cell(call: Call) -> Answer:
    """From now on new tenants are placed in it where it has the fewest, and where they are told to."""
    await call.services.cells.set_accepting(call.params["cell"], accepts=True, actor=call.actor)
    return await _answer(call)


@Terms("Place no more new tenants in a cell", answers={200: CellOut}, problems=(404,))
async def close_cell(call: Call) -> Answer:
    """From now on no new tenant is placed in it. Those that live there stay and work as before; others may move in."""
    await call.services.cells.set_accepting(call.params["cell"], accepts=False, actor=call.actor)
    return await _answer(call)


async def _answer(call: Call) -> Answer:
    cell = await call.services.cells.get(call.params["cell"])
    problems = await call.services.condition.cells([cell.name])
    return Answer(body=to_json(cell, problems[cell.name]))
