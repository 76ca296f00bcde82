from urllib.parse import parse_qsl, urlsplit
from uuid import UUID

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bellhop.domain.event import EventBody
from bellhop.domain.uri_template import TemplateError, fault_of_template, origin_of, render, sample, values_of
from bellhop.ids import EventId, JobId, Prefix, TenantId, encode

TEMPLATE = "https://example.com:8443/hook/<JOB_ID>/a-<DESIGN_ID>?status=<STATUS>&who=t-<TENANT_ID>&fixed=1"
NAMES = ("JOB_ID", "DESIGN_ID", "STATUS", "TENANT_ID")


@pytest.mark.requirement("A11")
def test_a_template_carries_the_id_and_the_status() -> None:
    body = EventBody(
        event_id=EventId(UUID(int=1)), message_id="evt_1", full=b"", thin=None, type="operation.failed",
        action="layout", status="failed",
        parent="designs/d 1".replace(" ", ""), job_id=JobId(UUID(int=7)), labels={}, traceparent=None, data_schema=None,
    )  # fmt: skip
    values = values_of(TenantId("acme"), body, "designs/{design_id}")

    template = "https://example.com/<ACTION>/<JOB_ID>/<DESIGN_ID>?s=<STATUS>&p=<PARENT>&t=<TENANT_ID>&d=<design_id>"
    rendered = render(template, values)

    job = encode(Prefix.OPERATION, UUID(int=7))
    assert rendered == f"https://example.com/layout/{job}/d1?s=failed&p=designs%2Fd1&t=acme&d=d1"


def test_what_an_event_does_not_have_becomes_nothing() -> None:
    assert render("https://example.com/x?job=<JOB_ID>", {}) == "https://example.com/x?job="


@given(st.fixed_dictionaries({name: st.text(max_size=40) for name in NAMES}))
def test_no_value_changes_host_segments_or_parameter_names(values: dict[str, str]) -> None:
    try:
        rendered = render(TEMPLATE, {name: value.replace("\ud800", "") for name, value in values.items()})
    except TemplateError:
        assert values["JOB_ID"] in {".", ".."}
        return
    except UnicodeEncodeError:
        assume(False)
    calm = urlsplit(render(TEMPLATE, dict.fromkeys(NAMES, "x")))
    parts = urlsplit(rendered)

    assert rendered.isascii()
    assert (parts.scheme, parts.netloc, parts.fragment) == (calm.scheme, calm.netloc, "")
    assert parts.path.count("/") == calm.path.count("/")
    assert [name for name, _ in parse_qsl(parts.query, keep_blank_values=True)] == ["status", "who", "fixed"]
    assert dict(parse_qsl(parts.query, keep_blank_values=True))["status"] == values["STATUS"]


@pytest.mark.parametrize(
    "template",
    [
        "https://<TENANT_ID>.example.com/x",
        "https://example.com:<STATUS>/x",
        "<STATUS>://example.com/x",
        "https://<JOB_ID>@example.com/x",
        "https://example.com/x?<STATUS>=1",
        "https://example.com/x?a=1&<STATUS>",
        "https://example.com/x#<STATUS>",
        "https://example.com/<JOBID>",
        "https://example.com/<job_id>",
        "https://example.com/<JOB_ID",
        "https://example.com/a>b",
        "https://example.com/../<JOB_ID>",
        "https://example.com/%2e%2E/<JOB_ID>",
        "no url",
    ],
)
def test_a_placeholder_stands_only_where_a_value_may(template: str) -> None:
    assert fault_of_template(template, ["design_id"]) is not None


@pytest.mark.parametrize(
    "template",
    [
        "https://example.com/<JOB_ID>",
        "https://example.com/x-<DESIGN_ID>.json?status=<STATUS>&parent=p:<PARENT>",
        "https://example.com?job=<JOB_ID>",
        "https://example.com/<design_id>/<JOB_ID>",
        "https://example.com/no/placeholder",
    ],
)
def test_a_good_template_has_no_fault(template: str) -> None:
    assert fault_of_template(template, ["design_id"]) is None
    assert "<" not in sample(template)
    assert origin_of(template) == "https://example.com/"


@pytest.mark.parametrize("value", [".", ".."])
def test_a_segment_that_clients_would_rewrite_is_not_rendered(value: str) -> None:
    with pytest.raises(TemplateError):
        render("https://example.com/a/<PARENT>/b", {"PARENT": value})
