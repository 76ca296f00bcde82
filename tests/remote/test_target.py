"""The address of a Bellhop: one that a password may stand in is refused, and no part of it repeated."""

import pytest

from bellhop.errors import ConfigurationError
from bellhop.remote.forwarding import read_target
from bellhop.remote.target import check_url


@pytest.mark.parametrize(
    "url",
    [
        "https://u:hunter2@bellhop.example.com",
        "https://u:1/hunter2@bellhop.example.com",
        "https://u:hunter2/1@bellhop.example.com",
        "https://u:1?hunter2@bellhop.example.com",
        "https://u:hunter2#1@bellhop.example.com",
        "https://u:hunter2 @bellhop.example.com",
        "https://u:1@hunter2@bellhop.example.com",
        "https://[hunter2@bellhop.example.com",
        "u:hunter2@bellhop.example.com",
    ],
)
def test_what_has_a_password_in_it_is_not_repeated(url: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        check_url(url)
    assert "hunter2" not in refused.value.sentence


def test_what_is_no_address_is_repeated_as_far_as_it_is_short() -> None:
    with pytest.raises(ConfigurationError, match=r"not 'bellhop\.example\.com'"):
        check_url("bellhop.example.com")
    with pytest.raises(ConfigurationError) as refused:
        check_url("https://" + "h" * 9999)
    assert len(refused.value.sentence) < 200


def test_where_to_forward_to_is_not_repeated_with_a_password() -> None:
    with pytest.raises(ConfigurationError, match=r"such as localhost:3000/webhooks\.$"):
        read_target("http://u:hunter2/x@localhost:3000", allow_external=True)
