"""What a guide is. These classes are also the schema of the files in data/guides: a key that is not here is an error.

Numbers like G-16 are the field rules of the service-guide standard (GB/T 39046-2020 table 4 and the exchange tables).
A sentence may name a fact in braces, `{cycle}`: amounts, dates and documents live in `facts`, with their source.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from assistant.guides.when import When

_STRICT = ConfigDict(extra="forbid")

ASPECTS = (
    "materials",
    "fee",
    "amount",
    "place",
    "hours",
    "phone",
    "time_limit",
    "eligibility",
    "online",
    "result",
    "steps",
    "cautions",
    "basis",
    "proxy",
)
"""The aspects of the contract, in the order of its table."""

Aspect = Literal[
    "materials", "fee", "amount", "place", "hours", "phone", "time_limit",
    "eligibility", "online", "result", "steps", "cautions", "basis", "proxy",
]  # fmt: skip
Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*([-_][a-z0-9]+)*$")]
Sentences = Annotated[tuple[str, ...], Field(min_length=1)]
Text = Annotated[str, Field(min_length=1)]


@dataclass(frozen=True)
class SourceNote:
    """Where something was read (G-32)."""

    id: Identifier
    title: Text
    site: Text
    retrieved_on: date
    unverified: bool = False
    """True for what rests on common knowledge only; it is never spoken as certain."""

    __pydantic_config__ = _STRICT


@dataclass(frozen=True)
class Fact:
    """One amount, date, time limit or document, as it is spoken, with where it comes from."""

    text: Text
    sources: Annotated[tuple[Identifier, ...], Field(min_length=1)]
    office: Text
    """Who lays it down."""
    review_by: date
    """From the day after, it is spoken with "please ring first"."""
    effective: date | None = None
    local: bool = False
    """True where each place sets its own; then no figure is spoken without a village's own."""

    __pydantic_config__ = _STRICT


@dataclass(frozen=True)
class Basis:
    """One law or document a service rests on (G-05), with who laid it down and where it was read."""

    document: Text
    """Its name and article; "待核实" where not known."""
    office: Text
    """Who laid it down."""
    review_by: date
    """From the day after, the answer to "who says so" sends people to the window."""
    sources: tuple[Identifier, ...] = ()
    """Where it was read; empty where nobody has looked it up yet."""
    effective: date | None = None
    note: str | None = None

    __pydantic_config__ = _STRICT


@dataclass(frozen=True)
class Material:
    """One thing to bring (G-16)."""

    name: Text
    required: bool = True
    originals: int = 1
    copies: int = 0
    issuer: str | None = None
    note: str | None = None
    """When it is needed, or what to use instead."""

    __pydantic_config__ = _STRICT


@dataclass(frozen=True)
class Step:
    """One thing to do. One step is one turn (V-05: at most 60 characters, sentences of at most 20)."""

    say: Sentences
    plain: Sentences
    """The same, shorter and simpler, for a person who did not follow."""
    pictogram: Text = "circle-check"
    """Name of an icon in channels/pages/icons."""
    show: str | None = None
    """More detail for the screen, where the eye can take more than the ear."""
    going: Annotated[int, Field(ge=0)] = 0
    """How many of the first sentences say which window to go to: where a place knows the window, its own name and way
    are said instead."""

    __pydantic_config__ = _STRICT


@dataclass(frozen=True)
class Path:
    """One way to get it done, step by step (G-11)."""

    title: Text
    steps: Annotated[tuple[Step, ...], Field(min_length=2)]
    done: Sentences
    """What is said when the last step is done."""

    __pydantic_config__ = _STRICT


@dataclass(frozen=True)
class Option:
    """One answer to a question, and where it leads: exactly one of `to` (a question), `path` and `exit`."""

    id: Identifier
    title: Text
    says: tuple[str, ...] = ()
    """Other ways people put this answer."""
    when: When | None = None
    """What a person may have told already that makes this the answer."""
    noted: Text | None = None
    """How it is said back that this was taken as the answer; the title where nothing is given."""
    to: Identifier | None = None
    path: Identifier | None = None
    exit: Identifier | None = None

    __pydantic_config__ = _STRICT


@dataclass(frozen=True)
class Question:
    """Something the guide has to know (V-05: at most 30 characters; V-07: two or three options)."""

    ask: Sentences
    plain: Sentences
    """The same, shorter."""
    options: Annotated[tuple[Option, ...], Field(min_length=2, max_length=3)]
    pictogram: Text = "help"

    __pydantic_config__ = _STRICT


@dataclass(frozen=True)
class Exit:
    """ "This is not for you": said kindly, with where to go instead."""

    say: Sentences
    see: Identifier | None = None
    """The service that fits instead, offered at once."""

    __pydantic_config__ = _STRICT


@dataclass(frozen=True)
class Faq:
    """A question people ask about this service (G-29)."""

    q: Text
    a: Sentences
    also: tuple[str, ...] = ()
    """Other wordings of the question."""

    __pydantic_config__ = _STRICT


