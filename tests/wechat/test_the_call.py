"""The callback: who may call it, in which mode, and that whatever is sent, WeChat gets an answer it can use."""

import asyncio
import time
from dataclasses import replace

import httpx
import pytest
from sqlalchemy import create_engine, inspect, text

from channels.wechat.stand_in import envelope
from channels.wechat.stand_in.phone import Phone, Secrets, a_person
from tests.wechat.conftest import AES_KEY, APP_ID, OLD_AES_KEY, TOKEN, OpenAccount


async def test_the_address_is_ours(account: OpenAccount) -> None:
    """W-01: the text WeChat asks with comes back unchanged and plain; with a wrong or missing signature 403."""
    async with account() as it:
        echo = "5837397528374 <&>"
        good = await it.phone.check(echo)
        assert (good.status_code, good.text) == (200, echo)
        assert good.headers["content-type"].startswith("text/plain")
        for changed in (
            {"signature": "0" * 40},
            {"nonce": ""},
            {"timestamp": ""},
            {"signature": ""},
            {"signature": "é"},
        ):
            assert (await it.phone.check(echo, **changed)).status_code == 403


@pytest.mark.parametrize("mode", ["safe", "compatible", "plain"])
async def test_every_mode(account: OpenAccount, mode: str) -> None:
    """W-04: a message is answered in the form it came in, encrypted or plain, signed so that WeChat takes it."""
    async with account(mode=mode) as it:
        answer = await it.says("我要弄那个养老刷脸")
        assert "您想在手机上做，还是去窗口做？" in answer.words
        assert ("Encrypt" in answer.body) == (mode != "plain")
        assert answer.fields["ToUserName"] == it.person
        assert answer.fields["MsgType"] == "text"


async def test_plain_text_in_compatible_mode(account: OpenAccount) -> None:
    """W-04: in compatible mode a message without `encrypt_type=aes` is plain, and so is its answer."""
    async with account(mode="compatible", phone_key="") as it:
        answer = await it.says("我要办社保卡")
        assert answer.words
        assert "Encrypt" not in answer.body


@pytest.mark.parametrize(("mode", "key"), [("safe", ""), ("plain", AES_KEY)])
async def test_only_the_agreed_mode(account: OpenAccount, mode: str, key: str) -> None:
    """W-03: in safe mode nothing in plain text is taken, and the other way round."""
    async with account(mode=mode, phone_key=key, told=False) as it:
        assert (await it.says("你好")).status == 403


async def test_the_key_before_is_still_good(account: OpenAccount) -> None:
    """W-05: while the key is being changed both fit, and the answer comes with the key of the message."""
    async with account(aes_key=AES_KEY, previous_aes_key=OLD_AES_KEY, phone_key=OLD_AES_KEY) as it:
        assert "社保卡" in (await it.says("我要办社保卡")).words
    async with account(aes_key=AES_KEY, previous_aes_key=OLD_AES_KEY) as it:
        assert "社保卡" in (await it.says("我要办社保卡")).words
    async with account(aes_key=AES_KEY, phone_key=OLD_AES_KEY, told=False) as it:
        assert (await it.says("我要办社保卡")).status == 403


async def test_a_forged_message(account: OpenAccount) -> None:
    """W-04, L-08, L-14: the signature that counts is the one over the encrypted message; any damage to it is a 403."""
    async with account(told=False) as it:
        xml = it.phone.text(it.person, "你好").xml()
        encrypted = envelope.encrypt(xml, AES_KEY, APP_ID)
        query = it.phone.signed()

        async def post(cipher: str, signature: str) -> int:
            body = f"<xml><Encrypt><![CDATA[{cipher}]]></Encrypt></xml>".encode()
            whole = {**query, "encrypt_type": "aes", "msg_signature": signature}
            return (await it.phone.post(body, whole)).status

        def signed(cipher: str) -> str:
            return envelope.sign(TOKEN, query["timestamp"], query["nonce"], cipher)

        assert await post(encrypted, "0" * 40) == 403
        assert await post(encrypted, query["signature"]) == 403
        for cipher in ("A" * 88, "not base64!", "", encrypted[:-4], envelope.encrypt(xml, AES_KEY, "wxanother")):
            assert await post(cipher, signed(cipher)) == 403
        assert await post(encrypted, signed(encrypted)) == 200


async def test_an_old_call_again(account: OpenAccount) -> None:
    """W-02: a call older than five minutes is refused, and so is an earlier call's nonce around another message."""
    async with account() as it:
        for off in (-3600, 3600):
            # An hour: the window is five minutes, and time passes until the call is read.
            late = await it.phone.deliver(it.phone.text(it.person, "你好"), stamp=int(time.time()) + off)
            assert late.status == 403
        first, second = it.phone.text(it.person, "我要办社保卡"), it.phone.text(it.person, "我要办身份证")
        stamp = int(time.time())
        assert (await it.phone.deliver(first, "n1", stamp)).status == 200
        assert (await it.phone.deliver(second, "n1", stamp)).status == 403
        again = await it.phone.deliver(first, "n1", stamp)
        assert "社保卡" in again.words


