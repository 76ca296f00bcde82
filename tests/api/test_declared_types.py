"""The catalogue of event types that operators fill: written, shown to tenants, obeyed where events are published."""

from typing import Any

import pytest

from bellhop.clock import ManualClock
from bellhop.core.event_types import EventTypes
from bellhop.domain.event_catalog import kinds
from bellhop.store.store import Store
from tests.serving import Api, open_services, serve

PATH = "/v2/admin/event-types"
EVENTS = "/v2/tenants/acme/events"
SCHEMA: dict[str, Any] = {
    "$id": "https://example.com/design.json",
    "type": "object",
    "required": ["area"],
    "properties": {"area": {"type": "number"}},
}
FITS, UNFIT = {"area": 1}, {"area": "large"}


async def declare(api: Api, name: str = "design.created", **members: Any) -> Any:
    reply = await api("PUT", f"{PATH}/{name}", {"schema": SCHEMA, **members})
    assert reply.status in (200, 201), reply.content
    return reply


async def publish(api: Api, *data: Any, event_type: str = "design.created") -> Any:
    return await api("POST", EVENTS, {"events": [{"type": event_type, "data": each} for each in data]})


async def test_a_type_is_written_read_changed_and_ended(api: Api) -> None:
    made = await declare(api, description="A design was made.", example=FITS)
    sent_back = await api("PUT", f"{PATH}/design.created", {**made.json, "deprecated": True})
    stale = await api("PUT", f"{PATH}/design.created", {}, headers={"If-Match": made.headers["ETag"]})
    read = await api("GET", f"{PATH}/design.created")

    assert (made.status, made.json["validation"], made.json["schema_uri"]) == (201, "off", SCHEMA["$id"])
    assert (sent_back.status, sent_back.json["deprecated"], sent_back.json["schema"]) == (200, True, SCHEMA)
    assert stale.status == 412
    assert (read.json, read.headers["ETag"]) == (sent_back.json, sent_back.headers["ETag"])
    assert (await api("GET", PATH)).json["results"] == [read.json]
    assert (await api("DELETE", f"{PATH}/design.created")).status == 204
    assert [(await api(verb, f"{PATH}/design.created")).status for verb in ("GET", "DELETE")] == [404, 404]
    assert (await declare(api)).status == 201
    audit = (await api("GET", "/v2/admin/audit")).json["results"]
    verbs = sorted(each["verb"] for each in audit if each["resource"] == "event-types/design.created")
    assert verbs == ["event_type.created"] * 2 + ["event_type.deleted", "event_type.updated"]


@pytest.mark.parametrize(
    ("name", "body", "pointer"),
    [
        ("operation.succeeded", {}, ""),
        ("a..b", {}, ""),
        ("design_job_completed", {}, ""),
        ("design.created", {"schema": {"type": "objekt"}}, "/schema/type"),
        ("design.created", {"schema": {"$ref": "https://example.com/x"}}, "/schema/$ref"),
        ("design.created", {"schema": SCHEMA, "example": UNFIT}, "/example/area"),
        ("design.created", {"validation": "reject"}, "/schema"),
        ("design.created", {"validation": "maybe"}, "/validation"),
        ("design.created", {"schema_uri": "https://example.com/other"}, "/schema_uri"),
        ("design.created", {"colour": 1}, "/colour"),
    ],
)
async def test_what_is_wrong_with_a_type_is_named(api: Api, name: str, body: Any, pointer: str) -> None:
    reply = await api("PUT", f"{PATH}/{name}", body)

    assert (reply.status, list(reply.faults)) == (422, [pointer]), reply.content


async def test_only_an_operator_declares(api: Api, acme: Api) -> None:
    assert (await acme("PUT", f"{PATH}/design.created", {})).status == 403