@dataclass(frozen=True)
class Office:
    """Who is in charge (G-07, G-08)."""

    name: Text
    type: Literal["法定机关", "授权组织", "受委托组织", "其他"] = "法定机关"
    code: Annotated[str, Field(pattern=r"^[0-9A-HJ-NPQRTUWXY]{18}$")] | None = None

    __pydantic_config__ = _STRICT


@dataclass(frozen=True)
class Days:
    """A time limit (G-12, G-13). `days` is null where the rule is not a number of days, or not known."""

    days: Annotated[int, Field(ge=0)] | None = None
    unit: Literal["工作日", "自然日"] = "工作日"
    note: str | None = None

    __pydantic_config__ = _STRICT


@dataclass(frozen=True)
class FeeItem:
    """One fee (G-15). The amount is the name of a fact."""

    name: Text
    fact: Identifier
    basis: Text

    __pydantic_config__ = _STRICT


@dataclass(frozen=True)
class Record:
    """The fields of the national exchange tables that a clerk needs and a voice does not (G-02..G-09, G-12..G-30)."""

    task_type: Literal["许可", "处罚", "强制", "征收", "给付", "检查", "确认", "奖励", "裁决", "其他", "公共服务"]
    use_level: Literal["国家", "省", "市", "县", "镇", "村", "分级"]
    office: Office
    project_type: Literal["即办件", "承诺件", "其他"]
    handle_types: Annotated[
        tuple[Literal["窗口", "电脑网办", "移动申请", "快递", "电话", "上门", "其他"], ...], Field(min_length=1)
    ]
    visits: Annotated[int, Field(ge=0)]
    visits_reason: str | None = None
    online: bool = False
    online_at: tuple[str, ...] = ()
    """Official names or domains only (F-06)."""
    service_object: tuple[Literal["自然人", "企业", "事业", "社会组织", "行政机关", "其他"], ...] = ("自然人",)
    statutory: Days = field(default_factory=Days)
    promise: Days = field(default_factory=Days)
    result_type: Literal["证照", "批文", "资金", "记录", "服务", "其他"] = "其他"
    result_name: str = "无"
    supervise: Text = "12345"
    catalog_code: str | None = None
    """Never invented: null where not known (G-02)."""
    task_code: str | None = None
    schedule: bool = False
    pay_online: bool = False
    express: bool = False
    terminal: bool = False
    in_hall: bool = True
    special_procedure: Text = "无"
    scope: Literal["全国", "跨省", "跨市", "跨县", "本地"] | None = None
    topic: str | None = None
    version: Text = "1"
    state: Literal["在用", "暂停", "取消"] = "在用"
    agent_allowed: bool = False
    home_service: bool = False
    elder_green_channel: bool = False

    __pydantic_config__ = _STRICT


@dataclass(frozen=True)
class Verification:
    """How far the guide has been checked, by whom, and until when that holds (G-32)."""

    state: Literal["verified", "partial", "unverified"]
    review_due: date
    verified_by: str | None = None
    verified_on: date | None = None

    __pydantic_config__ = _STRICT


@dataclass(frozen=True)
class Guide:
    """A whole service: what it is called, what it needs, and the way through it."""

    id: Identifier
    name: Text
    """G-01, as the office calls it."""
    spoken_name: Annotated[str, Field(min_length=2, max_length=12)]
    """G-31, as the assistant calls it aloud."""
    category: Text
    aliases: Annotated[tuple[str, ...], Field(min_length=3)]
    """What people call it. Understanding searches here."""
    situations: tuple[str, ...]
    """What people tell instead of naming it ("卡刷不出来了"). Understanding searches here too."""
    opening: Sentences
    """The first thing said: what it is and the two things everyone asks. With the first question at most 60 characters."""
    conditions: Annotated[tuple[str, ...], Field(min_length=1)]
    """G-10: who may have it, for the screen."""
    legal_basis: Annotated[tuple[Basis, ...], Field(min_length=1)]
    """G-05"""
    materials: tuple[Material, ...]
    fees: tuple[FeeItem, ...]
    """G-15; empty means no charge, and the answer to `fee` says so."""
    answers: dict[Aspect, Sentences]
    """The spoken answer to each aspect of the contract (G-15..G-18, G-24, G-33)."""
    facts: dict[Identifier, Fact]
    start: Identifier
    """The first question."""
    questions: dict[Identifier, Question]
    paths: Annotated[dict[Identifier, Path], Field(min_length=1)]
    exits: Annotated[dict[Identifier, Exit], Field(min_length=1)]
    faq: tuple[Faq, ...]
    record: Record
    sources: Annotated[tuple[SourceNote, ...], Field(min_length=1)]
    verification: Verification
    local: tuple[str, ...] = ()
    """What each place has to find out, for the people who write data/places."""

    __pydantic_config__ = _STRICT