async def test_the_five_minutes(account: OpenAccount) -> None:
    """W-02: exactly five minutes off is still taken, a second more is not, in both directions."""
    async with account() as it:
        now = int(time.time())
        it.app.state.wechat = replace(it.app.state.wechat, clock=lambda: float(now))
        for off, status in ((-301, 403), (-300, 200), (300, 200), (301, 403)):
            answer = await it.phone.deliver(it.phone.text(it.person, "你好"), stamp=now + off)
            assert answer.status == status


async def test_three_deliveries_one_answer(account: OpenAccount) -> None:
    """W-08: the same message three times at once moves the conversation on once, and each delivery gets the same answer."""
    async with account() as it:
        await it.says("养老金认证怎么弄")
        await it.says("手机上做")
        message = it.phone.text(it.person, "弄好了")
        answers = await asyncio.gather(*(it.sends(message) for _ in range(3)))
        assert len({answer.words for answer in answers}) == 1
        assert "登录自己的名字" in answers[0].words
        assert (await it.sends(message)).words == answers[0].words
        assert "第3步" in (await it.says("到哪了")).words


async def test_events_have_no_number(account: OpenAccount) -> None:
    """W-08: an event is known again by its sender, time, kind and key."""
    async with account() as it:
        await it.says("养老金认证怎么弄")
        await it.says("手机上做")
        tap = it.phone.event(it.person, "CLICK", EventKey="弄好了")
        first, second = await it.sends(tap), await it.sends(tap)
        assert first.words == second.words
        assert "第3步" in (await it.says("到哪了")).words


async def test_a_restart_forgets_no_delivery(account: OpenAccount) -> None:
    """W-08: what was answered before a restart is not answered anew after it."""
    async with account() as it:
        message = it.phone.text(it.person, "我要办社保卡")
        before = await it.sends(message)
    async with account(told=False) as again:
        assert (await again.sends(message)).words == before.words
        assert len(again.rows("wechat_deliveries")) == 2


async def test_two_workers_share_their_records(account: OpenAccount) -> None:
    """W-08: one message delivered to two workers at once is answered by one of them, with the same words from both."""
    async with account() as one, account(told=False) as two:
        message = one.phone.text(one.person, "我要办社保卡")
        answers = await asyncio.gather(*(worker.sends(message) for worker in (one, two, one, two)))
        assert len({answer.words for answer in answers}) == 1
        rows = [row for row in one.rows("wechat_deliveries") if row["answer"]]
        assert len(rows) == 2


@pytest.mark.parametrize("kind", ["text", "voice", "image", "video", "shortvideo", "location", "link", "something_new"])
async def test_every_kind_is_answered(account: OpenAccount, kind: str) -> None:
    """W-09: each of the seven types, and one nobody knows, gets kind words."""
    async with account() as it:
        answer = await it.sends(it.phone.message(it.person, kind, Content="你好", MediaId="m", Format="amr", Url="u"))
        assert (answer.status, bool(answer.words)) == (200, True)


@pytest.mark.parametrize(
    "event", ["LOCATION", "VIEW", "TEMPLATESENDJOBFINISH", "subscribe_msg_popup_event", "user_authorization_revoke", ""]
)
async def test_events_that_ask_nothing(account: OpenAccount, event: str) -> None:
    """W-07, W-13, L-10: an event that asks nothing is answered with exactly `success`, also one the library does not know."""
    async with account() as it:
        answer = await it.sends(it.phone.event(it.person, event, EventKey="x", Latitude="23.1"))
        assert (answer.status, answer.body) == (200, "success")


async def test_what_recognition_says(account: OpenAccount) -> None:
    """W-11: what WeChat heard is used where it says something; an empty field is as if it were missing."""
    async with account() as it:
        heard = await it.sends(it.phone.voice(it.person, "m1", Recognition="我要办社保卡"))
        assert heard.words.startswith("我听到：我要办社保卡")
        empty = await it.sends(it.phone.voice(it.person, "m2", Recognition=""))
        missing = await it.sends(it.phone.voice(it.person, "m3"))
        assert "打字" in empty.words
        assert missing.words == empty.words


async def test_control_characters(account: OpenAccount) -> None:
    """W-27: a character that XML does not allow is taken out, written as itself or as a reference, and the rest is answered."""
    async with account(mode="plain") as it:
        xml = it.phone.text(it.person, "我要办\x1d社保卡\x00").xml()
        assert "社保卡" in (await it.phone.deliver_xml(xml)).words
        reference = it.phone.text(it.person, "PLACE").xml().replace("<![CDATA[PLACE]]>", "我要办&#x1d;社保卡&#0;")
        assert "社保卡" in (await it.phone.deliver_xml(reference)).words


