"""What may be presented as a client certificate, and what is said of everything else."""

import base64
import random
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa, x25519

from bellhop.errors import Fault
from bellhop.signing.client_certificates import CERTIFICATE, MOST_CERTIFICATES, PRIVATE_KEY, Examined, examine
from bellhop.signing.credentials import Credentials, unpack
from bellhop.signing.mtls import ClientCertificate
from tests.certificates import PrivateKey, issue, key_pem

NOW = datetime.now(UTC)
DAY = timedelta(days=1)
TRADITIONAL = serialization.PrivateFormat.TraditionalOpenSSL
ROOT = issue("Root", authority=True)
BETWEEN = issue("Between", ROOT, authority=True)
ALICE = issue("alice", BETWEEN)
BOB = issue("bob", BETWEEN)
RSA = issue("alice", ROOT, key=rsa.generate_private_key(65537, 2048))


def faults_now(certificate: str, key: str, *, now: datetime = NOW) -> list[tuple[str, str]]:
    faults = list(ClientCertificate.of(certificate, key).faults_anew(now))
    assert all(each.message.endswith((".", ")")) for each in faults)
    return [(each.pointer, each.code) for each in faults]


def test_what_is_kept_is_written_anew_and_told_without_the_key() -> None:
    bags = f"Bag Attributes\r\n    friendlyName: alice\r\n{ALICE.pem}\nsubject=CN=Between\n{BETWEEN.pem}"
    found = ClientCertificate.of(bags.replace("\n", "\r\n"), key_pem(ALICE.key, form=TRADITIONAL))

    assert found.certificate == ALICE.pem + BETWEEN.pem
    assert found.private_key == ALICE.key_pem
    told = found.outline()
    assert (told.subject, told.issuer) == ("CN=alice", "CN=Between")
    assert int(told.serial, 16) == ALICE.certificate.serial_number
    assert told.expire_time == ALICE.certificate.not_valid_after_utc
    assert "PRIVATE" not in repr((found, told, told.to_row(), told.audited()))
    assert list(found.faults_anew(NOW)) == []


def test_a_certificate_is_sealed_with_the_rest_and_opens_as_it_was() -> None:
    credentials = Credentials(mtls=ClientCertificate.of(ALICE.pem, ALICE.key_pem))
    opened = unpack(credentials.pack())
    assert opened == credentials
    assert opened.outline(unauthenticated=False) == credentials.outline(unauthenticated=False)
    assert opened != Credentials(mtls=ClientCertificate.of(BOB.pem, BOB.key_pem))


def test_a_row_without_a_certificate_has_no_member_of_this_scheme() -> None:
    """Versions before refuse a row with members that they do not know."""
    assert not any(name.startswith("mtls") for name in Credentials().outline(unauthenticated=True).to_row())


@pytest.mark.parametrize(
    "key",
    [
        ec.generate_private_key(ec.SECP256R1()),
        ec.generate_private_key(ec.SECP384R1()),
        ec.generate_private_key(ec.SECP521R1()),
        ed25519.Ed25519PrivateKey.generate(),
        RSA.key,
    ],
)
def test_strong_keys_of_the_usual_kinds_are_taken(key: ec.EllipticCurvePrivateKey) -> None:
    pair = issue("alice", ROOT, key=key)
    assert faults_now(pair.pem + ROOT.pem, pair.key_pem) == []


def test_what_openssl_writes_before_an_ec_key_is_passed_over() -> None:
    parameters = "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n"
    assert faults_now(ALICE.pem, parameters + key_pem(ALICE.key, form=TRADITIONAL)) == []


def csr() -> str:
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "alice")])
    request = x509.CertificateSigningRequestBuilder().subject_name(name).sign(ALICE.key, hashes.SHA256())
    return request.public_bytes(serialization.Encoding.PEM).decode()


X25519 = x25519.X25519PrivateKey.generate().private_bytes(
    serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
)