async def test_tenants_see_what_is_declared_beside_our_own(api: Api, acme: Api) -> None:
    await declare(api, description="A design was made.", example=FITS, deprecated=True)
    await api("PUT", f"{PATH}/site.moved", {})

    types = (await acme("GET", "/v2/tenants/acme/event-types")).json["results"]

    assert [each["type"] for each in types] == [*(kind.type for kind in kinds()), "design.created", "site.moved"]
    assert {name: value for name, value in types[-2].items() if name != "example"} == {
        "type": "design.created",
        "description": "A design was made.",
        "data_schema": SCHEMA,
        "schema_uri": SCHEMA["$id"],
        "deprecated": True,
    }
    assert (types[-2]["example"]["type"], types[-2]["example"]["data"]) == ("design.created", FITS)
    assert types[-1] == {"type": "site.moved", "description": "", "deprecated": False}


async def test_a_type_that_rejects_refuses_events_one_by_one_with_their_pointers(api: Api, acme: Api) -> None:
    await declare(api, validation="reject")

    mixed = await publish(api, FITS, UNFIT, {})
    alone = await publish(api, UNFIT)

    assert mixed.status == 202
    assert [each["status"] for each in mixed.json["events"]] == ["accepted", "invalid", "invalid"]
    assert [[fault["pointer"] for fault in each.get("errors", [])] for each in mixed.json["events"]] == [
        [],
        ["/events/1/data/area"],
        ["/events/2/data/area"],
    ]
    assert (alone.status, list(alone.faults)) == (422, ["/events/0/data/area"])
    (event,) = (await acme("GET", EVENTS)).json["results"]
    assert event["fits_schema"] is True


async def test_a_type_that_warns_takes_events_and_marks_them(api: Api, acme: Api) -> None:
    await declare(api, validation="warn")

    taken = await publish(api, UNFIT, FITS)

    assert [each["status"] for each in taken.json["events"]] == ["accepted", "accepted"]
    assert [fault["pointer"] for fault in taken.json["events"][0]["warnings"]] == ["/events/0/data/area"]
    assert "warnings" not in taken.json["events"][1]
    events = {each["id"]: each["fits_schema"] for each in (await acme("GET", EVENTS)).json["results"]}
    assert [events[each["id"]] for each in taken.json["events"]] == [False, True]


async def test_a_type_that_is_off_or_not_declared_judges_nothing(api: Api, acme: Api) -> None:
    await declare(api)

    assert (await publish(api, UNFIT)).json["events"][0]["status"] == "accepted"
    assert (await publish(api, UNFIT, event_type="design.moved")).json["events"][0]["status"] == "accepted"
    assert all("fits_schema" not in each for each in (await acme("GET", EVENTS)).json["results"])


async def test_a_change_counts_at_once_here_and_within_a_second_elsewhere(
    api: Api, acme: Api, store: Store, clock: ManualClock
) -> None:
    async with open_services(store, clock) as services, serve(services) as other:
        types: EventTypes = services.event_types
        other.key = api.key
        assert (await publish(other, UNFIT)).status == 202
        await declare(api, validation="reject")
        assert (await publish(api, UNFIT)).status == 422
        services.tenants._directory._checked = float("-inf")
        assert await types.names() == {"design.created"}
        assert (await publish(other, UNFIT)).status == 422
        await api("DELETE", f"{PATH}/design.created")
        assert (await publish(api, UNFIT)).status == 202


async def test_all_types_together_have_a_limit(api: Api) -> None:
    large = {"schema": {"description": "x" * 200_000}}
    replies = [(await api("PUT", f"{PATH}/design.number{number}", large)).status for number in range(22)]

    assert replies[:20] == [201] * 20
    assert replies[-1] == 409
    assert (await api("PUT", f"{PATH}/design.number1", {})).status == 200


async def test_a_crowd_of_faults_is_named_in_part_and_each_event_in_some_way(api: Api, acme: Api) -> None:
    many = {"properties": {f"p{number}": {"type": "string"} for number in range(40)}}
    await declare(api, schema=many, validation="warn")

    taken = await publish(api, *[{f"p{number}": 1 for number in range(40)}] * 5)

    named = [len(each["warnings"]) for each in taken.json["events"]]
    assert named == [40, 40, 20, 1, 1]
