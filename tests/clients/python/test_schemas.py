"""Pydantic models written from JSON Schemas."""

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from bellhop_client.cli import main
from bellhop_client.schemas import models_of_actions
from tests.api.operations_world import Operations
from tests.running import ROOT


def modules_of(text: str) -> dict[str, Any]:
    names: dict[str, Any] = {"__name__": "pulled"}
    sys.modules["pulled"] = type(sys)("pulled")
    exec(text, sys.modules["pulled"].__dict__)  # noqa: S102 - the text under test is a program
    names.update(sys.modules["pulled"].__dict__)
    return names


def test_the_models_of_the_demos_actions_take_what_their_schemas_take() -> None:
    actions = [
        json.loads(path.read_text(encoding="utf-8")) for path in sorted((ROOT / "schemas/actions").glob("*.json"))
    ]
    names = ("auto_designer", "irradiance_analysis")
    names_of = modules_of(
        models_of_actions(iter({**each, "action": name} for each, name in zip(actions, names, strict=True)))
    )

    roof = names_of["AutoDesignerInput"](roof=[[0, 0], [1, 0], [1, 1]], panel_width=1.1, panel_height=1.7)

    assert roof.panel_width == 1.1
    with pytest.raises(ValidationError):
        names_of["AutoDesignerInput"](roof=[[0, 0]], panel_width=1.1, panel_height=1.7)
    assert "IrradianceAnalysisResult" in names_of


def test_odd_schemas_become_models_all_the_same() -> None:
    schema = {
        "type": "object",
        "required": ["class", "kind"],
        "properties": {
            "class": {"type": "integer", "minimum": 1, "exclusiveMaximum": 9, "description": 'Of "panels"'},
            "kind": {"enum": ["a", "b"]},
            "model_fields": {"type": ["string", "null"]},
            "2nd": {"type": "array", "items": {"$ref": "#/$defs/point"}, "maxItems": 2},
            "tree": {"$ref": "#/$defs/tree"},
            "any": {},
            "when": {"type": "string", "format": "date-time"},
            "either": {"anyOf": [{"type": "string"}, {"type": "object", "properties": {"x": {"type": "number"}}}]},
            "map": {"type": "object", "additionalProperties": {"type": "integer"}},
        },
        "additionalProperties": False,
        "$defs": {
            "point": {"type": "object", "properties": {"x": {"type": "number"}}},
            "tree": {
                "type": "object",
                "properties": {"children": {"type": "array", "items": {"$ref": "#/$defs/tree"}}},
            },
        },
    }

    model = modules_of(models_of_actions(iter([{"action": "odd-one", "input_schema": schema}])))["OddOneInput"]

    made = model.model_validate(
        {
            "class": 3, "kind": "a", "2nd": [{"x": 1}], "tree": {"children": [{"children": []}]}, "any": [1],
            "when": "2026-11-29T12:00:00Z", "either": {"x": 2}, "map": {"a": 1},
        }
    )  # fmt: skip
    assert made.class_ == 3
    assert made.tree.children[0].children == []
    assert made.when.year == 2026
    wrong: dict[str, Any]
    for wrong in ({"class": 9}, {"kind": "c"}, {"2nd": [{}] * 3}, {"other": 1}):
        with pytest.raises(ValidationError):
            model.model_validate({"class": 3, "kind": "a", **wrong})


async def test_schemas_are_pulled_from_a_service(
    acme: Operations, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "models.py"

    async def pull(*arguments: str) -> int:
        return await asyncio.to_thread(main, ["schemas", "pull", "--url", acme.operator.base, *arguments])

    assert await pull("--key", str(acme.tenant.key), "--tenant", "acme", "--out", str(target)) == 0
    text = target.read_text(encoding="utf-8")
    assert "class EchoInput(BaseModel)" in text
    capsys.readouterr()
    assert await pull("--key", str(acme.operator.key), "--action", "echo") == 0
    assert capsys.readouterr().out.endswith(text)
    assert await pull("--key", str(acme.operator.key), "--action", "other") == 1
    assert "There is no action other" in capsys.readouterr().err


def test_a_service_that_is_not_there_is_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schemas", "pull", "--url", "http://127.0.0.1:1", "--key", "x", "--tenant", "acme"]) == 1
    assert "was not answered" in capsys.readouterr().err
