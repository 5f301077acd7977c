"""What a clerk needs of a guide and a voice does not: the fields of the national exchange tables.

The numbers are those of `assistant.guides.model`.
"""

from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import Field

from assistant.guides.fields import STRICT, Text


@dataclass(frozen=True)
class Office:
    """Who is in charge (G-07, G-08)."""

    name: Text
    type: Literal["法定机关", "授权组织", "受委托组织", "其他"] = "法定机关"
    code: Annotated[str, Field(pattern=r"^[0-9A-HJ-NPQRTUWXY]{18}$")] | None = None

    __pydantic_config__ = STRICT


@dataclass(frozen=True)
class Days:
    """A time limit (G-12, G-13). `days` is null where the rule is not a number of days, or not known."""

    days: Annotated[int, Field(ge=0)] | None = None
    unit: Literal["工作日", "自然日"] = "工作日"
    note: str | None = None

    __pydantic_config__ = STRICT


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

    __pydantic_config__ = STRICT
