"""Pydantic models, as Python text, for JSON Schemas: for the operator's actions, and for this library's own models.

A schema that says more than a model can (`if`, `not`, `patternProperties`, …) becomes a wider type: the service judges
each input all the same, and names what is wrong with it.
"""

import builtins
import keyword
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

Schema = Mapping[str, Any]

_SIMPLE = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}
_FORMATS = {"date-time": "datetime", "date": "date", "uuid": "UUID"}
_BOUNDS = {
    "minimum": "ge", "maximum": "le", "exclusiveMinimum": "gt", "exclusiveMaximum": "lt", "minLength": "min_length",
    "maxLength": "max_length", "minItems": "min_length", "maxItems": "max_length",
}  # fmt: skip
_TAKEN = frozenset(dir(BaseModel)) | {"bool", "date", "datetime", "dict", "float", "int", "list", "str"}
_LONGEST_LINE = 120


@dataclass
class Writer:
    """Collects the definitions of one file. `definitions` are what `$ref`s name, by the last part of the reference.

    `bounds`: models check limits such as `minimum` too. `open_enums`: a word that is not listed is taken as well, since
    a newer service may say it.
    """

    definitions: Mapping[str, Schema] = field(default_factory=dict)
    bounds: bool = True
    open_enums: bool = False
    written: dict[str, str] = field(default_factory=dict)
    _begun: set[str] = field(default_factory=set)
    _names: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, schema: Schema) -> str:
        """Write what a schema describes under this name, once; returns the name."""
        if name in self._begun:
            return name
        self._begun.add(name)
        if "properties" in schema or (schema.get("type") == "object" and schema.get("additionalProperties") is False):
            self.written[name] = self._class(name, schema)
        else:
            self.written[name] = f"{name} = {self._type(name, schema)}\n"
        return name

    def text(self, docstring: str) -> str:
        """The file."""
        body = "\n\n".join(self.written.values())
        head = [f'"""{docstring}"""', "", "from __future__ import annotations", ""]
        used = {word for word in ("date", "datetime") if re.search(rf"\b{word}\b", body)}
        head += [f"from datetime import {', '.join(sorted(used))}"] if used else []
        typing = [word for word in ("Annotated", "Any", "Literal") if re.search(rf"\b{word}\b", body)]
        head += [f"from typing import {', '.join(typing)}"] if typing else []
        head += ["from uuid import UUID"] if "UUID" in body else []
        pydantic = [word for word in ("BaseModel", "ConfigDict", "Field") if re.search(rf"\b{word}\b", body)]
        head += ["", f"from pydantic import {', '.join(pydantic)}", "", ""]
        return "\n".join(head) + body

    def _class(self, name: str, schema: Schema) -> str:
        required = set(schema.get("required", ()))
        fields = [self._field(name, each, of, each in required) for each, of in schema.get("properties", {}).items()]
        extra = "forbid" if schema.get("additionalProperties") is False else "allow"
        config = f'    model_config = ConfigDict(extra="{extra}", populate_by_name=True)\n'
        lines = [
            f"class {name}(BaseModel):\n",
            _docstring(_sentence(schema, name)),
            "\n",
            config,
            "\n" if fields else "",
        ]
        return "".join([*lines, *fields])

    def _field(self, owner: str, name: str, schema: Schema, required: bool) -> str:  # noqa: FBT001 - of one caller
        attribute = _attribute(name)
        type_ = self._type(owner + _camel(name), schema)
        arguments = [f"{_quoted(name)}"] if attribute != name else []
        if not required:
            default = schema.get("default")
            simple = isinstance(default, str | int | float | bool) and not isinstance(schema.get("$ref"), str)
            shown = repr(default) if not isinstance(default, str) else _quoted(default)
            type_ = type_ if simple or type_.endswith("None") else f"{type_} | None"
            default_text = shown if simple else "None"
        else:
            default_text = "..."
        if arguments:
            value = f" = Field({default_text}, alias={arguments[0]})"
        else:
            value = "" if default_text == "..." else f" = {default_text}"
        said = schema.get("description")
        return f"    {attribute}: {type_}{value}\n" + (_docstring(said) if said else "")

    def _type(self, name: str, schema: Schema) -> str:  # noqa: PLR0911 - one line for each kind of schema
        if "$ref" in schema:
            return self._referred(schema["$ref"])
        if "const" in schema or "enum" in schema:
            return self._words([schema["const"]] if "const" in schema else schema["enum"])
        for word in ("anyOf", "oneOf"):
            if word in schema:
                return " | ".join(dict.fromkeys(self._type(f"{name}{number or ''}", each)
                                                for number, each in enumerate(schema[word])))  # fmt: skip
        if len(schema.get("allOf", ())) == 1:
            return self._type(name, schema["allOf"][0])
        kind = schema.get("type")
        if isinstance(kind, list):
            return " | ".join(self._type(name, {**schema, "type": each}) for each in kind)
        if kind == "array":
            return self._bounded(f"list[{self._type(name + 'Item', schema.get('items') or {})}]", schema)
        if kind == "object" or "properties" in schema:
            return self._object(name, schema)
        if kind == "string" and schema.get("format") in _FORMATS:
            return _FORMATS[schema["format"]]
        return self._bounded(_SIMPLE[kind], schema) if kind in _SIMPLE else "Any"

    def _object(self, name: str, schema: Schema) -> str:
        if "properties" in schema:
            return self.add(self._free(name), {"description": "A part of a larger model.", **schema})
        values = schema.get("additionalProperties", True)
        return f"dict[str, {self._type(name + 'Value', values) if isinstance(values, Mapping) else 'Any'}]"

    def _referred(self, reference: str) -> str:
        name = _camel(reference.rpartition("/")[2])
        found = self.definitions.get(reference.rpartition("/")[2])
        return "Any" if found is None else self.add(name, found)

    def _words(self, values: list[Any]) -> str:
        words = [
            _quoted(each) if isinstance(each, str) else repr(each) for each in values if not isinstance(each, float)
        ]
        if not words or not all(isinstance(each, str | int | bool | None) for each in values):
            return "Any"
        literal = f"Literal[{', '.join(words)}]"
        return f"{literal} | str" if self.open_enums and all(isinstance(each, str) for each in values) else literal

    def _bounded(self, type_: str, schema: Schema) -> str:
        found = [f"{_BOUNDS[word]}={schema[word]}" for word in _BOUNDS if word in schema] if self.bounds else []
        return f"Annotated[{type_}, Field({', '.join(found)})]" if found else type_

    def _free(self, name: str) -> str:
        """The name, or one with a number behind it where another schema has it."""
        number, free = 1, name
        while free in self._begun or free in self.definitions:
            number += 1
            free = f"{name}{number}"
        return free


