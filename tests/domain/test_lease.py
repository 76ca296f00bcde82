import uuid

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bellhop.domain.lease import hash_token, merge_custom, merge_progress, read_token, write_token
from bellhop.errors import Fault
from bellhop.ids import TenantId

values = st.recursive(
    st.none() | st.booleans() | st.integers(-1000, 1000) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)
objects = st.dictionaries(st.text(max_size=3), values, max_size=4)


@given(st.uuids(), st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}", fullmatch=True))
def test_a_token_is_read_as_it_was_written(token: uuid.UUID, tenant_id: str) -> None:
    assert read_token(write_token(TenantId(tenant_id), token)) == (tenant_id, token)


@pytest.mark.parametrize("text", ["", "x", "Zm9v", "!" * 20, "é" * 20, "A" * 300, "A" * 22])
def test_what_is_no_token_is_none(text: str) -> None:
    assert read_token(text) is None


@given(st.uuids(), st.uuids())
def test_hashes_tell_tokens_apart(one: uuid.UUID, other: uuid.UUID) -> None:
    assert (hash_token(one) == hash_token(other)) == (one == other)


def test_progress_is_merged_member_by_member() -> None:
    assert merge_progress(None, {"percent": 5}) == {"percent": 5}
    assert merge_progress({"percent": 5, "message": "a"}, {"percent": 7}) == {"percent": 7, "message": "a"}
    assert merge_progress({"percent": 5, "message": "a"}, {"message": None}) == {"percent": 5}


@given(objects, objects)
def test_custom_metadata_is_merged_as_rfc_7396_says(stored: dict[str, object], patch: dict[str, object]) -> None:
    merged = merge_custom(orjson.dumps(stored), orjson.dumps(patch))
    assert isinstance(merged, bytes)
    again = merge_custom(merged, orjson.dumps(patch))
    assert again == merged
    result = orjson.loads(merged)
    for name, value in patch.items():
        assert name not in result if value is None else name in result
    assert all(result[name] == stored[name] for name in stored.keys() - patch.keys())


def test_custom_metadata_that_would_outgrow_its_bound_is_a_fault() -> None:
    kept = merge_custom(None, orjson.dumps({"a": "x" * 4000}))
    assert isinstance(kept, bytes)
    fault = merge_custom(kept, orjson.dumps({"b": "x" * 100}))
    assert isinstance(fault, Fault)
    assert (fault.pointer, fault.code) == ("/custom", "too-large")


@pytest.mark.parametrize(
    "number", ["12345678901234567.89", "1e5", "1.10", "-0", "-0.0", "1E-7", "1e-400", "18446744073709551615"]
)
def test_numbers_in_custom_metadata_stay_as_they_were_written(number: str) -> None:
    kept = merge_custom(None, f'{{"a": {number}, "b": {{"c": [{number}]}}}}'.encode())
    assert kept == f'{{"a":{number},"b":{{"c":[{number}]}}}}'.encode()
    assert merge_custom(kept, b'{"b": null, "d": 1.0}') == f'{{"a":{number},"d":1.0}}'.encode()
