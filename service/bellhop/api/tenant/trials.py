"""Trials: what a subscription would get of the newest events, and what its template would make of them."""

import orjson

from bellhop.api.edge.call import Answer, Call
from bellhop.api.edge.routing import Terms
from bellhop.api.tenant.subscriptions import current_of
from bellhop.api.tenant.trials_wire import (
    FilterTrialIn,
    FilterTrialOut,
    NewFilterTrialIn,
    TemplateTrialIn,
    TemplateTrialOut,
    rendered_to_json,
    tried_to_json,
)
from bellhop.domain.subscription import Subscription
from bellhop.errors import Fault, InvalidInputError

_RENDERED_ROOM_BYTES = 8 << 20  # ten events, and what is made of them


@Terms("Try a filter on the newest events", body=FilterTrialIn, answers={200: FilterTrialOut}, problems=(404, 422))
async def try_filter(call: Call) -> Answer:
    """Which of the newest events this subscription would get, with another filter or other types if wanted."""
    return await _tried(call, *_wanted(call.body, await current_of(call)))


@Terms(
    "Try the filter of a subscription that is not made yet",
    body=NewFilterTrialIn,
    answers={200: FilterTrialOut},
    problems=(422,),
)
async def try_new_filter(call: Call) -> Answer:
    """Which of the newest events a subscription with these types and this filter would get."""
    given: NewFilterTrialIn = call.body
    return await _tried(call, tuple(given.event_types), given.filter)


@Terms(
    "Render a template on the newest events",
    body=TemplateTrialIn,
    answers={200: TemplateTrialOut},
    problems=(404, 422),
)
async def try_template(call: Call) -> Answer:
    """What this subscription's template, or another, makes of the newest events that it would get."""
    current, template = await current_of(call), call.body.template
    if template is None:
        if current.template is None:
            message = "This subscription has no template; say the one to try."
            raise InvalidInputError(faults=[Fault("/template", "required", message)])
        template = orjson.loads(current.template.text)
    types, text = _wanted(call.body, current)
    await call.place.take(_RENDERED_ROOM_BYTES)
    rendered = await call.services.subscription_trials.try_template(call.tenant_id, types, text, template)
    return Answer(body={"results": [rendered_to_json(each) for each in rendered]})


async def _tried(call: Call, types: tuple[str, ...], text: str | None) -> Answer:
    tried = await call.services.subscription_trials.try_filter(call.tenant_id, types, text)
    return Answer(body={"results": [tried_to_json(event, verdict) for event, verdict in tried]})


def _wanted(given: FilterTrialIn, current: Subscription) -> tuple[tuple[str, ...], str | None]:
    """The types and the filter to try."""
    types = current.event_types if given.event_types is None else tuple(given.event_types)
    return types, given.filter if "filter" in given.model_fields_set else current.filter
