"""Query parameters are read strictly, whichever route they are of."""

from datetime import datetime
from typing import Literal

import pytest

from bellhop.api.body.models import Moment, QueryModel
from bellhop.api.edge.parameters import parse_query
from bellhop.api.routes import TABLE
from bellhop.errors import BadRequestError
from tests.serving import Api


class Wanted(QueryModel):
    whole: int | None = None
    number: float = 0
    flag: bool = False
    moment: Moment | None = None
    view: Literal["basic", "full"] = "basic"


RIGHT: dict[str, dict[str, object]] = {
    "whole": {"0": 0, "-5": -5, "50": 50},
    "number": {"1.5": 1.5, "-0.25e-1": -0.025, "7": 7.0},
    "flag": {"true": True, "false": False},
    "moment": {
        "2026-01-31T12:00:00Z": "2026-01-31T12:00:00+00:00",
        "2026-01-31t14:30:00.25%2B02:30": "2026-01-31T12:00:00.250000+00:00",
        "2026-01-31T12:00:00.123456789z": "2026-01-31T12:00:00.123456+00:00",
    },
    "view": {"full": "full"},
}
WRONG = {
    "whole": ["", "1_0", "%2B5", "%205", "5%20", "05", "-05", "1.0", "1e2", "%D9%A3", "0x10", "9" * 21, "--1", "True"],
    "number": ["", "1_0.5", "%2B1.5", ".5", "5.", "01.5", "NaN", "inf", "-Infinity", "1e999", "1,5", "%D9%A3", "0x1p3"],
    "flag": ["", "1", "0", "yes", "on", "True", "TRUE", "t", "%20true", "maybe"],
    "moment": [
        "", "2026-01-31", "2026-01-31T12:00:00", "2026-01-31T12:00:00+02:00", "2026-01-31 12:00:00Z", "1769860800",
        "2026-01-31T12:00Z", "2026-01-31T12:00:00%2B0200", "2026-02-30T12:00:00Z", "2026-01-31T24:00:00Z",
        "0001-01-01T00:00:00%2B01:00", "%D9%A32026-01-31T12:00:00Z", "20260131T120000Z", "2026-1-31T12:00:00Z",
    ],
    "view": ["", "FULL", "full%20", "all"],
}  # fmt: skip


@pytest.mark.parametrize("name", RIGHT)
def test_what_is_written_plainly_is_read(name: str) -> None:
    for text, value in RIGHT[name].items():
        read = getattr(parse_query(Wanted, f"{name}={text}"), name)
        assert (read.isoformat() if isinstance(read, datetime) else read) == value


@pytest.mark.parametrize("name", WRONG)
def test_what_could_be_read_in_two_ways_is_refused_and_named(name: str) -> None:
    for text in WRONG[name]:
        with pytest.raises(BadRequestError) as refused:
            parse_query(Wanted, f"{name}={text}")
        assert refused.value.detail.startswith(f"The query parameter `{name}`: "), text
        assert "nput" not in refused.value.detail


def test_plus_that_became_a_space_is_explained() -> None:
    with pytest.raises(BadRequestError, match="%2B"):
        parse_query(Wanted, "moment=2026-01-31T12:00:00+02:00")


@pytest.mark.parametrize("query", ["view=%zz", "view=full%", "%=x", "view=full&%4"])
def test_percent_sign_without_its_digits_is_refused(query: str) -> None:
    with pytest.raises(BadRequestError, match="hexadecimal"):
        parse_query(Wanted, query)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("view=%ff", "The query is not UTF-8."),
        ("&".join(f"a{n}=1" for n in range(65)), "The query has more than 64 parameters."),
    ],
)
def test_one_sentence_tells_one_fault_of_a_query(query: str, said: str) -> None:
    with pytest.raises(BadRequestError) as refused:
        parse_query(Wanted, query)
    assert refused.value.detail == said


@pytest.mark.parametrize("query", ["&", "&&", ""])
async def test_query_of_nothing_is_no_query(api: Api, query: str) -> None:
    assert (await api("GET", f"/livez?{query}")).status == 200
    assert (await api("GET", f"/v2/admin/tenants?{query}")).status == 200


async def test_every_parameter_of_every_route_is_named_when_it_is_wrong(api: Api) -> None:
    await api.make_tenant("acme")
    asked = 0
    for route in TABLE.routes:
        for name, member in (route.terms.query.model_fields if route.terms.query else {}).items():
            if member.annotation is str or name in ("page_token", "filter", "after"):
                continue
            path = route.pattern.filled(
                dict.fromkeys(("parent", "action", "tenant_id", "operation_id"), "acme") | {"parent": ""}
            )
            reply = await api(route.method, f"{path}?{name}=1_0")
            if route.access.tenant == "key":
                continue  # the operator's key has no tenant
            assert (reply.status, reply.problem) == (400, "bad-request"), path
            assert reply.json["detail"].startswith(f"The query parameter `{name}`: "), reply.json
            asked += 1
    assert asked > 15
