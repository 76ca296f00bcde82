"""What may be presented as a client certificate: PEM of a tenant's is hostile until it was taken apart here.

What comes out is written anew, so that libcurl gets no byte that was not understood. Each piece is bounded by its size,
and no key is exercised: a hostile one costs no more than arithmetic on numbers of a known length.
"""

import re
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    SECP384R1,
    SECP521R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
    derive_private_key,
)
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from cryptography.x509.oid import PublicKeyAlgorithmOID

from bellhop.errors import Fault
from bellhop.signing.private_keys import (
    LONGEST_RSA_BITS,
    SHORTEST_RSA_BITS,
    PrivateKey,
    belongs_together,
    load_private_key,
)

LONGEST_CHAIN_CHARS = 16 * 1024
LONGEST_KEY_CHARS = 8 * 1024
MOST_CERTIFICATES = 6  # to check who issued whom takes 4 ms for each key on P-521, the dearest of all
CERTIFICATE = "/auth/mtls/certificate"
PRIVATE_KEY = "/auth/mtls/private_key"

_LONGEST_ISSUER_RSA_BITS = 8192
_LONGEST_EXPONENT_BITS = 64  # a longer one makes every check of a signature as dear as making one
_CURVES = (SECP256R1, SECP384R1, SECP521R1)
_KEYS = "RSA with 2048 to 4096 bits, EC on P-256, P-384 or P-521, or Ed25519"
_WEAK_HASHES = frozenset({"md5", "sha1"})  # OpenSSL refuses to present what is signed by them
_KEY_TYPES = frozenset(
    {PublicKeyAlgorithmOID.RSAES_PKCS1_v1_5, PublicKeyAlgorithmOID.EC_PUBLIC_KEY, PublicKeyAlgorithmOID.ED25519}
)
_BLOCK = re.compile(r"-----BEGIN ([^-]{1,64})-----[^-]*-----END \1-----")
_MARK = re.compile(r"-----(?:BEGIN|END) ")
_CERTIFICATE_LABEL = "CERTIFICATE"
_KEY_LABELS = frozenset({"PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY"})
_PARAMETERS_LABEL = "EC PARAMETERS"  # `openssl ecparam -genkey` writes them before the key, which repeats them
_LONGEST_NAME_CHARS = 512
_LONGEST_SERIAL_BITS = 160  # RFC 5280 §4.1.2.2

_PublicKey = RSAPublicKey | EllipticCurvePublicKey | Ed25519PublicKey


@dataclass(frozen=True, slots=True, repr=False)
class Examined:
    """A chain and its key, written anew in PEM, and what the first certificate says of itself.

    subject, issuer: as RFC 4514 writes names, at most 512 characters.
    serial: in hexadecimal, as OpenSSL prints it.
    periods: from when until when each certificate of the chain is valid.
    """

    certificate: str
    private_key: str
    subject: str
    issuer: str
    serial: str
    periods: tuple[tuple[datetime, datetime], ...]


class _WrongError(Exception):
    """What is wrong, and where."""

    def __init__(self, message: str, pointer: str = "", code: str = "") -> None:
        super().__init__(message)
        self.fault = Fault(pointer, code, message)


