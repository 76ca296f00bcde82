"""Whether deliveries leave for a subscription: enabled and disabled by hand."""

from bellhop.clock import Clock
from bellhop.core.audited import change
from bellhop.core.preconditions import Precondition, any_version
from bellhop.core.subscription_rows import lock, path_of, wake, write
from bellhop.domain.audit import Actor
from bellhop.domain.handshake import SHORTEST_WAIT
from bellhop.domain.subscription import Subscription
from bellhop.ids import SubscriptionId, TenantId
from bellhop.runtime.wakeup import Wakeups
from bellhop.store import handshakes, lanes
from bellhop.store.store import Store


class SubscriptionStates:
    """Enables and disables."""

    def __init__(self, store: Store, *, clock: Clock, wakeups: Wakeups) -> None:
        self._store = store
        self._clock = clock
        self._wakeups = wakeups

    async def set(
        self,
        tenant_id: TenantId,
        subscription_id: SubscriptionId,
        *,
        enabled: bool,
        actor: Actor,
        precondition: Precondition = any_version,
    ) -> Subscription:
        """The subscription, enabled or disabled by hand; one that is so already is answered unchanged.

        What waits for a disabled one is kept, and its circuit starts anew when it is enabled. Enabling ends a pause
        that the endpoint asked for; of an enabled one this makes another version, so that no answer from before counts.
        One that waits for a permission asks for it soon.
        """
        now = self._clock.now()
        async with change(self._store, tenant_id, actor, now) as made:
            current = await lock(made.connection, tenant_id, subscription_id)
            precondition(current.version)
            changed = current.switched(enabled=enabled, now=now)
            lifts_pause = enabled and await lanes.pauses(made.connection, tenant_id, subscription_id, now=now)
            if enabled and current.handshake:
                await handshakes.ask_soon(made.connection, current, now=now, after=SHORTEST_WAIT)
            if changed is current and not lifts_pause:
                return current
            written = await write(made.connection, changed, now=now, lifts_pause=lifts_pause)
            made.note(f"subscription.{written.state.value}", path_of(subscription_id))
        wake(self._wakeups, written)
        return written
