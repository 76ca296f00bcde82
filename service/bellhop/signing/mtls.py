"""Mutual TLS: a certificate and its key, with which a connection says who opens it (RFC 8446 §4.4.2)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self

from bellhop.errors import Fault
from bellhop.signing.client_certificates import examine, faults_of_periods
from bellhop.signing.proof import Outline, Proof


@dataclass(frozen=True, slots=True)
class MtlsOutline(Outline):
    """What the certificate says of itself; `expire_time` is None where there is none."""

    subject: str = ""
    issuer: str = ""
    serial: str = ""
    expire_time: datetime | None = None

    def __bool__(self) -> bool:
        return self.expire_time is not None

    def to_row(self) -> dict[str, object]:
        """Nothing where there is no certificate: versions before this scheme refuse members that they do not know."""
        if self.expire_time is None:
            return {}
        return {
            "mtls_subject": self.subject,
            "mtls_issuer": self.issuer,
            "mtls_serial": self.serial,
            "mtls_expire_time": self.expire_time.isoformat(),
        }

    @classmethod
    def from_row(cls, members: Mapping[str, Any]) -> Self:
        expire_time = members.get("mtls_expire_time")
        if expire_time is None:
            return cls()
        return cls(
            subject=members["mtls_subject"],
            issuer=members["mtls_issuer"],
            serial=members["mtls_serial"],
            expire_time=datetime.fromisoformat(expire_time),
        )

    def audited(self) -> dict[str, object]:
        """The same names with and without a certificate, so that two of them can be compared."""
        row = self.to_row()
        return {name: row.get(name) for name in ("mtls_subject", "mtls_issuer", "mtls_serial", "mtls_expire_time")}


@dataclass(frozen=True, slots=True, repr=False)
class ClientCertificate(Proof):
    """A chain with the client's own certificate first, and its key.

    certificate, private_key: in PEM, written anew after they were read; as they were given if they are wrong.
    told: what the first certificate says of itself.
    periods: from when until when each certificate is valid; known only of one that has just been given.
    wrong: why it cannot be used.
    """

    sealed_name = "mtls"
    outline_type = MtlsOutline

    certificate: str
    private_key: str
    told: MtlsOutline = field(compare=False)
    periods: tuple[tuple[datetime, datetime], ...] = field(default=(), compare=False)
    wrong: Fault | None = None

    @classmethod
    def of(cls, certificate: str, private_key: str) -> Self:
        """The certificate in these texts; `faults_anew` says what is wrong with them."""
        found = examine(certificate, private_key)
        if isinstance(found, Fault):
            return cls(certificate, private_key, MtlsOutline(), wrong=found)
        told = MtlsOutline(found.subject, found.issuer, found.serial, found.periods[0][1])
        return cls(found.certificate, found.private_key, told, found.periods)

    @property
    def expire_time(self) -> datetime | None:
        """When it can be presented no more; None of one that is wrong."""
        return self.told.expire_time

    def to_sealed(self) -> object:
        return {"certificate": self.certificate, "private_key": self.private_key, "told": self.told.to_row()}

    @classmethod
    def from_sealed(cls, value: Any) -> Self:
        return cls(value["certificate"], value["private_key"], MtlsOutline.from_row(value["told"]))

    def outline(self) -> MtlsOutline:
        return self.told

    def faults_anew(self, now: datetime) -> Iterator[Fault]:
        if self.wrong is not None:
            yield self.wrong
        yield from faults_of_periods(self.periods, now)
