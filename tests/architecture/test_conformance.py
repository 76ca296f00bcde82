import pytest

from tests.conformance import PAGE, REQUIREMENTS, collect, render


@pytest.mark.parametrize("requirement", REQUIREMENTS)
def test_requirement_is_proven_by_a_test_that_names_it(requirement: str) -> None:
    assert collect()[requirement]


def test_tests_name_only_requirements_that_exist() -> None:
    assert set(collect()) <= set(REQUIREMENTS)


def test_page_is_what_the_tests_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == render(collect()), "run: python -m tests.conformance"
