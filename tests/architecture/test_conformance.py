from collections.abc import Mapping, Sequence

import pytest

from tests.conformance import PAGE, REQUIREMENTS, Proof, collect, render


@pytest.fixture(scope="module")
def proofs() -> Mapping[str, Sequence[Proof]]:
    """What all tests say, read once."""
    return dict(collect())


@pytest.mark.parametrize("requirement", REQUIREMENTS)
def test_requirement_is_proven_by_a_test_that_names_it(proofs: Mapping[str, Sequence[Proof]], requirement: str) -> None:
    assert proofs.get(requirement)


def test_tests_name_only_requirements_that_exist(proofs: Mapping[str, Sequence[Proof]]) -> None:
    assert set(proofs) <= set(REQUIREMENTS)


def test_page_is_what_the_tests_say(proofs: Mapping[str, Sequence[Proof]]) -> None:
    assert PAGE.read_text(encoding="utf-8") == render(proofs), "run: python -m tests.conformance"
