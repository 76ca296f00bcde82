"""Where the certificate authorities lie that servers are checked against."""

import ssl
from pathlib import Path

_USUAL_PLACES = (
    "/etc/ssl/certs/ca-certificates.crt",  # Debian, Ubuntu, Alpine, Arch
    "/etc/pki/tls/certs/ca-bundle.crt",  # Fedora, RHEL
    "/etc/ssl/ca-bundle.pem",  # openSUSE
    "/etc/ssl/cert.pem",  # macOS, BSD
)


def system_ca_file() -> str | None:
    """The system's bundle of certificate authorities (`SSL_CERT_FILE` counts), or None when it has none."""
    named = ssl.get_default_verify_paths().cafile
    places = (named, *_USUAL_PLACES) if named else _USUAL_PLACES
    return next((place for place in places if Path(place).is_file()), None)
