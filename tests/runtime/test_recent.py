from bellhop.runtime.recent import Recent


def test_what_was_used_least_lately_is_forgotten_first() -> None:
    recent: Recent[str, int] = Recent(most=2, most_bytes=100)
    recent.keep("a", 1, 1)
    recent.keep("b", 2, 1)
    assert recent.use("a") == 1
    recent.keep("c", 3, 1)

    assert [recent.peek(each) for each in "abc"] == [1, None, 3]


def test_what_is_kept_together_has_no_more_bytes_than_were_allowed() -> None:
    recent: Recent[int, bytes] = Recent(most=1_000, most_bytes=100)
    for number in range(20):
        recent.keep(number, b"", 30)
    assert len(recent) == 3

    recent.keep(19, b"", 60)
    assert [each for each in range(20) if recent.peek(each) is not None] == [18, 19]

    recent.keep(20, b"too much for all the others", 5_000)
    assert len(recent) == 1
    recent.forget(20)
    recent.keep(21, b"", 30)
    recent.keep(22, b"", 30)
    assert len(recent) == 2


def test_what_was_not_kept_is_not_there() -> None:
    recent: Recent[str, int] = Recent(most=2, most_bytes=100)
    assert recent.use("a") is None
    recent.forget("a")
    assert len(recent) == 0