async def test_what_is_said_cannot_change_the_answer(account: OpenAccount) -> None:
    """L-06: words that look like XML or like a link come back as words."""
    async with account() as it:
        evil = "x]]><evil>1</evil><![CDATA[ <a href='http://bad'>点这里</a>"
        answer = await it.sends(it.phone.voice(it.person, "m", Recognition="REPLACED"))
        xml = it.phone.voice(it.person, "m", Recognition="R").xml()
        escaped = evil.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        answer = await it.phone.deliver_xml(xml.replace("<![CDATA[R]]>", escaped))
        assert "evil" not in answer.fields
        assert "x]]＞＜evil＞1＜/evil＞" in answer.words
        assert "<a href='http://bad'" not in answer.words


BROKEN = [
    b"",
    b"<xml>",
    b"<xml></xml>",
    b"not xml",
    b"\xff\xfe\x00",
    b"<xml><MsgType>text</MsgType></xml>",
    b"<xml><FromUserName>o1</FromUserName></xml>",
    b"<xml><MsgType>text</MsgType><MsgType>text</MsgType><FromUserName>o1</FromUserName></xml>",
    b"<xml><MsgType>text</MsgType><FromUserName>o1</FromUserName><FromUserName>o2</FromUserName></xml>",
    b"<xml><MsgType>text</MsgType><FromUserName><a>o1</a></FromUserName></xml>",
    b'<!DOCTYPE xml [<!ENTITY a "b">]><xml><MsgType>&a;</MsgType></xml>',
    b'<!DOCTYPE xml SYSTEM "http://127.0.0.1/x"><xml><MsgType>text</MsgType><FromUserName>o1</FromUserName></xml>',
    b"<xml>" + b"<a>" * 5000 + b"</a>" * 5000 + b"</xml>",
]


@pytest.mark.parametrize("body", BROKEN, ids=range(len(BROKEN)))
async def test_broken_bodies(account: OpenAccount, body: bytes) -> None:
    """W-07, W-28, L-07: whatever a signed call holds, the answer is 200 and `success`, and nothing is remembered."""
    async with account(mode="plain", told=False) as it:
        answer = await it.phone.post(body, it.phone.signed())
        assert (answer.status, answer.body) == (200, "success")
        assert it.rows("wechat_people") == []


async def test_numbers_that_are_none(account: OpenAccount) -> None:
    """L-07: a message whose number or time is none is answered, not refused."""
    async with account(mode="plain") as it:
        xml = it.phone.text(it.person, "我要办社保卡", MsgId="abc").xml().replace("<CreateTime>", "<CreateTime>x")
        assert "社保卡" in (await it.phone.deliver_xml(xml)).words


async def test_a_body_that_is_too_large(account: OpenAccount) -> None:
    """W-28: more than 64 KB is refused with 413, whether or not the length was announced."""
    async with account(mode="plain", told=False) as it:
        large = b"<xml>" + b"x" * 1_000_000 + b"</xml>"
        assert (await it.phone.post(large, it.phone.signed())).status == 413

        async def in_pieces():  # type: ignore[no-untyped-def]
            for start in range(0, len(large), 10_000):
                yield large[start : start + 10_000]

        async with httpx.AsyncClient(trust_env=False) as client:
            answer = await client.post(f"{it.url}/wechat", params=it.phone.signed(), content=in_pieces())
        assert answer.status_code == 413


async def test_an_error_inside_is_a_success(account: OpenAccount, tmp_path: object) -> None:
    """W-07: where the answer fails inside, WeChat reads exactly `success`, never JSON or HTML."""
    async with account() as it:
        await it.says("你好")
        it.app.state.wechat.desk._answers = None
        answer = await it.says("我要办社保卡")
        assert (answer.status, answer.body) == (200, "success")


async def test_without_records(account: OpenAccount) -> None:
    """W-07: where the records cannot be used, people are answered all the same."""
    async with account() as it:
        engine = create_engine(it.settings.records_url)
        with engine.begin() as connection:
            for table in inspect(engine).get_table_names():
                connection.execute(text(f"drop table {table}"))
        assert "社保卡" in (await it.says("我要办社保卡")).words
        assert "身份证" in (await it.says("要带什么")).words


async def test_without_settings(server: object) -> None:
    """Where no account is set up, /wechat is not there, /api/health says so, and everything else goes on."""
    url = server.url  # type: ignore[attr-defined]
    agreed = Secrets(APP_ID, TOKEN, AES_KEY)
    async with Phone(f"{url}/wechat", agreed) as phone, httpx.AsyncClient(base_url=url, trust_env=False) as client:
        assert (await phone.check("x")).status_code == 404
        assert (await phone.deliver(phone.text(a_person(), "你好"))).status == 404
        health = (await client.get("/api/health")).json()
        assert health["wechat"]["state"] == "absent"
        chat = await client.post("/api/chat", json={"session": "s", "text": "我要办社保卡"})
        assert chat.status_code == 200
