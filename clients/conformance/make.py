"""Writes `signatures.json`: what a receiver of Standard Webhooks must accept and refuse, in no language's own terms.

Nothing of Bellhop signs here, neither the service nor a client: each signature is HMAC-SHA256 (`hmac`) or Ed25519
(RFC 8032, `cryptography`) over bytes that this file puts together, so that an error of an implementation cannot hide in
its own vectors. Everything is fixed: the same file comes out each time.

    python clients/conformance/make.py
"""

import base64
import hashlib
import hmac
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

PAGE = Path(__file__).parent / "signatures.json"
NOW = 1_795_990_400
TOLERANCE = 300
ID = "evt_01kb5s1n9pf4etvv6xtr6jh3sd"
BODY = (
    b'{"type":"operation.succeeded","timestamp":"2026-11-29T22:13:20.000000Z",'
    b'"data":{"job_id":"op_01kb5s1n9pf4etvv6xtr6jh3sd","status":"succeeded","row":9007199254740993}}'
)
_ED25519_ORDER = 2**252 + 27742317777372353535851937790883648493  # L of RFC 8032 §5.1

Case = dict[str, object]


def base(data: bytes) -> str:
    """Base64 with the common alphabet and padding (RFC 4648 §4)."""
    return base64.b64encode(data).decode()


def seed(name: str, length: int = 32) -> bytes:
    """Bytes that are the same each time and look like nothing."""
    return hashlib.sha512(name.encode()).digest()[:length]


def content(message_id: str, timestamp: str, body: bytes) -> bytes:
    """What a signature covers: id, timestamp and body with a full stop between each."""
    return message_id.encode() + b"." + timestamp.encode() + b"." + body


def v1(key: bytes, message_id: str, timestamp: str, body: bytes) -> str:
    """One entry of `webhook-signature` by a shared secret."""
    return "v1," + base(hmac.new(key, content(message_id, timestamp, body), hashlib.sha256).digest())


def v1a(private: bytes, message_id: str, timestamp: str, body: bytes) -> str:
    """One entry of `webhook-signature` by a private key."""
    return "v1a," + base(Ed25519PrivateKey.from_private_bytes(private).sign(content(message_id, timestamp, body)))


def public(private: bytes) -> bytes:
    """The public half of a private key, 32 bytes."""
    return Ed25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


OLD, NEW, OTHER = seed("old"), seed("new"), seed("other")
PRIVATE, NEXT_PRIVATE, OTHER_PRIVATE = seed("private"), seed("next private"), seed("other private")
WHSEC_OLD, WHSEC_NEW, WHSEC_OTHER = ("whsec_" + base(each) for each in (OLD, NEW, OTHER))
WHPK, WHPK_NEXT, WHPK_OTHER = ("whpk_" + base(public(each)) for each in (PRIVATE, NEXT_PRIVATE, OTHER_PRIVATE))
STAMP = str(NOW)
GOOD = v1(NEW, ID, STAMP, BODY)
GOOD_A = v1a(PRIVATE, ID, STAMP, BODY)


def case(
    name: str,
    reason: str | None = None,
    *,
    secrets: list[str] | None = None,
    signature: str | None = GOOD,
    message_id: str | None = ID,
    timestamp: str | None = STAMP,
    body: bytes = BODY,
    now: int = NOW,
    tolerance: int = TOLERANCE,
    names: tuple[str, str, str] = ("webhook-id", "webhook-timestamp", "webhook-signature"),
    note: str | None = None,
) -> Case:
    """One request as it arrives, and the verdict; without a `reason` the request is genuine."""
    values = zip(names, (message_id, timestamp, signature), strict=True)
    made: Case = {
        "name": name,
        "secrets": [WHSEC_NEW] if secrets is None else secrets,
        "now": now,
        "tolerance_seconds": tolerance,
        "headers": {header: value for header, value in values if value is not None},
        "body_base64": base(body),
        "genuine": reason is None,
    }
    return made | ({"reason": reason} if reason else {}) | ({"note": note} if note else {})


