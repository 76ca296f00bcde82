from tests.problem_types import PAGE, rewritten


def test_the_vectors_name_every_problem_type_of_the_service() -> None:
    page = PAGE.read_text(encoding="utf-8")

    assert rewritten(page) == page, "run `make generate`"