def models_of_actions(actions: Iterator[Schema]) -> str:
    """A file with an input and a result model for each action, as discovery or the operator's list shows them."""
    parts: dict[str, str] = {}
    for action in actions:
        name = _camel(action["action"])
        for end, schema in (("Input", action.get("input_schema")), ("Result", action.get("result_schema"))):
            if not isinstance(schema, Mapping):
                continue
            writer = Writer(definitions=schema.get("$defs", {}))
            writer.written = parts
            writer._begun = set(parts)  # noqa: SLF001 - one file, one set of names; definitions differ by schema
            writer.add(name + end, {"description": action.get("description", ""), **schema})
    writer = Writer(written=parts)
    return writer.text("The inputs and results of the operator's actions, written by `bellhop-client schemas pull`.")


def _sentence(schema: Schema, name: str) -> str:
    return str(schema.get("description") or schema.get("title") or f"{name}.")


def _docstring(text: str) -> str:
    """A docstring inside a class; a long one gets lines of its own."""
    words = " ".join(text.replace("\\", "\\\\").replace('"""', "'''").split())
    if len(words) + 10 <= _LONGEST_LINE:
        return f'    """{words}{" " if words.endswith(chr(34)) else ""}"""\n'
    lines, line = [], '    """'
    for word in words.split(" "):
        if len(line) + 1 + len(word) > _LONGEST_LINE:
            lines.append(line.rstrip())
            line = "    "
        line += word + " "
    return "\n".join([*lines, line.rstrip(), '    """']) + "\n"


def _attribute(name: str) -> str:
    """The name of a field in Python: words with underscores, and one behind a name that is taken."""
    snake = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", re.sub(r"[^0-9A-Za-z_]", "_", name)).lower().lstrip("_") or "field"
    snake = f"n{snake}" if snake[0].isdigit() else snake
    return f"{snake}_" if keyword.iskeyword(snake) or snake in _TAKEN else snake


def _camel(name: str) -> str:
    parts = [each for each in re.split(r"[^0-9A-Za-z]+", name) if each]
    made = "".join(each[0].upper() + each[1:] for each in parts) or "Model"
    made = f"N{made}" if made[0].isdigit() else made
    return f"{made}Model" if made in dir(builtins) or made in {"Any", "Literal", "Field", "UUID"} else made


def _quoted(text: str) -> str:
    """A string as this house writes it: with double quotes."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
