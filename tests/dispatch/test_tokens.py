"""Access tokens on the way out: one that was revoked early is renewed within the attempt, once."""

from service.dispatch.attempt import TokenUnavailableError
from service.domain.delivery import DeliveryState
from service.domain.subscription import Credentials, OAuth2Client, Subscription
from tests.receiver import Answer, Receiver
from tests.world import World

CLIENT = OAuth2Client("http://127.0.0.1:8080/token", "id", "secret")


class Issuer:
    """Numbers its tokens from 1, keeps one until it is forgotten, and may run dry."""

    def __init__(self, *, most: int = 100) -> None:
        self.given = 0
        self._most = most
        self._kept: str | None = None

    async def fetch(self, _subscription: Subscription, _client: OAuth2Client) -> str:
        if self._kept is None:
            if self.given == self._most:
                message = "the token endpoint answered 500"
                raise TokenUnavailableError(message)
            self.given += 1
            self._kept = f"token-{self.given}"
        return self._kept

    def forget(self, _subscription: Subscription, _client: OAuth2Client, token: str) -> None:
        assert token == self._kept  # the one that was refused, by name
        self._kept = None


async def send_one(world: World, endpoint: Receiver, issuer: Issuer, accepted: str) -> tuple[DeliveryState, int | None]:
    """One round of a dispatcher with a receiver that accepts this token only; the delivery's state and last status."""
    endpoint.always("/hook", lambda got: Answer(200 if got.headers["authorization"] == f"Bearer {accepted}" else 401))
    await world.subscribe(endpoint.url(), credentials=Credentials(oauth2=CLIENT))
    (hint,) = await world.publish()
    await world.dispatcher(fetch_token=issuer.fetch, forget_token=issuer.forget).run_once()
    delivery = await world.delivery(hint)
    return delivery.state, delivery.last_status


async def test_a_token_that_was_revoked_early_is_renewed_within_the_attempt(world: World, endpoint: Receiver) -> None:
    issuer = Issuer()
    assert await send_one(world, endpoint, issuer, "token-2") == (DeliveryState.DELIVERED, 200)
    assert [each.headers["authorization"] for each in endpoint.requests] == ["Bearer token-1", "Bearer token-2"]
    assert len({each.message_id for each in endpoint.requests}) == 1
    await world.check_invariants()


async def test_a_receiver_that_refuses_every_token_gets_two_requests_an_attempt(
    world: World, endpoint: Receiver
) -> None:
    issuer = Issuer()
    assert await send_one(world, endpoint, issuer, "never") == (DeliveryState.PENDING, 401)
    assert (len(endpoint.requests), issuer.given) == (2, 2)


async def test_where_no_other_token_can_be_had_the_refusal_stands(world: World, endpoint: Receiver) -> None:
    issuer = Issuer(most=1)
    assert await send_one(world, endpoint, issuer, "never") == (DeliveryState.PENDING, 401)
    assert len(endpoint.requests) == 1
