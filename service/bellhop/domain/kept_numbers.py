"""JSON whose numbers are moved and not read, so that they leave as they came, whatever their digits."""

import json
from typing import Any

import orjson

_DECODER = json.JSONDecoder(parse_int=orjson.Fragment, parse_float=orjson.Fragment)


def keeping_numbers(raw: bytes) -> Any:
    """The value of a JSON text with its numbers as `orjson.Fragment`s: `orjson.dumps` writes them as they came."""
    return _DECODER.decode(raw.decode("utf-8"))
