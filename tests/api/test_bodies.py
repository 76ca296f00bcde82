import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bellhop.api.body.json_text import member
from bellhop.api.body.strict_json import parse
from bellhop.domain.schema import pointer
from bellhop.errors import InvalidInputError, MalformedJsonError


def faults(raw: bytes) -> list[tuple[str, str]]:
    with pytest.raises(InvalidInputError) as refused:
        parse(raw)
    return [(fault.pointer, fault.code) for fault in refused.value.faults]


@pytest.mark.parametrize(
    ("raw", "where", "code"),
    [
        (b'{"a": 1, "a": 2}', "/a", "duplicate-key"),
        (b'{"a": {"b": [{"c": 1, "c": 2}]}}', "/a/b/0/c", "duplicate-key"),
        (b'{"a": 1, "\\u0061": 2}', "/a", "duplicate-key"),
        (b'{"x": "a:b:c", "a": 1, "a": 2}', "/a", "duplicate-key"),
        (b'{"x": ":b", "a" : 1, "a": 2}', "/a", "duplicate-key"),
        (b'{"x": "\\":", "a"\t: 1, "a"\n:2}', "/a", "duplicate-key"),
        (b'{"a~/b": {"k": 1, "k": 1}}', "/a~0~1b/k", "duplicate-key"),
        (b'{"a": "\\u0000"}', "/a", "nul-character"),
        (b'{"a": ["x", "b\\u0000c"]}', "/a/1", "nul-character"),
        (b'{"\\u0000": 1}', "/\x00", "nul-character"),
        (b'{"a": "\\ud800"}', "/a", "lone-surrogate"),
        (b'{"a": "\\udc00\\ud800"}', "/a", "lone-surrogate"),
        (b'{"a": 1e400}', "/a", "number-out-of-range"),
        (b'{"a": [-1e400]}', "/a/0", "number-out-of-range"),
        (b'{"a": 18446744073709551616}', "/a", "number-out-of-range"),
        (b'{"a": -9223372036854775809}', "/a", "number-out-of-range"),
        (b'{"a": ' + b"9" * 5000 + b"}", "/a", "number-out-of-range"),
        (b'{"a": ' + b"[" * 64 + b"]" * 64 + b"}", "", "too-deep"),
        (b'{"a": ' + b"[" * 5000 + b"]" * 5000 + b"}", "", "too-deep"),
        (b'{"a":' * 65 + b"1" + b"}" * 65, "", "too-deep"),
        (b"[" * 60_000 + b"]" * 60_000, "", "too-deep"),
        (b'{"a": [' + b"[]," * 100_000 + b"[]]}", "", "too-many-values"),
        (
            b'{"a": 9223372036854775807, "b": -9223372036854775809, "c": 18446744073709551616}',
            "/b",
            "number-out-of-range",
        ),
        (b'{"a": "9999999999999999999999", "b": -99999999999999999999}', "/b", "number-out-of-range"),
        (b'{"a": "\\\\", "b": "\\\\\\u0000"}', "/b", "nul-character"),
        (b'{"a\\"": 1, "a\\"": 2}', '/a"', "duplicate-key"),
        (b'{"x": "' + b"[" * 70 + b'", "a": {}, "a": []}', "/a", "duplicate-key"),
    ],
)
def test_json_that_cannot_be_kept_is_refused_with_its_pointer(raw: bytes, where: str, code: str) -> None:
    assert (where, code) in faults(raw)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"{} {}",
        b"{'a': 1}",
        b'{"a": NaN}',
        b'{"a": Infinity}',
        b'{"a": 01}',
        b'{"a": "\x00"}',
        b'{"a": "\xff"}',
        b'{"a": "\xed\xa0\x80"}',
        b"\xef\xbb\xbf{}",
        b'{"a": "\\x"}',
        b'{"a": 1,}',
        "{}".encode("utf-16"),
    ],
)
def test_what_is_not_json_is_malformed(raw: bytes) -> None:
    with pytest.raises(MalformedJsonError):
        parse(raw)


