"""What the errors of httpx mean for whoever would send a request again."""

import ssl

import httpx

from bellhop_client.retries import Fault

_NOTHING_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_MAYBE_DONE = (httpx.TimeoutException, httpx.NetworkError, httpx.RemoteProtocolError)


def classify(error: httpx.RequestError) -> Fault:
    """Whether anything of the request may have arrived, and whether trying again can help."""
    if _is_about_certificates(error):
        return Fault.HOPELESS
    if isinstance(error, _NOTHING_LEFT):
        return Fault.NOTHING_LEFT
    return Fault.MAYBE_DONE if isinstance(error, _MAYBE_DONE) else Fault.HOPELESS


def _is_about_certificates(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        error = error.__cause__ or error.__context__
    return False