def examine(certificate: str, private_key: str) -> Examined | Fault:
    """The chain and the key behind these texts, or the first thing that is wrong with them."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what RFC 5280 forbids, such as serial numbers below 1
            return _examine(certificate, private_key)
    except _WrongError as error:
        return error.fault


def _examine(certificate: str, private_key: str) -> Examined:
    chain = _read_chain(certificate)
    _check_chain(chain)
    key = _read_key(private_key)
    _check_pair(chain[0], key)
    return _examined(chain, key)


def faults_of_periods(periods: Sequence[tuple[datetime, datetime]], now: datetime) -> Iterator[Fault]:
    """Which certificates of a chain are not valid now."""
    for index, (begins, ends) in enumerate(periods):
        if ends <= now:
            message = f"{_which(index)} expired at {ends:%Y-%m-%d %H:%M} UTC: give one that is renewed."
            yield Fault(CERTIFICATE, "expired", message)
        elif begins > now:
            message = f"{_which(index)} is valid only from {begins:%Y-%m-%d %H:%M} UTC on: give it then."
            yield Fault(CERTIFICATE, "not-yet-valid", message)


def _read_chain(text: str) -> list[x509.Certificate]:
    labels = _labels(text, CERTIFICATE)
    others = [label for label in labels if label != _CERTIFICATE_LABEL]
    if others:
        key = " A private key belongs into `private_key`." if others[0].endswith("PRIVATE KEY") else ""
        message = f"Only CERTIFICATE blocks may stand here; take out the block {others[0]}.{key}"
        raise _WrongError(message, CERTIFICATE, "bad-pem")
    if not labels:
        message = "Give the certificate in PEM form: it begins with `-----BEGIN CERTIFICATE-----`."
        raise _WrongError(message, CERTIFICATE, "bad-pem")
    if len(labels) > MOST_CERTIFICATES:
        message = f"Give at most {MOST_CERTIFICATES} certificates: the client's and those between it and a root."
        raise _WrongError(message, CERTIFICATE, "too-many")
    try:
        return x509.load_pem_x509_certificates("\n".join(_blocks(text)).encode())
    except (ValueError, x509.InvalidVersion):
        message = "A CERTIFICATE block is damaged: copy the file again as it is, line breaks included."
        raise _WrongError(message, CERTIFICATE, "bad-pem") from None


def _labels(text: str, pointer: str) -> list[str]:
    """The labels of the blocks; what is written between them (RFC 7468 §5.2) is passed over."""
    labels = [match[1] for match in _BLOCK.finditer(text)]
    if len(_MARK.findall(text)) != 2 * len(labels):
        message = "A PEM block is not whole: copy the file again, from BEGIN to END."
        raise _WrongError(message, pointer, "bad-pem")
    return labels


def _blocks(text: str, label: str = _CERTIFICATE_LABEL) -> list[str]:
    return [match[0] for match in _BLOCK.finditer(text) if match[1] == label]


def _check_chain(chain: Sequence[x509.Certificate]) -> None:
    for index, each in enumerate(chain):
        _check_public_key(each, index)
    for index, (each, issuer) in enumerate(pairwise(chain)):
        try:
            each.verify_directly_issued_by(issuer)
        except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
            message = (
                f"{_which(index + 1)} is not the issuer of the one before it: put the client's certificate first, then "
                "the one that issued it, and so on."
            )
            raise _WrongError(message, CERTIFICATE, "bad-chain") from None


def _check_public_key(certificate: x509.Certificate, index: int) -> None:
    """Refuse what OpenSSL would not present, and what could cost much to verify."""
    try:
        public = certificate.public_key()
        type_is_known = certificate.public_key_algorithm_oid in _KEY_TYPES
        hashed = certificate.signature_hash_algorithm
    except (ValueError, UnsupportedAlgorithm):
        public, type_is_known, hashed = None, False, None
    if not type_is_known or not _is_strong(public, _LONGEST_ISSUER_RSA_BITS if index else LONGEST_RSA_BITS):
        message = f"{_which(index)} has a key that is not taken: use {_KEYS}."
        raise _WrongError(message, CERTIFICATE, "bad-key")
    if hashed is not None and hashed.name in _WEAK_HASHES and certificate.subject != certificate.issuer:
        message = f"{_which(index)} is signed with {hashed.name.upper()}: have one issued with SHA-256 or better."
        raise _WrongError(message, CERTIFICATE, "weak-signature")


def _is_strong(public: object, most_bits: int) -> bool:
    if isinstance(public, RSAPublicKey):
        exponent = public.public_numbers().e
        return SHORTEST_RSA_BITS <= public.key_size <= most_bits and exponent.bit_length() <= _LONGEST_EXPONENT_BITS
    if isinstance(public, EllipticCurvePublicKey):
        return isinstance(public.curve, _CURVES)
    return isinstance(public, Ed25519PublicKey)


def _read_key(text: str) -> PrivateKey:
    if "ENCRYPTED" in text:  # in the label, or in the header `Proc-Type: 4,ENCRYPTED`
        message = "The key has a passphrase, which nobody could type: give it without one (`openssl pkey -in key.pem`)."
        raise _WrongError(message, PRIVATE_KEY, "encrypted")
    labels = [label for label in _labels(text, PRIVATE_KEY) if label != _PARAMETERS_LABEL]
    if len(labels) != 1 or labels[0] not in _KEY_LABELS:
        message = "Give one private key in PEM form, and nothing else: it begins with `-----BEGIN PRIVATE KEY-----`."
        raise _WrongError(message, PRIVATE_KEY, "bad-pem")
    (block,) = _blocks(text, labels[0])
    try:
        key = load_private_key(block)
    except (ValueError, TypeError):
        message = "The private key cannot be read: copy the file again as it is, line breaks included."
        raise _WrongError(message, PRIVATE_KEY, "bad-pem") from None
    if key is None:
        message = f"The key is of a kind that is not taken: use {_KEYS}."
        raise _WrongError(message, PRIVATE_KEY, "bad-key")
    return key


def _check_pair(certificate: x509.Certificate, key: PrivateKey) -> None:
    """Refuse a key that is not the certificate's; the certificate's key is known to be strong."""
    if _written(key.public_key()) != _written(certificate.public_key()) or not _is_whole(key):
        message = "This key does not belong to the first certificate: give the two that were made together."
        raise _WrongError(message, PRIVATE_KEY, "mismatch")


def _written(public: object) -> bytes | None:
    """A key for comparison; None for one that no private key of ours has."""
    if isinstance(public, _PublicKey):
        return public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return None


def _is_whole(key: PrivateKey) -> bool:
    """Whether the private half is the public half's own."""
    if isinstance(key, RSAPrivateKey):
        return belongs_together(key)
    if isinstance(key, EllipticCurvePrivateKey):
        derived = derive_private_key(key.private_numbers().private_value, key.curve).public_key()
        return _written(derived) == _written(key.public_key())
    return True  # the public half of Ed25519 is made of the private one


def _examined(chain: Sequence[x509.Certificate], key: PrivateKey) -> Examined:
    leaf = chain[0]
    try:
        subject, issuer, serial = leaf.subject.rfc4514_string(), leaf.issuer.rfc4514_string(), leaf.serial_number
        periods = tuple((each.not_valid_before_utc, each.not_valid_after_utc) for each in chain)
    except (ValueError, OverflowError):
        message = "A certificate has a name, a number or a time that cannot be read: have it issued anew."
        raise _WrongError(message, CERTIFICATE, "bad-certificate") from None
    if serial <= 0 or serial.bit_length() > _LONGEST_SERIAL_BITS:
        message = "The first certificate has no serial number of RFC 5280: have it issued anew."
        raise _WrongError(message, CERTIFICATE, "bad-certificate")
    return Examined(
        certificate="".join(each.public_bytes(Encoding.PEM).decode() for each in chain),
        private_key=key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode(),
        subject=_shown(subject),
        issuer=_shown(issuer),
        serial=f"{serial:X}",
        periods=periods,
    )


def _shown(name: str) -> str:
    """A name in printable characters, cut where it is long."""
    return "".join(each if each.isprintable() else "?" for each in name[:_LONGEST_NAME_CHARS])


def _which(index: int) -> str:
    return "The certificate" if index == 0 else f"Certificate number {index + 1} of the chain"
