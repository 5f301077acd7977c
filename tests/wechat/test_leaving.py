"""Following and leaving: what a person is told, and that nothing is kept of who leaves (P-01, P-04, W-13, W-14)."""

from sqlalchemy import create_engine, inspect, text

from channels.wechat.stand_in.phone import a_person
from tests.wechat.conftest import Account, OpenAccount, StandIn


def kept_of_anybody(it: Account) -> dict[str, int]:
    """How many rows name a person, by table."""
    engine = create_engine(it.settings.records_url)
    with engine.connect() as connection:
        tables = [
            name
            for name in inspect(engine).get_table_names()
            if any(column["name"] == "person" for column in inspect(engine).get_columns(name))
        ]
        counts = {
            name: connection.scalar(text(f"select count(*) from {name} where person is not null")) for name in tables
        }
    return {name: count for name, count in counts.items() if count}


async def test_what_a_follower_is_told(account: OpenAccount) -> None:
    """P-01, W-13: who follows is told who speaks, what for, what is kept and how to have it deleted, and what can be asked."""
    async with account(told=False) as it:
        welcome = await it.sends(it.phone.event(it.person, "subscribe", EventKey=""))
        for part in ("邻伴", "人工智能生成", "只用来帮您办事", "取消关注", "把我的信息删了", "1. "):
            assert part in welcome.words
        assert "取消关注" not in (await it.says("我要办社保卡")).words


async def test_who_followed_before(account: OpenAccount) -> None:
    """P-01: who never sent a `subscribe` is told with the first answer, once."""
    async with account(told=False) as it:
        assert "取消关注" in (await it.says("我要办社保卡")).words
        assert "取消关注" not in (await it.says("要带什么")).words


async def test_a_code_in_the_village_hall(account: OpenAccount) -> None:
    """W-13: a QR code whose scene is a guide's id opens that guide, for a new follower and for an old one."""
    async with account(told=False) as it:
        new = await it.sends(it.phone.event(it.person, "subscribe", EventKey="qrscene_pension-auth", Ticket="t"))
        assert "您想在手机上做，还是去窗口做？" in new.words
        old = await it.sends(it.phone.event(it.person, "SCAN", EventKey="social-card", Ticket="t"))
        assert "社保卡" in old.words
        unknown = await it.sends(it.phone.event(it.person, "SCAN", EventKey="no-such-guide"))
        assert unknown.body == "success"


async def test_the_menu_speaks_for_the_person(account: OpenAccount) -> None:
    """W-13: a tap on a menu entry says its words."""
    async with account() as it:
        assert "96110" in (await it.sends(it.phone.event(it.person, "CLICK", EventKey="有人叫我转钱"))).words


async def test_who_leaves_is_forgotten(account: OpenAccount, stand_in: StandIn) -> None:
    """W-14: after `unsubscribe` no row of any table and no conversation is left, also where answers were waiting."""
    async with account(kind="service") as it:
        await it.says("养老金认证怎么弄")
        await it.says("手机上做")
        person = it.app.state.wechat.reception.name(it.person)
        await it.app.state.wechat.desk._waiting.put(person, ("还有一段。",))
        assert set(kept_of_anybody(it)) >= {"wechat_people", "wechat_deliveries", "wechat_quota", "wechat_waiting"}
        leave = it.phone.event(it.person, "unsubscribe", EventKey="")
        assert (await it.sends(leave)).body == "success"
        assert (await it.sends(leave)).body == "success"
        assert kept_of_anybody(it) == {}
        again = await it.says("到哪了")
        said = again.words or stand_in.sent(it.person)[-1]["msgmenu"]["head_content"]
        assert "还没开始办事" in said
        assert "取消关注" in said


async def test_delete_my_data(account: OpenAccount) -> None:
    """P-04: 把我的信息删了 deletes every row; the same message delivered again is still not answered anew."""
    async with account() as it:
        await it.says("我要办社保卡")
        asked = it.phone.text(it.person, "把我的信息删了")
        first = await it.sends(asked)
        assert "都删了" in first.words
        assert kept_of_anybody(it) == {}
        assert (await it.sends(asked)).words == first.words


async def test_the_records_tell_nobody_anything(account: OpenAccount) -> None:
    """P-22: neither who wrote nor what was said can be read in the database."""
    async with account(told=False, budget_seconds=0.001) as it:
        it_says = "我要办社保卡，我叫王小明"
        await it.says(it_says)
        person, words = it.person.encode(), it_says.encode()
    for file in it.settings.home.glob("records.db*"):
        body = file.read_bytes()
        assert person not in body
        assert words not in body
        assert "社保卡".encode() not in body


async def test_each_person_has_their_own_conversation(account: OpenAccount) -> None:
    """Two people in two guides do not disturb each other."""
    async with account() as it:
        other = a_person()
        await it.phone.deliver(it.phone.text(other, "我要办社保卡"))
        await it.says("养老金认证怎么弄")
        assert "社保卡" in (await it.phone.deliver(it.phone.text(other, "到哪了"))).words
        assert "养老金认证" in (await it.says("到哪了")).words
