"""The shape of the house, read from the imports: who may know whom (design, section 1)."""

import ast
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from assistant.settings import ROOT

HOUSE = ("assistant", "voice", "dialogues", "channels")
ENGINES = ("voice.recognizers", "voice.speakers")
"""The packages themselves hold the Protocols; the modules inside are engines."""
RASA = (
    "assistant.conversation",
    "assistant.trackers",
    "assistant.locks",
    "assistant.actions",
    "assistant.training",
    "assistant.app",
)
SHARED_BY_CHANNELS = ("channels.pages",)


def modules(*packages: str) -> list[str]:
    """Every module of some packages, by its dotted name."""
    files = (file for package in packages for file in sorted((ROOT / package).rglob("*.py")))
    return [".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__") for file in files]


def imports(module: str) -> set[str]:
    """Everything a module imports, wherever it stands in the file: `a.b` for `import a.b` and for `from a import b` where b is a module."""
    path = _file(module)
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    return {name for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) for name in _named(node, package)}


def _file(module: str) -> Path:
    path = ROOT.joinpath(*module.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def _named(node: ast.AST, package: str) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    if isinstance(node, ast.ImportFrom):
        parents = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
        origin = ".".join([*parents, *([node.module] if node.module else [])])
        for alias in node.names:
            whole = f"{origin}.{alias.name}"
            yield whole if origin.split(".")[0] in HOUSE and _file(whole).exists() else origin


def within(name: str, packages: Iterable[str]) -> bool:
    """Whether a module is one of the packages, or inside one."""
    return any(name == package or name.startswith(package + ".") for package in packages)


def of_the_house(names: Iterable[str]) -> set[str]:
    """Those that are ours."""
    return {name for name in names if within(name, HOUSE)}


@pytest.mark.parametrize("module", ["assistant.models", "assistant.errors"])
def test_values_and_errors_need_only_the_standard_library(module: str) -> None:
    """What everyone may import drags nothing along."""
    assert {name for name in imports(module) if name.split(".")[0] not in sys.stdlib_module_names} == set()


@pytest.mark.parametrize("module", modules("voice"))
def test_the_voice_knows_only_values_and_errors(module: str) -> None:
    """Sound and words are changed into each other without knowing of dialogues or channels."""
    allowed = ("voice", "assistant.models", "assistant.errors")
    assert {name for name in of_the_house(imports(module)) if not within(name, allowed)} == set()


@pytest.mark.parametrize("module", modules("dialogues"))
def test_dialogues_know_guides_places_and_phrases(module: str) -> None:
    """What is being asked rests on the guides, the places, the phrases, the masks and the day, never on a channel, the voice or the conversation."""
    allowed = (
        *("dialogues", "assistant.guides", "assistant.places", "assistant.phrases", "assistant.private_numbers"),
        *("assistant.models", "assistant.errors", "assistant.today"),
    )
    assert {name for name in of_the_house(imports(module)) if not within(name, allowed)} == set()


@pytest.mark.parametrize("module", modules("channels"))
def test_channels_know_no_other_channel(module: str) -> None:
    """A way of reaching us may use the assistant, the voice, its own package and the pages they share; nothing of Rasa."""
    own = ".".join(module.split(".")[:2])
    allowed = ("assistant", "voice", *SHARED_BY_CHANNELS, *([own] if own != "channels" else []))
    assert {name for name in of_the_house(imports(module)) if not within(name, allowed)} == set()
    assert not any(within(name, ("rasa", "rasa_sdk")) for name in imports(module))


def test_the_pages_that_channels_share_know_no_channel() -> None:
    """What is shared depends on none of those who share it."""
    for module in modules("channels/pages"):
        assert {
            name for name in imports(module) if within(name, ("channels.web", "channels.kiosk", "channels.api"))
        } == set()


@pytest.mark.parametrize("module", modules("assistant", "channels", "dialogues"))
def test_only_the_app_names_engines(module: str) -> None:
    """Recognisers and voices are put together in one place; everyone else knows their Protocols."""
    engines = {name for name in imports(module) if within(name, ENGINES) and name not in ENGINES}
    assert module == "assistant.app" or engines == set()


@pytest.mark.parametrize("module", modules("assistant", "voice", "channels"))
def test_rasa_stays_behind_the_conversation(module: str) -> None:
    """Only the modules that adapt Rasa know it; the rest of the house never sees a tracker or an event."""
    rasa = {name for name in imports(module) if within(name, ("rasa", "rasa_sdk"))}
    assert module in RASA or rasa == set()


@pytest.mark.parametrize("module", modules("assistant"))
def test_only_the_app_and_the_commands_know_channels_and_voice(module: str) -> None:
    """What happens in a turn does not depend on how a person reaches us."""
    outside = {name for name in of_the_house(imports(module)) if within(name, ("channels", "voice"))}
    assert module in ("assistant.app", "assistant.cli") or outside == set()


def test_a_slip_would_be_seen(tmp_path: Path) -> None:
    """The reader of imports sees what it has to see: nested imports, `from x import module`, and relative ones."""
    assert "voice.recognizers.whisper_recognizer" in imports("assistant.app")
    assert "assistant.training" in imports("assistant.cli")
    assert "assistant.guides.walk" in imports("dialogues.actions.moving")
    source = "from . import b\nfrom ..d import e\ndef f():\n    import g.h\n"
    found = {name for node in ast.walk(ast.parse(source)) for name in _named(node, "a.c")}
    assert found == {"a.c", "a.d", "g.h"}
