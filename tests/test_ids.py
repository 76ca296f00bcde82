"""Identifiers: their spelling outside, their order inside, and where their randomness comes from."""

import pickle
import subprocess
import sys
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bellhop.ids import Prefix, decode, encode, uuid7, uuid7_floor, uuid7_time

NOW = datetime(2026, 11, 26, 12, 0, 0, 123456, tzinfo=UTC)
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


def spelled(value: int) -> str:
    """The specification's words: 26 characters of five bits, the highest first."""
    return "".join(ALPHABET[value >> shift & 31] for shift in range(125, -1, -5))


@given(st.integers(0, 2**128 - 1))
def test_an_id_is_spelled_as_typeid_says_and_read_back(value: int) -> None:
    text = encode(Prefix.DELIVERY, uuid.UUID(int=value))
    assert text == f"dlv_{spelled(value)}"
    read = decode(Prefix.DELIVERY, text)
    assert read is not None
    assert (read, read.int, hash(read)) == (uuid.UUID(int=value), value, hash(uuid.UUID(int=value)))


@pytest.mark.parametrize(
    "text",
    [
        "", "dlv_", "dlv", "evt_00000000000000000000000000", "dlv_80000000000000000000000000",
        "dlv_0000000000000000000000000", "dlv_000000000000000000000000000", "dlv_0000000000000000000000000I",
        "DLV_00000000000000000000000000", "dlv_0000000000000000000000000é",
    ],
)  # fmt: skip
def test_what_is_not_an_id_is_none(text: str) -> None:
    assert decode(Prefix.DELIVERY, text) is None


def test_a_new_id_is_of_version_7_and_carries_its_moment() -> None:
    made = uuid7(NOW)
    assert (made.version, made.variant) == (7, uuid.RFC_4122)
    assert uuid7_time(made) == NOW.replace(microsecond=123000)
    assert uuid7_floor(NOW) <= made < uuid7_floor(NOW + timedelta(milliseconds=1))
    assert pickle.loads(pickle.dumps(made)) == made  # noqa: S301 - our own


def test_ids_sort_as_the_clock_ran_and_none_comes_twice() -> None:
    made = [uuid7(NOW + timedelta(microseconds=number)) for number in range(2000)]
    assert made == sorted(made)
    assert len({uuid7(NOW) for _ in range(20_000)}) == 20_000


FORKING = """
import os
from datetime import UTC, datetime
from bellhop.ids import uuid7

now = datetime(2026, 1, 1, tzinfo=UTC)
uuid7(now)  # some randomness is at hand
child = os.fork()
if child:
    os.waitpid(child, 0)
print(uuid7(now), flush=True)
"""


def test_a_forked_process_makes_ids_of_its_own() -> None:
    said = subprocess.run(
        [sys.executable, "-c", FORKING], capture_output=True, text=True, check=True, timeout=60
    ).stdout
    first, second = said.split()
    assert first != second