@pytest.mark.parametrize(
    "raw",
    [
        b'{"a": "x: y: z", "b": "\\"a\\": 1, \\"a\\": 2"}',
        b'{"a": "\\\\u0000", "b": "\\\\ud800"}',
        b'{"a": "\\ud83d\\ude00"}',
        b'{"a": 18446744073709551615, "b": -9223372036854775808}',
        b'{"a": 0.12345678901234567890123}',
        b'{"a": "12345678901234567890123"}',
        b'{"a": 1e-400}',
        b'{"a": ' + b"[" * 63 + b"]" * 63 + b"}",
        b'{"a": "' + b"[" * 100 + b'"}',
        b'{"": {"": 1}}',
        b'{"a": 1700000000000000000, "b": 9223372036854775807, "c": 9999999999999999999}',
        b'{"a": "18446744073709551616", "b": 0.18446744073709551616, "c": 1e-18446744073709551616}',
        b'{"a": 99999999999999999999.5, "b": 99999999999999999999e1}',
        b'{"a": "' + b"[{" * 100_000 + b'"}',
        b'{"a": "\\\\\\\\u0000 \\" \\\\"}',
        b'{"a": [' + b'"\\ud83d\\ude00",' * 1000 + b"1]}",
    ],
)
def test_what_only_looks_suspicious_is_taken(raw: bytes) -> None:
    assert parse(raw) == json.loads(raw)


def test_only_what_is_quickly_found_is_named_and_the_answer_says_so() -> None:
    crowd = b"1," * 200_000
    with pytest.raises(InvalidInputError) as before:
        parse(b'{"a": "\\u0000", "b": [' + crowd + b"1]}")
    with pytest.raises(InvalidInputError) as behind:
        parse(b'{"b": [' + crowd + b'1], "a": "\\u0000"}')
    assert [fault.pointer for fault in before.value.faults] == ["/a"]
    assert "there may be others" in before.value.detail
    assert [(fault.pointer, fault.code) for fault in behind.value.faults] == [("", "nul-character")]
    assert "too large to say where" in behind.value.detail


def test_every_fault_is_named() -> None:
    assert faults(b'{"a": "\\u0000", "b": 1e999, "b": 2}') == [
        ("/a", "nul-character"),
        ("/b", "number-out-of-range"),
        ("/b", "duplicate-key"),
    ]


_TEXT = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]))
_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | _TEXT,
    lambda inner: st.lists(inner) | st.dictionaries(_TEXT, inner),
    max_leaves=30,
)


@given(_VALUES, st.booleans())
def test_any_value_that_can_be_kept_is_taken(value: object, ascii_only: bool) -> None:
    assert parse(json.dumps(value, ensure_ascii=ascii_only).encode()) == value


@given(st.dictionaries(_TEXT, _VALUES, min_size=1), st.data())
def test_any_duplicate_is_found(members: dict[str, object], data: st.DataObject) -> None:
    key = data.draw(st.sampled_from(sorted(members)))
    raw = json.dumps(members)[:-1] + f", {json.dumps(key)}: 1}}"
    assert (pointer([key]), "duplicate-key") in faults(raw.encode())


@given(
    st.dictionaries(_TEXT, _VALUES, min_size=1),
    st.sampled_from([(",", ":"), (", ", ": "), (" ,\n", "\t: ")]),
    st.booleans(),
)
def test_a_member_is_cut_out_as_it_came(
    members: dict[str, object], separators: tuple[str, str], ascii_only: bool
) -> None:
    def written(value: object) -> bytes:
        return json.dumps(value, separators=separators, ensure_ascii=ascii_only).encode()

    for name, value in members.items():
        assert member(b" " + written(members), name) == written(value)
    assert member(written(members), "".join(members) + "?") is None
