"""A request is forgotten with its answer: what leads back to itself would be kept until the collector looks for it."""

import gc

import pytest

from bellhop.api.edge.call import Call
from tests.running import eventually
from tests.serving import Api


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/v2/tenants/acme/operations", None),
        ("GET", "/v2/tenants/acme/operations/op_none", None),
        ("GET", "/livez", None),
        ("POST", "/v2/tenants/acme/events", {"events": [{"type": "design.created", "data": {}}]}),
        ("POST", "/v2/tenants/acme/subscriptions", {"uri": 7}),
    ],
)
async def test_no_request_is_kept(api: Api, method: str, path: str, body: object) -> None:
    await api.make_tenant("acme")
    gc.collect()
    gc.disable()
    try:
        await api(method, path, body)

        async def none_is_left() -> bool:
            return not any(isinstance(each, Call) for each in gc.get_objects())

        await eventually(none_is_left, seconds=5)
    finally:
        gc.enable()
