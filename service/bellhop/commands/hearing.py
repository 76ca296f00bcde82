"""What `bellhop listen` tells of one callback: a line, and where nobody else gets it also what it carries."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from bellhop.clock import SystemClock
from bellhop.commands.output import Colour, Output
from bellhop.commands.table import printable
from bellhop.remote.documents import PulledDelivery, RecordedItem
from bellhop.remote.json_text import parse
from bellhop.remote.pulling import Outcome

_OK = range(200, 300)
_SHOWN_BODY_CHARS = 10_000
_SHOWN_HEADERS = ("webhook-id", "webhook-timestamp", "content-type")
_RECORDED = "recorded"


@dataclass(frozen=True, slots=True)
class Heard:
    """One delivery that was pulled, what came of it, and what Bellhop made of that."""

    delivery: PulledDelivery
    outcome: Outcome
    item: RecordedItem
    was_forwarded: bool

    def record(self) -> dict[str, object]:
        """It for a program; what is absent did not happen."""
        request = self.delivery.request
        members = {
            "delivery_id": self.delivery.delivery_id,
            "event_id": self.delivery.event_id,
            "event_type": self._event_type(),
            "attempt": self.delivery.attempt,
            "status_code": self.outcome.status_code,
            "error": self.outcome.error,
            "duration_ms": round(self.outcome.duration_ms, 3),
            "recorded": self.item.status == _RECORDED,
            "request": None if self.was_forwarded else {"headers": request.headers, "body": request.body},
        }
        return {name: value for name, value in members.items() if value is not None}

    def lines(self, out: Output) -> list[str]:
        """It for a person, printable."""
        parts = [f"{SystemClock().now():%H:%M:%S}", printable(self._event_type()), printable(self.delivery.event_id)]
        if self.delivery.attempt > 1:
            parts.append(f"attempt {self.delivery.attempt}")
        if self.was_forwarded:
            colour = Colour.GOOD if self.outcome.status_code in _OK else Colour.BAD
            came_to = out.paint(str(self.outcome.status_code or self.outcome.error), colour)
            parts.append(f"{came_to} in {self.outcome.duration_ms:.1f} ms")
        if self.item.status != _RECORDED:
            reasons = "; ".join(each.message for each in self.item.errors) or "somebody else holds it by now"
            parts.append(printable(f"not recorded: {reasons}"))
        return ["  ".join(parts), *([] if self.was_forwarded else self._content())]

    def _content(self) -> list[str]:
        request = self.delivery.request
        headers: Mapping[str, str] = {name.lower(): value for name, value in request.headers.items()}
        lines = [f"  {name}: {printable(headers[name])}" for name in _SHOWN_HEADERS if name in headers]
        return lines + [f"  {printable(line)}" for line in _pretty(request.body).split("\n")]

    def _event_type(self) -> str:
        """What the body or a CloudEvent's header says that it is."""
        headers = {name.lower(): value for name, value in self.delivery.request.headers.items()}
        try:
            document = parse(self.delivery.request.body)
        except ValueError:
            document = None
        told = document.get("type") if isinstance(document, dict) else None
        return str(told or headers.get("ce-type") or "event")


def _pretty(text: str) -> str:
    try:
        shown = json.dumps(parse(text), indent=2, ensure_ascii=False)
    except ValueError:
        shown = text
    return shown if len(shown) <= _SHOWN_BODY_CHARS else f"{shown[:_SHOWN_BODY_CHARS]} … and more"
