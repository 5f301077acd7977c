"""JSON Schemas of the files in data/, from the classes that read them, so that an editor completes and explains each field."""

import json
from pathlib import Path
from typing import Any

import yaml
from pydantic import TypeAdapter

from assistant.guides.fields import ASPECTS
from assistant.guides.model import Guide
from assistant.places.model import Overlay

Schema = dict[str, Any]

FILES: dict[str, type] = {"guide": Guide, "place": Overlay}
"""Which class describes which kind of file: `guide` is written to data/schema/guide.schema.json."""


def write_schemas(data: Path) -> list[Path]:
    """Writes every schema under a data folder; gives the files."""
    written = []
    for kind in FILES:
        path = data / "schema" / f"{kind}.schema.json"
        path.write_text(schema_text(data, kind), encoding="utf-8")
        written.append(path)
    return written


def schema_text(data: Path, kind: str) -> str:
    """The schema of one kind of file as it is written: draft 7, which every editor reads, described in Chinese."""
    words = yaml.safe_load((data / "schema" / "descriptions.yml").read_text(encoding="utf-8"))
    whole = TypeAdapter(FILES[kind]).json_schema(ref_template="#/definitions/{model}")
    definitions = whole.pop("$defs", {})
    for name, definition in definitions.items():
        _described(definition, words.get(name, {}))
    _described(whole, words.get(FILES[kind].__name__, {}))
    if kind == "guide":
        whole["properties"]["answers"] |= _answers(whole["properties"]["answers"], words["Aspect"])
    whole = {"$schema": "http://json-schema.org/draft-07/schema#", **whole, "definitions": definitions}
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def _described(definition: Schema, words: dict[str, str]) -> None:
    definition.pop("title", None)
    definition["description"] = words.get("_", "")
    for name, field in definition.get("properties", {}).items():
        field.pop("title", None)
        field["description"] = words.get(name, "")


def _answers(answers: Schema, words: dict[str, str]) -> Schema:
    """Each aspect as a field of its own: editors complete fields, not the keys of a mapping."""
    sentences = answers.pop("additionalProperties")
    answers.pop("propertyNames", None)
    return {
        "properties": {aspect: {**sentences, "description": words[aspect]} for aspect in ASPECTS},
        "required": list(ASPECTS),
        "additionalProperties": False,
    }
