"""Certificates for tests, made when they are needed: nothing that is kept can expire."""

from datetime import UTC, datetime, timedelta
from functools import cache
from typing import NamedTuple

import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey
_DAY = timedelta(days=1)


class Pair(NamedTuple):
    """A certificate with the key it is for, which may issue others."""

    certificate: x509.Certificate
    key: PrivateKey

    @property
    def pem(self) -> str:
        """The certificate alone."""
        return self.certificate.public_bytes(serialization.Encoding.PEM).decode()

    @property
    def key_pem(self) -> str:
        """The key, as PKCS 8 without a passphrase."""
        return key_pem(self.key)


@cache
def a_certificate() -> str:
    """One of an authority that nobody knows, in PEM form."""
    return trustme.CA().cert_pem.bytes().decode()


def key_pem(
    key: PrivateKey,
    *,
    form: serialization.PrivateFormat = serialization.PrivateFormat.PKCS8,
    passphrase: bytes | None = None,
) -> str:
    """A key in PEM form."""
    how: serialization.KeySerializationEncryption = serialization.NoEncryption()
    if passphrase is not None:
        how = serialization.BestAvailableEncryption(passphrase)
    return key.private_bytes(serialization.Encoding.PEM, form, how).decode()


def issue(
    name: str,
    issuer: Pair | None = None,
    *,
    key: PrivateKey | None = None,
    begins: datetime | None = None,
    ends: datetime | None = None,
    authority: bool = False,
) -> Pair:
    """A certificate for this common name, of this issuer or by itself, valid since yesterday and for ninety days."""
    now = datetime.now(UTC)
    key = key or ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    signer = key if issuer is None else issuer.key
    algorithm = None if isinstance(signer, ed25519.Ed25519PrivateKey) else hashes.SHA256()
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject if issuer is None else issuer.certificate.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins or now - _DAY)
        .not_valid_after(ends or now + 90 * _DAY)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .sign(signer, algorithm)
    )
    return Pair(certificate, key)