@pytest.mark.parametrize(
    ("make", "pointer", "code", "words"),
    [
        (lambda: ("", ALICE.key_pem), CERTIFICATE, "bad-pem", "-----BEGIN CERTIFICATE-----"),
        (lambda: (ALICE.pem[:-20], ALICE.key_pem), CERTIFICATE, "bad-pem", "BEGIN to END"),
        (lambda: (ALICE.pem.replace("\n", "\\n"), ALICE.key_pem), CERTIFICATE, "bad-pem", "line breaks"),
        (lambda: (ALICE.pem + ALICE.key_pem, ALICE.key_pem), CERTIFICATE, "bad-pem", "`private_key`"),
        (lambda: (csr(), ALICE.key_pem), CERTIFICATE, "bad-pem", "CERTIFICATE REQUEST"),
        (lambda: (ALICE.pem + csr(), ALICE.key_pem), CERTIFICATE, "bad-pem", "CERTIFICATE REQUEST"),
        (lambda: (BETWEEN.pem + ALICE.pem, ALICE.key_pem), CERTIFICATE, "bad-chain", "first"),
        (lambda: (ALICE.pem + ROOT.pem, ALICE.key_pem), CERTIFICATE, "bad-chain", "number 2"),
        (lambda: (ALICE.pem * (MOST_CERTIFICATES + 1), ALICE.key_pem), CERTIFICATE, "too-many", "at most"),
        (lambda: (ALICE.pem, BOB.key_pem), PRIVATE_KEY, "mismatch", "made together"),
        (lambda: (RSA.pem, ALICE.key_pem), PRIVATE_KEY, "mismatch", "made together"),
        (lambda: (ALICE.pem, ""), PRIVATE_KEY, "bad-pem", "-----BEGIN PRIVATE KEY-----"),
        (lambda: (ALICE.pem, ALICE.pem), PRIVATE_KEY, "bad-pem", "one private key"),
        (lambda: (ALICE.pem, ALICE.key_pem + BOB.key_pem), PRIVATE_KEY, "bad-pem", "one private key"),
        (lambda: (ALICE.pem, X25519.decode()), PRIVATE_KEY, "bad-key", "kind"),
        (lambda: (ALICE.pem, key_pem(ALICE.key, passphrase=b"hush")), PRIVATE_KEY, "encrypted", "openssl pkey"),
        (
            lambda: (ALICE.pem, key_pem(ALICE.key, form=TRADITIONAL, passphrase=b"hush")),
            PRIVATE_KEY,
            "encrypted",
            "passphrase",
        ),
    ],
)
def test_what_cannot_be_used_says_what_to_change(
    make: Callable[[], tuple[str, str]], pointer: str, code: str, words: str
) -> None:
    found = examine(*make())
    assert isinstance(found, Fault)
    assert (found.pointer, found.code) == (pointer, code)
    assert words in found.message


@pytest.mark.parametrize(
    "make",
    [
        lambda: rsa.generate_private_key(65537, 1024),  # noqa: S505 - that it is refused
        lambda: rsa.generate_private_key(65537, 4104),
        lambda: ec.generate_private_key(ec.SECP256K1()),
        lambda: ec.generate_private_key(ec.SECP224R1()),
    ],
    ids=["rsa-1024", "rsa-4104", "secp256k1", "p224"],
)
def test_weak_and_odd_keys_are_refused(make: Callable[[], PrivateKey]) -> None:
    pair = issue("alice", ROOT, key=make())
    assert faults_now(pair.pem, pair.key_pem) == [(CERTIFICATE, "bad-key")]


def test_what_is_signed_with_sha_1_is_refused_as_openssl_would() -> None:
    """The library writes none any more, so that the names of the hash are changed."""
    key = rsa.generate_private_key(65537, 2048)
    old = issue("Old", key=key, authority=True)
    weak = issue("alice", old).pem
    body = bytearray(base64.b64decode("".join(weak.splitlines()[1:-1])))
    sha256, sha1 = bytes.fromhex("2a864886f70d01010b"), bytes.fromhex("2a864886f70d010105")
    assert body.count(sha256) == 2
    text = base64.encodebytes(bytes(body.replace(sha256, sha1))).decode()
    found = examine(f"-----BEGIN CERTIFICATE-----\n{text}-----END CERTIFICATE-----\n", ALICE.key_pem)
    assert isinstance(found, Fault)
    assert (found.pointer, found.code) == (CERTIFICATE, "weak-signature")


