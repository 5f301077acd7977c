"""WeChat's XML through wechatpy: whatever comes in becomes an Incoming or one error, and nothing said breaks what goes out."""

import hashlib
import re
from xml.parsers import expat

import xmltodict
from wechatpy import parse_message
from wechatpy.messages import BaseMessage
from wechatpy.replies import TextReply

from channels.wechat.errors import Unreadable
from channels.wechat.incoming import KINDS, Incoming

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_REFERENCE = re.compile(r"&#(?:x0*([0-9a-fA-F]{1,6})|0*([0-9]{1,7}));")
_SCENE = "qrscene_"


def readable(body: bytes) -> str:
    """The body as XML that can be parsed: control characters taken out (W-27), none of it a document type (W-28). Raises Unreadable."""
    try:
        text = _REFERENCE.sub(_kept_reference, _CONTROL.sub("", body.decode("utf-8", "replace")))
        parser = expat.ParserCreate()
        parser.StartDoctypeDeclHandler = _refuse_doctype
        parser.Parse(text, True)
    except expat.ExpatError as error:
        raise Unreadable("the body is not XML") from error
    return text


def field(xml: str, name: str) -> str:
    """One field of the envelope; empty where it is missing or not a plain text. Raises Unreadable."""
    return _text(_fields(xml), name)


def incoming(xml: str) -> Incoming:
    """The message in an XML. Raises Unreadable (L-07)."""
    raw = _fields(xml)
    try:
        message = parse_message(xml)
    except Exception as error:
        raise Unreadable("the message cannot be read") from error
    if not isinstance(message, BaseMessage) or not _text(raw, "FromUserName"):
        raise Unreadable("the message names nobody")
    kind = _text(raw, "MsgType").lower()
    return Incoming(
        kind=kind if kind in KINDS else "unknown",
        person=_text(raw, "FromUserName"),
        account=_text(raw, "ToUserName"),
        key=_key(raw),
        text=(_text(raw, "Content") or _text(raw, "Recognition")).strip(),
        media=_text(raw, "MediaId"),
        # Read from the raw fields: the library renames some events and does not know others (L-10).
        event=_text(raw, "Event").lower(),
        event_key=_text(raw, "EventKey").removeprefix(_SCENE),
        tapped="bizmsgmenuid" in raw,
    )


def text_reply(message: Incoming, text: str) -> str:
    """The XML of a passive answer in words."""
    reply = TextReply(source=message.account, target=message.person, content=clean(text))
    return str(reply.render())


def clean(text: str) -> str:
    """The text so that it can stand in a CDATA section and says the same: `]]>` is split over two (L-06)."""
    return _CONTROL.sub("", text).replace("]]>", "]]]]><![CDATA[>")


def _fields(xml: str) -> dict[str, object]:
    try:
        raw = xmltodict.parse(xml).get("xml")
    except Exception as error:
        raise Unreadable("the body is not XML") from error
    if not isinstance(raw, dict):
        raise Unreadable("the body holds no message")
    return raw


def _text(raw: dict[str, object], name: str) -> str:
    value = raw.get(name)
    # A field that comes twice is a list here; only one that is said plainly is believed.
    return value if isinstance(value, str) else ""


def _key(raw: dict[str, object]) -> str:
    number = _text(raw, "MsgId")
    if number and _text(raw, "MsgType").lower() != "event":
        return f"message {number}"
    parts = [_text(raw, name) for name in ("FromUserName", "CreateTime", "MsgType", "Event", "EventKey", "Content")]
    return "event " + hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _kept_reference(match: re.Match[str]) -> str:
    number = int(match[1], 16) if match[1] else int(match[2])
    return "" if number < 32 and number not in (9, 10, 13) else match[0]


def _refuse_doctype(*_: object) -> None:
    raise Unreadable("a document type is not taken")
