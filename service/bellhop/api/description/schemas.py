"""The models of all routes as definitions of the description.

Pydantic describes what Python holds; the description has to say what is on the wire. A member of an answer that has no
value is absent and never null (AEP-158 and others), and the titles that are made of names say nothing.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Literal

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from bellhop.api.body.models import ProblemOut
from bellhop.api.body.receiving import AnyObject
from bellhop.api.description import resources
from bellhop.api.edge.routing import Route

Json = dict[str, Any]
Mode = Literal["validation", "serialization"]

TEMPLATE = "#/components/schemas/{model}"

_NULL = {"type": "null"}


class Schemas:
    """The definitions, and how to refer to each model."""

    def __init__(self, routes: Iterable[Route]) -> None:
        wanted: dict[tuple[type[BaseModel], Mode], None] = {(ProblemOut, "serialization"): None}
        for route in routes:
            body = route.terms.described or route.terms.body
            if body is not None and body is not AnyObject:
                wanted[body, "validation"] = None
            for answer in route.terms.answers.values():
                if answer is not None:
                    wanted[answer, "serialization"] = None
        references, collected = models_json_schema(list(wanted), ref_template=TEMPLATE)
        made: Json = collected.get("$defs", {})  # by the names of their classes; they are published by their titles
        names = {TEMPLATE.format(model=name): TEMPLATE.format(model=each["title"]) for name, each in made.items()}
        self._references = {key: _renamed(each, names) for key, each in references.items()}
        published = sorted(made.values(), key=lambda each: str(each["title"]))
        definitions: Json = {each["title"]: _renamed(each, names) for each in published}
        written = set(_reached([self._references[key] for key in wanted if key[1] == "validation"], definitions))
        for name, schema in definitions.items():
            _drop_titles(schema)
            _drop_object_defaults(schema)
            if name not in written:
                _drop_nulls(schema)
                _mark_moments(schema)
        for name, extension in resources.extensions().items():
            definitions[name][resources.EXTENSION] = extension
        self.definitions = definitions

    def of(self, model: type[BaseModel], mode: Mode) -> Json:
        """A reference to the definition of a model."""
        return dict(self._references[model, mode])


def _renamed(node: Any, names: Mapping[str, str]) -> Any:
    """A schema whose references name models as they are published."""
    if isinstance(node, list):
        return [_renamed(each, names) for each in node]
    if not isinstance(node, dict):
        return node
    return {
        key: names[value] if key == "$ref" and value in names else _renamed(value, names) for key, value in node.items()
    }


def _reached(node: Any, definitions: Mapping[str, Any], found: dict[str, None] | None = None) -> Iterable[str]:
    """The names of the definitions that a schema refers to, directly or through others."""
    found = {} if found is None else found
    if isinstance(node, list):
        for each in node:
            _reached(each, definitions, found)
    elif isinstance(node, dict):
        name = str(node.get("$ref", "")).rpartition("/")[2]
        if name and name not in found:
            found[name] = None
            _reached(definitions[name], definitions, found)
        _reached(list(node.values()), definitions, found)
    return found


def _drop_titles(schema: Json) -> None:
    """A member has its name already: only the title of a whole model stays."""
    for member in schema.get("properties", {}).values():
        _drop_title(member)


def _drop_title(schema: Any) -> None:
    if isinstance(schema, list):
        for each in schema:
            _drop_title(each)
    elif isinstance(schema, dict):
        if isinstance(schema.get("title"), str):  # a member may have this name
            del schema["title"]
        for key, inner in schema.items():
            if key not in ("default", "const", "enum", "examples"):  # values, not schemas
                _drop_title(inner)


def _drop_object_defaults(schema: Json) -> None:
    """A default that is an object says what its members' defaults say already, and generators stumble over it."""
    for member in schema.get("properties", {}).values():
        if isinstance(member.get("default"), dict):
            del member["default"]


def _drop_nulls(schema: Json) -> None:
    """What an answer may leave out is absent, not null."""
    for member in schema.get("properties", {}).values():
        alternatives = member.get("anyOf", [])
        if "default" not in member or member["default"] is not None or _NULL not in alternatives:
            continue
        del member["default"]
        some = [each for each in alternatives if each != _NULL]
        if len(some) == 1:
            del member["anyOf"]
            member |= {**some[0], **member}
        else:
            member["anyOf"] = some


def _mark_moments(schema: Json) -> None:
    """What answers call a time is one, although Python holds its text."""
    for name, member in schema.get("properties", {}).items():
        if name.endswith(("_time", "Time")) and member.get("type") == "string":
            member["format"] = "date-time"