def test_what_is_over_or_to_come_is_a_fault_only_of_what_is_given_anew() -> None:
    over = issue("alice", ROOT, begins=NOW - 9 * DAY, ends=NOW - DAY)
    to_come = issue("alice", ROOT, begins=NOW + DAY)
    old_root = issue("Root", key=ROOT.key, authority=True, begins=NOW - 9 * DAY, ends=NOW - DAY)
    assert faults_now(over.pem, over.key_pem) == [(CERTIFICATE, "expired")]
    assert faults_now(to_come.pem, to_come.key_pem) == [(CERTIFICATE, "not-yet-valid")]
    assert faults_now(BETWEEN.pem + old_root.pem, BETWEEN.key_pem) == [(CERTIFICATE, "expired")]
    kept = unpack(Credentials(mtls=ClientCertificate.of(over.pem, over.key_pem)).pack())
    assert list(kept.mtls.faults_anew(NOW) if kept.mtls else [Fault("", "", "")]) == []


def _der(tag: int, content: bytes) -> bytes:
    length = len(content)
    size = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes([tag]) + (bytes([length]) if length < 128 else bytes([0x80 | len(size)]) + size) + content


def _rsa_pem(*numbers: int) -> str:
    body = b"".join(_der(2, each.to_bytes(each.bit_length() // 8 + 1, "big")) for each in (0, *numbers))
    return (
        f"-----BEGIN RSA PRIVATE KEY-----\n{base64.encodebytes(_der(0x30, body)).decode()}-----END RSA PRIVATE KEY-----"
    )


def test_the_public_half_alone_proves_nothing() -> None:
    """Whoever has seen a certificate knows its modulus: a key made of it is refused, quickly, however it is filled."""
    assert isinstance(RSA.key, rsa.RSAPrivateKey)
    own = RSA.key.private_numbers()
    n, rest = own.public_numbers.n, (own.dmp1, own.dmq1, own.iqmp)
    whole = _rsa_pem(n, 65537, own.d, own.p, own.q, *rest)
    forged = [
        _rsa_pem(n, 65537, own.d, 1, n, *rest),
        _rsa_pem(n, 65537, own.d, n, 1, *rest),
        _rsa_pem(n, 65537, own.d, 0, 0, 0, 0, 0),
        _rsa_pem(n, 65537, 3, 5, 7, 1, 1, 1),
        _rsa_pem(n, 65537, own.d + (own.p - 1) * (own.q - 1) << 20_000, own.p, own.q, *rest),
    ]
    assert isinstance(examine(RSA.pem, whole), Examined)
    for each in forged:
        found = examine(RSA.pem, each)
        assert isinstance(found, Fault)
        assert found.pointer == PRIVATE_KEY


def test_damaged_bytes_are_a_fault_and_never_an_exception() -> None:
    """Each run damages the same bytes."""
    dice = random.Random(19)  # noqa: S311 - no secret
    texts = [(ALICE.pem + BETWEEN.pem, ALICE.key_pem), (RSA.pem + ROOT.pem, RSA.key_pem)]

    def damaged(block: re.Match[str]) -> str:
        body = bytearray(base64.b64decode(block[2]))
        for _ in range(dice.randint(1, 3)):
            place, how = dice.randrange(len(body)), dice.random()
            if how < 0.6:
                body[place] = dice.randrange(256)
            elif how < 0.8:
                del body[place]
            else:
                body.insert(place, dice.randrange(256))
        return block[1] + base64.encodebytes(bytes(body)).decode() + block[3]

    refused = 0
    for turn in range(3000):
        certificate, key = (
            re.sub(r"(-----BEGIN [^-]+-----\n)([^-]+)(-----END)", damaged, text) if turn & bit else text
            for bit, text in zip((1, 2), texts[turn % 5 % 2], strict=True)
        )
        refused += isinstance(examine(certificate, key), Fault)
    assert refused > 1500
