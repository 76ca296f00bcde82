from tests.rooms import PAGE, with_tables


def test_page_draws_the_rooms_as_they_are() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert with_tables(page) == page, "run: python -m tests.rooms"
