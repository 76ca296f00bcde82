import base64

import pytest

from bellhop.signing.basic import BasicAuth


@pytest.mark.requirement("A14")
def test_basic_auth_is_sent_as_rfc_7617_writes_it() -> None:
    assert BasicAuth("Aladdin", "open sesame").headers() == (("authorization", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="),)
    ((_, value),) = BasicAuth("test", "123£").headers()
    assert base64.b64decode(value.removeprefix("Basic ")).decode() == "test:123£"
