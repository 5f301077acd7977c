"""An editor knows the fields of a guide, explains them in Chinese and underlines a slip, by the JSON Schema."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator
from typer.testing import CliRunner

from assistant.cli import app
from assistant.guides.document import read_document
from assistant.guides.schema import FILES, schema_text
from assistant.settings import ROOT

FOLDERS = {"guide": "guides", "place": "places"}
WRITTEN = [(kind, path) for kind, folder in FOLDERS.items() for path in sorted((ROOT / "data" / folder).glob("*.yml"))]
GUIDE = ROOT / "data" / "guides" / "pension-auth.yml"


def read(kind: str) -> dict[str, Any]:
    """The schema of one kind of file, as an editor reads it."""
    schema: dict[str, Any] = json.loads((ROOT / "data" / "schema" / f"{kind}.schema.json").read_text(encoding="utf-8"))
    return schema


@pytest.mark.parametrize("kind", FILES)
def test_the_schema_on_disk_is_the_one_of_the_classes(kind: str) -> None:
    """Whoever changes a class runs `linban guides schema`; an editor never explains what is no longer so."""
    on_disk = (ROOT / "data" / "schema" / f"{kind}.schema.json").read_text(encoding="utf-8")
    assert on_disk == schema_text(ROOT / "data", kind), "run `linban guides schema`"


def test_the_command_writes_the_schemas(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`linban guides schema` writes them under the data folder in use, and names each file."""
    (data / "schema").mkdir()
    words = (ROOT / "data" / "schema" / "descriptions.yml").read_text(encoding="utf-8")
    (data / "schema" / "descriptions.yml").write_text(words, encoding="utf-8")
    monkeypatch.setenv("LINBAN_DATA", str(data))
    ran = CliRunner().invoke(app, ["guides", "schema"])
    assert ran.exit_code == 0
    assert [Path(line).name for line in ran.output.splitlines()] == [f"{kind}.schema.json" for kind in FILES]
    assert (data / "schema" / "guide.schema.json").read_text(encoding="utf-8") == schema_text(data, "guide")


def test_every_field_is_explained_in_chinese() -> None:
    """No field without its sentence in data/schema/descriptions.yml, and no sentence without its field."""
    words = yaml.safe_load((ROOT / "data" / "schema" / "descriptions.yml").read_text(encoding="utf-8"))
    aspects = words.pop("Aspect")
    fields = {name: {"_", *definition["properties"]} for kind in FILES for name, definition in _classes(kind).items()}
    assert {name: set(sentences) for name, sentences in words.items()} == fields
    assert set(aspects) == set(read("guide")["properties"]["answers"]["properties"])
    assert all(_chinese(sentence) for sentences in [*words.values(), aspects] for sentence in sentences.values())


@pytest.mark.parametrize(("kind", "path"), WRITTEN, ids=lambda value: getattr(value, "stem", value))
def test_every_file_names_its_schema_and_keeps_it(kind: str, path: Path) -> None:
    """The first line tells the editor which schema; nothing in the file is underlined."""
    header = f"# yaml-language-server: $schema=../schema/{kind}.schema.json"
    assert path.read_text(encoding="utf-8").splitlines()[0] == header
    assert [
        error.message for error in Draft7Validator(read(kind)).iter_errors(_as_json(read_document(path).data))
    ] == []


@pytest.mark.parametrize(
    ("slip", "message"),
    [
        ({"aliasses": ["刷脸"]}, "Additional properties are not allowed"),
        ({"aliases": ["刷脸"]}, "is too short"),
        ({"answers": {"price": ["不收钱。"]}}, "Additional properties are not allowed"),
        ({"verification": {"state": "checked", "review_due": "2027-06-30"}}, "is not one of"),
    ],
    ids=["a field misspelt", "too few aliases", "an aspect nobody asks for", "a word not in the list"],
)
def test_a_slip_is_underlined(slip: dict[str, Any], message: str) -> None:
    """What the service would refuse, the editor shows while it is typed."""
    guide = _as_json(read_document(GUIDE).data) | slip
    assert any(message in error.message for error in Draft7Validator(read("guide")).iter_errors(guide))


def _classes(kind: str) -> dict[str, dict[str, Any]]:
    return {FILES[kind].__name__: read(kind), **read(kind)["definitions"]}


def _chinese(sentence: str) -> bool:
    return any("\u4e00" <= letter <= "\u9fff" for letter in sentence)


def _as_json(node: Any) -> Any:
    """Dates as the text that an editor sees."""
    if isinstance(node, dict):
        return {key: _as_json(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_as_json(value) for value in node]
    return node.isoformat() if isinstance(node, date) else node
