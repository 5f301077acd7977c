"""What can be set from outside: LINBAN_* in the environment, else the default written here. A wrong value is named at start-up."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import AssistantError

ROOT = Path(__file__).parents[1]
"""The folder that holds assistant/, dialogues/, data/ and endpoints.yml."""


class SettingInvalid(AssistantError):
    """A setting has a value that cannot be used; the message names the setting and what it may be."""

    code = "setting_invalid"


@dataclass(frozen=True)
class Settings:
    """Every setting of the service."""

    home: Path = ROOT / "var"
    """LINBAN_HOME: where models, caches and state are kept."""
    data: Path = ROOT / "data"
    """LINBAN_DATA: guides, places, phrases, lexicon."""
    host: str = "127.0.0.1"
    """LINBAN_HOST: the address to listen on; 0.0.0.0 lets other machines in."""
    port: int = 8000
    """LINBAN_PORT."""
    endpoints: Path = ROOT / "endpoints.yml"
    """LINBAN_ENDPOINTS: Rasa's stores and action endpoint."""
    fetch: str = "background"
    """LINBAN_FETCH: `background` tries once to fetch the Vosk model after start, `never` does not."""
    fetch_from: str = "https://alphacephei.com/vosk/models"
    """LINBAN_FETCH_FROM: the publisher's address of the Vosk models."""
    voice: str = "on"
    """LINBAN_VOICE: `off` starts without recogniser and voice."""
    place: str = ""
    """LINBAN_PLACE: the place it stands in, an id of data/places; empty where none is set."""

    @property
    def models(self) -> Path:
        """Where trained dialogue models lie."""
        return self.home / "models" / "dialogue"


def read(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings of an environment. Raises SettingInvalid."""
    default = Settings()
    settings = Settings(
        home=Path(environment.get("LINBAN_HOME", default.home)).expanduser().absolute(),
        data=Path(environment.get("LINBAN_DATA", default.data)).expanduser().absolute(),
        host=environment.get("LINBAN_HOST", default.host),
        port=_port(environment.get("LINBAN_PORT", str(default.port))),
        endpoints=Path(environment.get("LINBAN_ENDPOINTS", default.endpoints)).expanduser().absolute(),
        fetch=_one_of("LINBAN_FETCH", environment.get("LINBAN_FETCH", default.fetch), ("background", "never")),
        fetch_from=environment.get("LINBAN_FETCH_FROM", default.fetch_from),
        voice=_one_of("LINBAN_VOICE", environment.get("LINBAN_VOICE", default.voice), ("on", "off")),
        place=environment.get("LINBAN_PLACE", default.place).strip(),
    )
    if not (settings.data / "guides").is_dir():
        raise SettingInvalid(f"LINBAN_DATA is {settings.data}: there is no folder “guides” in it")
    _known_place(settings)
    return settings


def _known_place(settings: Settings) -> None:
    folder = settings.data / "places"
    places = sorted(path.stem for path in folder.glob("*.yml"))
    if settings.place and settings.place not in places:
        raise SettingInvalid(
            f"LINBAN_PLACE is “{settings.place}”: there is no {settings.place}.yml in {folder}; "
            f"write one of {', '.join(places) or '(none is there yet)'}, or leave it empty"
        )


def _port(value: str) -> int:
    if not value.isdecimal() or not 0 < int(value) < 65536:
        raise SettingInvalid(f"LINBAN_PORT is “{value}”: write a number from 1 to 65535")
    return int(value)


def _one_of(name: str, value: str, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise SettingInvalid(f"{name} is “{value}”: write one of {', '.join(allowed)}")
    return value
