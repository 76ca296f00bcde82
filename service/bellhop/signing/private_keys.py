"""Private keys in PEM that somebody else wrote, read without trust.

OpenSSL's own check of an RSA key asks whether its factors are prime, which takes 0.3 s for 2,048 bits, 1.1 s for 4,096,
and longer with a hostile key: far too long for a request. So its numbers are compared here, which takes microseconds.
Whoever knows the factors has the key, and a key whose factors are no primes harms only whoever gave it.
"""

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

SHORTEST_RSA_BITS = 2048
LONGEST_RSA_BITS = 4096  # whoever signs does it in the loop: 4 ms with such a key, 30 ms with one of 8192 bits

PrivateKey = RSAPrivateKey | EllipticCurvePrivateKey | Ed25519PrivateKey


def load_private_key(pem: str) -> PrivateKey | None:
    """The key in a PEM text, its numbers not compared; None for one of another kind.

    Raises `ValueError` where it cannot be read, `TypeError` where it has a passphrase.
    """
    try:
        key = load_pem_private_key(pem.encode(), None, unsafe_skip_rsa_key_validation=True)
    except UnsupportedAlgorithm as error:
        message = "a kind of key that OpenSSL does not know"
        raise ValueError(message) from error
    return key if isinstance(key, PrivateKey) else None


def belongs_together(key: RSAPrivateKey) -> bool:
    """Whether the private numbers of an RSA key are those of its public half."""
    own = key.private_numbers()
    p, q, d, public = own.p, own.q, own.d, own.public_numbers
    return (
        p * q == public.n
        and min(p, q).bit_length() > key.key_size // 4
        and p % 2 == q % 2 == public.e % 2 == 1
        and public.e > 1
        and d < public.n
        and all(d * public.e % (prime - 1) == 1 for prime in (p, q))
        and (own.dmp1, own.dmq1) == (d % (p - 1), d % (q - 1))
        and own.iqmp * q % p == 1
    )