def good_cases() -> Iterator[Case]:
    """Requests that are genuine."""
    yield case("one secret, one signature")
    yield case("the secret without its prefix", secrets=[base(NEW)])
    yield case("header names in another case", names=("Webhook-Id", "WEBHOOK-TIMESTAMP", "Webhook-Signature"))
    yield case("an empty body", body=b"", signature=v1(NEW, ID, STAMP, b""))
    for name, body in {
        "a body that is no UTF-8": b"\xff\xfe\x00\x80",
        "a body with a byte order mark": b"\xef\xbb\xbf{}",
        "a body with line ends of both kinds": b'{\r\n"a": 1}\n',
        "a body with letters that could be composed": '{"name":"Zoe\u0308"}'.encode(),
        "a body whose strings hold full stops": b'{"a":"1.2.3"}',
    }.items():
        yield case(name, body=body, signature=v1(NEW, ID, STAMP, body))
    yield case("an id of another make", message_id="msg_p5jXN8AQ-9", signature=v1(NEW, "msg_p5jXN8AQ-9", STAMP, BODY))
    spec = {"message_id": "msg_p5jXN8AQM9LWM0D4loKWxJek", "timestamp": "1614265330", "body": b'{"test": 2432232314}'}
    yield case(
        "the example of the specification",
        secrets=["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
        now=1614265330,
        signature="v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        **spec,  # type: ignore[arg-type]
    )
    for name, seconds in {"as old as the tolerance": -TOLERANCE, "as far ahead as the tolerance": TOLERANCE}.items():
        moment = str(NOW + seconds)
        yield case(name, timestamp=moment, signature=v1(NEW, ID, moment, BODY))
    old = str(NOW - 3000)
    yield case("a wider tolerance", timestamp=old, signature=v1(NEW, ID, old, BODY), tolerance=3600)
    for size in (24, 64):
        key = seed("long", size)
        yield case(f"a secret of {size} bytes", secrets=["whsec_" + base(key)], signature=v1(key, ID, STAMP, BODY))
    marks = bytes.fromhex("fbefbe" * 10)
    yield case("a secret spelled with + and /", secrets=["whsec_" + base(marks)], signature=v1(marks, ID, STAMP, BODY))
    zeros = bytes(24)
    yield case("a secret of zeros", secrets=["whsec_" + base(zeros)], signature=v1(zeros, ID, STAMP, BODY))


def rotation_cases() -> Iterator[Case]:
    """Several secrets and several signatures at once."""
    both = " ".join((GOOD, v1(OLD, ID, STAMP, BODY)))
    yield case("rotation: both sign, the receiver knows the new one", signature=both)
    yield case("rotation: both sign, the receiver knows the old one", signature=both, secrets=[WHSEC_OLD])
    yield case("rotation: the receiver knows both, only the old one signs",
               signature=v1(OLD, ID, STAMP, BODY), secrets=[WHSEC_NEW, WHSEC_OLD])  # fmt: skip
    yield case("rotation: the receiver knows both, only the new one signs", secrets=[WHSEC_OLD, WHSEC_NEW])
    yield case("rotation: the receiver knows neither", "no-match", signature=both, secrets=[WHSEC_OTHER])
    many = [v1(seed(f"secret {number}"), ID, STAMP, BODY) for number in range(7)]
    yield case("rotation: the eighth of eight signatures", signature=" ".join([*many, GOOD]))
    wrong = v1(OTHER, ID, STAMP, BODY)
    yield case("entries of unknown kinds beside a good one", signature=f"v2,abc v1b,{base(bytes(32))} {GOOD}")
    yield case("entries without a comma beside a good one", signature=f"v1 {GOOD} nonsense")
    yield case("an entry that is no base64 beside a good one", signature=f"v1,*** {GOOD}")
    yield case("two spaces between entries", signature=f"{wrong}  {GOOD}")


def bad_cases() -> Iterator[Case]:
    """Requests with exactly one thing wrong."""
    yield case("another secret", "no-match", secrets=[WHSEC_OTHER])
    yield case("a body with one more space", "no-match", body=BODY + b" ")
    yield case("a body that was parsed and written again", "no-match", body=json.dumps(json.loads(BODY)).encode())
    yield case("an empty body instead of the signed one", "no-match", body=b"")
    yield case("another id", "no-match", message_id="evt_01kb5s1n9pf4etvv6xtr6jh3se")
    yield case("another timestamp within the tolerance", "no-match", timestamp=str(NOW - 1))
    yield case("an empty signature", "missing-header", signature="")
    yield case("a signature without its version", "no-match", signature=GOOD.removeprefix("v1,"))
    yield case("a version in another case", "no-match", signature="V1," + GOOD.removeprefix("v1,"))
    yield case("the version of a key pair on a shared secret's signature", "no-match", signature="v1a," + GOOD[3:])
    yield case("a signature cut short", "no-match", signature="v1," + base(base64.b64decode(GOOD[3:])[:16]))
    yield case("a signature in hexadecimal", "no-match", signature="v1," + base64.b64decode(GOOD[3:]).hex())
    yield case("a signature with something behind it", "no-match", signature=GOOD + "AAAA")
    latin = "as a server reads a byte that is no ASCII: it must not end a comparison in constant time with an error"
    yield case("a signature with a letter that is no ASCII", "no-match", signature="v1,\u00ff", note=latin)
    yield case("an id with a letter that is no ASCII", "no-match", message_id=ID + "\u00ff", note=latin)
    yield case(
        "entries with commas between instead of spaces", "no-match", signature=f"{v1(OLD, ID, STAMP, BODY)},{GOOD}"
    )
    spelled = "whsec_" + base(NEW)
    text_key = v1(spelled.encode(), ID, STAMP, BODY)
    yield case("signed with the secret's text instead of its bytes", "no-match", signature=text_key)
    alone = "v1," + base(hmac.new(NEW, BODY, hashlib.sha256).digest())
    yield case("signed over the body alone", "no-match", signature=alone)
    yield case("an empty secret's signature", "no-match", signature=v1(b"", ID, STAMP, BODY))
    for header in ("message_id", "timestamp", "signature"):
        yield case(f"no {header.replace('message_id', 'id')}", "missing-header", **{header: None})  # type: ignore[arg-type]
    yield case("the headers of another make", "missing-header", names=("svix-id", "svix-timestamp", "svix-signature"))
    yield case("an empty id", "missing-header", message_id="", signature=v1(NEW, "", STAMP, BODY))
    for text in ("", "now", "1795990400.0", "1.7959904e9", "-1795990400", "+1795990400", "1_795_990_400", "0x6b0cad40",
                 "2026-11-29T22:13:20Z"):  # fmt: skip
        reason = "bad-timestamp" if text else "missing-header"
        yield case(f"a timestamp spelled {text!r}", reason, timestamp=text, signature=v1(NEW, ID, text, BODY))
    yield case("milliseconds", "too-new", timestamp=STAMP + "000", signature=v1(NEW, ID, STAMP + "000", BODY))
    far = "9" * 30
    yield case("a timestamp beyond any integer", "too-new", timestamp=far, signature=v1(NEW, ID, far, BODY))
    far = "9" * 5000
    yield case("a timestamp of five thousand digits", "too-new", timestamp=far, signature=v1(NEW, ID, far, BODY),
               note="Some languages refuse to read so many digits as a number, with an error.")  # fmt: skip
    for name, seconds, reason in (("too old", -TOLERANCE - 1, "too-old"), ("too far ahead", TOLERANCE + 1, "too-new")):
        moment = str(NOW + seconds)
        yield case(f"one second {name}", reason, timestamp=moment, signature=v1(NEW, ID, moment, BODY))
    # Both readings of where the full stops are have the same signed bytes: only refusing the id tells them apart.
    shifted = v1(NEW, "evt_a", STAMP, STAMP.encode() + b".{}")
    yield case("a full stop moved from the body into the id", "bad-id", message_id=f"evt_a.{STAMP}", body=b"{}",
               signature=shifted, note="Bellhop's ids have no full stop. Published libraries accept this.")  # fmt: skip


def key_pair_cases() -> Iterator[Case]:
    """`v1a`: Ed25519 signatures, which a receiver checks with a public key."""
    yield case("v1a: one public key", secrets=[WHPK], signature=GOOD_A)
    yield case("v1a: beside v1, the receiver has the public key", secrets=[WHPK], signature=f"{GOOD} {GOOD_A}")
    yield case("v1a: beside v1, the receiver has the secret", signature=f"{GOOD_A} {GOOD}")
    yield case("v1a: the receiver has both kinds, only v1a signs", secrets=[WHSEC_OTHER, WHPK], signature=GOOD_A)
    following = v1a(NEXT_PRIVATE, ID, STAMP, BODY)
    yield case("v1a: rotation, the receiver knows the old key", secrets=[WHPK], signature=f"{following} {GOOD_A}")
    yield case("v1a: rotation, the receiver knows the new key", secrets=[WHPK_NEXT], signature=f"{following} {GOOD_A}")
    yield case("v1a: an empty body", secrets=[WHPK], signature=v1a(PRIVATE, ID, STAMP, b""), body=b"")
    yield case("v1a: another key", "no-match", secrets=[WHPK_OTHER], signature=GOOD_A)
    yield case("v1a: a changed body", "no-match", secrets=[WHPK], signature=GOOD_A, body=BODY + b" ")
    yield case("v1a: another id", "no-match", secrets=[WHPK], signature=GOOD_A, message_id="evt_other")
    yield case("v1a: signed as v1", "no-match", secrets=[WHPK], signature="v1," + GOOD_A[4:])
    keyed = v1(public(PRIVATE), ID, STAMP, BODY)
    yield case("v1a: an HMAC made with the public key", "no-match", secrets=[WHPK], signature=keyed,
               note="Anybody has the public key: never take it for a shared secret.")  # fmt: skip
    yield case("v1a: the same, called v1a", "no-match", secrets=[WHPK], signature="v1a," + keyed[3:])
    raw = base64.b64decode(GOOD_A[4:])
    yield case("v1a: cut short", "no-match", secrets=[WHPK], signature="v1a," + base(raw[:63]))
    larger = raw[:32] + (int.from_bytes(raw[32:], "little") + _ED25519_ORDER).to_bytes(32, "little")
    yield case("v1a: the same signature with its scalar not reduced", "no-match", secrets=[WHPK],
               signature="v1a," + base(larger), note="RFC 8032 §5.1.7: S has to be smaller than L.")  # fmt: skip


def bad_secret_cases() -> Iterator[Case]:
    """What a receiver may have been given by mistake: it says so, and never accepts anything."""
    yield case("no secret at all", "bad-secret", secrets=[])
    yield case("a bad secret beside a good one", "bad-secret", secrets=[WHSEC_NEW, "whsec_***"])
    yield case(
        "a private key where a public one belongs", "bad-secret", secrets=["whsk_" + base(PRIVATE)], signature=GOOD_A
    )


def secrets() -> Iterator[Case]:
    """How secrets are spelled: `kind` and the bytes, or no kind where a library refuses to be made with them."""
    yield {"text": WHSEC_NEW, "kind": "v1", "bytes_hex": NEW.hex()}
    yield {"text": base(NEW), "kind": "v1", "bytes_hex": NEW.hex()}
    yield {"text": WHPK, "kind": "v1a", "bytes_hex": public(PRIVATE).hex()}
    for text, why in (
        ("", "empty"),
        ("whsec_", "no bytes"),
        ("whsec_***", "no base64"),
        ("whsec_" + base(seed("short", 23)), "23 bytes: at least 24"),
        ("whsec_" + base(seed("long", 64) + b"x"), "65 bytes: at most 64"),
        (WHSEC_NEW.rstrip("="), "the padding is missing"),
        (WHSEC_NEW + "\n", "a line break behind it, as files have"),
        (" " + WHSEC_NEW, "a space before it"),
        ("whsec_" + base64.urlsafe_b64encode(bytes.fromhex("fbefbe" * 10)).decode(), "the alphabet of URLs"),
        ("WHSEC_" + base(NEW), "the prefix in another case"),
        ("whsk_" + base(PRIVATE), "a private key: only who signs has it"),
        ("whpk_" + base(public(PRIVATE)[:31]), "31 bytes: a public key has 32"),
        ("whpk_***", "no base64"),
    ):
        yield {"text": text, "kind": None, "why": why}


def signing() -> Iterator[Case]:
    """What one who signs has to send, byte for byte: Ed25519 gives the same signature each time (RFC 8032)."""
    for name, keys, body in (
        ("one secret", [NEW], BODY),
        ("two secrets, the newest first", [NEW, OLD], BODY),
        ("an empty body", [NEW], b""),
        ("a body that is no UTF-8", [NEW], b"\xff\x00"),
    ):
        made = {"name": name, "secrets": ["whsec_" + base(each) for each in keys], "private_keys": []}
        yield made | _message(body, [v1(each, ID, STAMP, body) for each in keys])
    made = {"name": "a key pair", "secrets": [], "private_keys": ["whsk_" + base(PRIVATE)]}
    yield made | _message(BODY, [GOOD_A])
    made = {"name": "a secret and a key pair", "secrets": [WHSEC_NEW], "private_keys": ["whsk_" + base(PRIVATE)]}
    yield made | _message(BODY, [GOOD, GOOD_A])


def _message(body: bytes, entries: list[str]) -> Case:
    return {"id": ID, "timestamp": NOW, "body_base64": base(body), "signature": " ".join(entries)}


def document() -> str:
    """The whole file."""
    cases = [*good_cases(), *rotation_cases(), *bad_cases(), *key_pair_cases(), *bad_secret_cases()]
    page = {
        "about": "Standard Webhooks 1.0.0 and v1a (Ed25519). README.md says how to read this. Written by make.py.",
        "verify": cases,
        "secrets": list(secrets()),
        "sign": list(signing()),
    }
    return json.dumps(page, indent=1, ensure_ascii=True) + "\n"


if __name__ == "__main__":
    PAGE.write_text(document(), encoding="ascii")
    sys.stdout.write(f"{PAGE.name}: {len(json.loads(document())['verify'])} requests\n")
