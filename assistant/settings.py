"""What can be set from outside: LINBAN_* in the environment, else the default written here. A wrong value is named at start-up."""

import base64
import binascii
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from assistant.errors import AssistantError
from assistant.today import SETTING as TODAY
from assistant.today import set_day

ROOT = Path(__file__).parents[1]
"""The folder that holds assistant/, dialogues/, data/ and endpoints.yml."""


class SettingInvalid(AssistantError):
    """A setting has a value that cannot be used; the message names the setting and what it may be."""

    code = "setting_invalid"


@dataclass(frozen=True)
class WeChatAccount:
    """One WeChat official account. Secrets are left out of its repr."""

    app_id: str
    """LINBAN_WECHAT_APP_ID: AppID of the developer page."""
    token: str = field(repr=False)
    """LINBAN_WECHAT_TOKEN: the token typed in beside the callback's address."""
    secret: str = field(default="", repr=False)
    """LINBAN_WECHAT_SECRET: AppSecret; needed by every kind but `passive`."""
    aes_key: str = field(default="", repr=False)
    """LINBAN_WECHAT_AES_KEY: EncodingAESKey, 43 characters."""
    previous_aes_key: str = field(default="", repr=False)
    """LINBAN_WECHAT_PREVIOUS_AES_KEY: the key before it was changed (W-05)."""
    mode: str = "safe"
    """LINBAN_WECHAT_MODE: `safe`, `compatible` or `plain`, as on the developer page (W-03)."""
    kind: str = "passive"
    """LINBAN_WECHAT_KIND: `passive` (not certified), `subscription` (certified 公众号) or `service` (certified 服务号) (W-25)."""
    api: str = "https://api.weixin.qq.com"
    """LINBAN_WECHAT_API: the platform's address."""
    pages: str = ""
    """LINBAN_WECHAT_PAGES: the address under which phones reach our pages; without it no links are sent."""
    notice_template: str = ""
    """LINBAN_WECHAT_NOTICE: id of a 订阅通知 template for reminders; `service` only (W-24)."""
    budget_seconds: float = 2.5
    """LINBAN_WECHAT_BUDGET: after so long an answer goes another way; WeChat hangs up after 5 s (W-06)."""

    @property
    def can_call(self) -> bool:
        """Whether the account may call the platform: customer-service messages, media, menu."""
        return self.kind != "passive"


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
    records: str = ""
    """LINBAN_RECORDS: the database of records as a URL of SQLAlchemy; empty is a SQLite file in `home`."""
    wechat: WeChatAccount | None = None
    """LINBAN_WECHAT_*: None where no token is set."""
    render: str = "background"
    """LINBAN_RENDER: `background` renders the fixed prompts ahead while nobody is spoken to, `never` does not."""
    origins: frozenset[str] = frozenset()
    """LINBAN_ORIGINS: web pages elsewhere that may open the voice socket, such as https://cun.example, by commas."""
    today: date | None = None
    """LINBAN_TODAY: the day to stand on, as YYYY-MM-DD; None is the real day, whichever it is."""

    @property
    def models(self) -> Path:
        """Where trained dialogue models lie."""
        return self.home / "models" / "dialogue"

    @property
    def records_url(self) -> str:
        """Where records are kept."""
        return self.records or f"sqlite:///{self.home / 'records.db'}"


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
        render=_one_of("LINBAN_RENDER", environment.get("LINBAN_RENDER", default.render), ("background", "never")),
        voice=_one_of("LINBAN_VOICE", environment.get("LINBAN_VOICE", default.voice), ("on", "off")),
        place=environment.get("LINBAN_PLACE", default.place).strip(),
        records=environment.get("LINBAN_RECORDS", default.records),
        wechat=_wechat(environment),
        origins=frozenset(
            one.strip().rstrip("/") for one in environment.get("LINBAN_ORIGINS", "").split(",") if one.strip()
        ),
        today=_day(environment.get(TODAY, "")),
    )
    if settings.wechat is not None and settings.wechat.mode != "safe" and settings.host not in _LOOPBACK:
        raise SettingInvalid(
            f"LINBAN_WECHAT_MODE is “{settings.wechat.mode}”, and others can reach LINBAN_HOST: write safe"
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


def _day(value: str) -> date | None:
    try:
        return set_day(value)
    except ValueError as error:
        raise SettingInvalid(f"{TODAY} is “{value}”: write a day as 2027-01-31, or leave it empty") from error


def _one_of(name: str, value: str, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise SettingInvalid(f"{name} is “{value}”: write one of {', '.join(allowed)}")
    return value


_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_WECHAT_MODES = ("safe", "compatible", "plain")
_WECHAT_KINDS = ("passive", "subscription", "service")
_LONGEST_BUDGET = 4.5


def _wechat(environment: Mapping[str, str]) -> WeChatAccount | None:
    token = environment.get("LINBAN_WECHAT_TOKEN", "")
    if not token:
        return None
    account = WeChatAccount(
        app_id=_needed(environment, "LINBAN_WECHAT_APP_ID", "LINBAN_WECHAT_TOKEN is set"),
        token=token,
        secret=environment.get("LINBAN_WECHAT_SECRET", ""),
        aes_key=_aes_key(environment, "LINBAN_WECHAT_AES_KEY"),
        previous_aes_key=_aes_key(environment, "LINBAN_WECHAT_PREVIOUS_AES_KEY"),
        mode=_one_of("LINBAN_WECHAT_MODE", environment.get("LINBAN_WECHAT_MODE", "safe"), _WECHAT_MODES),
        kind=_one_of("LINBAN_WECHAT_KIND", environment.get("LINBAN_WECHAT_KIND", "passive"), _WECHAT_KINDS),
        api=environment.get("LINBAN_WECHAT_API", WeChatAccount.api).rstrip("/"),
        pages=environment.get("LINBAN_WECHAT_PAGES", "").rstrip("/"),
        notice_template=environment.get("LINBAN_WECHAT_NOTICE", ""),
        budget_seconds=_budget(environment.get("LINBAN_WECHAT_BUDGET", "2.5")),
    )
    if account.mode != "plain":
        _needed(environment, "LINBAN_WECHAT_AES_KEY", f"LINBAN_WECHAT_MODE is “{account.mode}”")
    if account.can_call:
        _needed(environment, "LINBAN_WECHAT_SECRET", f"LINBAN_WECHAT_KIND is “{account.kind}”")
    return account


def _needed(environment: Mapping[str, str], name: str, why: str) -> str:
    if not environment.get(name):
        raise SettingInvalid(f"{name} is empty, and {why}")
    return environment[name]


def _aes_key(environment: Mapping[str, str], name: str) -> str:
    key = environment.get(name, "")
    try:
        right = not key or (len(key) == 43 and len(base64.b64decode(key + "=")) == 32)
    except binascii.Error:
        right = False
    if not right:
        # The value is a secret, so it is not repeated.
        raise SettingInvalid(f"{name} is not a key: write the 43 characters of EncodingAESKey")
    return key


def _budget(value: str) -> float:
    try:
        seconds = float(value)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= _LONGEST_BUDGET:
        raise SettingInvalid(
            f"LINBAN_WECHAT_BUDGET is “{value}”: write seconds, more than 0 and at most {_LONGEST_BUDGET}"
        )
    return seconds
