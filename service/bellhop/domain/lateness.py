"""What an engine tells of a tenant whose deliveries are late because it cannot keep up."""

from typing import NamedTuple, Self

from bellhop.ids import TenantId


class LateTenant(NamedTuple):
    """A tenant, and how many of its events that engine sends a second: told again and again, never relied upon."""

    tenant_id: TenantId
    sent_per_second: float

    def encode(self) -> str:
        """The same as the key of a wake-up."""
        return f"{self.tenant_id}/{self.sent_per_second:.0f}"

    @classmethod
    def decode(cls, key: str) -> Self | None:
        """What a key tells, or None when it is not one."""
        tenant, _, rate = key.partition("/")
        return cls(TenantId(tenant), float(rate)) if tenant and rate.isascii() and rate.isdigit() else None
