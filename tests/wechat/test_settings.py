"""An account that is set up wrongly is named at the start, before anybody is answered wrongly (W-03, W-04, W-25)."""

import pytest

from assistant.settings import SettingInvalid, read
from tests.wechat.conftest import AES_KEY, APP_ID, SECRET, TOKEN

WHOLE = {
    "LINBAN_WECHAT_TOKEN": TOKEN,
    "LINBAN_WECHAT_APP_ID": APP_ID,
    "LINBAN_WECHAT_SECRET": SECRET,
    "LINBAN_WECHAT_AES_KEY": AES_KEY,
    "LINBAN_WECHAT_KIND": "service",
}


def test_no_token_no_account() -> None:
    """Without a token there is no account, and nothing else is asked for."""
    assert read({}).wechat is None


def test_the_usual_account() -> None:
    """W-03: encrypted unless said otherwise; not certified unless said otherwise; no secret in what is printed of it."""
    account = read(WHOLE).wechat
    assert account is not None
    assert (account.mode, account.kind, account.can_call, account.budget_seconds) == ("safe", "service", True, 2.5)
    assert not any(secret in repr(account) for secret in (TOKEN, SECRET, AES_KEY))
    passive = read({name: WHOLE[name] for name in WHOLE if not name.endswith(("SECRET", "KIND"))}).wechat
    assert passive is not None
    assert not passive.can_call


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LINBAN_WECHAT_APP_ID", ""),
        ("LINBAN_WECHAT_SECRET", ""),
        ("LINBAN_WECHAT_AES_KEY", ""),
        ("LINBAN_WECHAT_AES_KEY", "short"),
        ("LINBAN_WECHAT_PREVIOUS_AES_KEY", "x" * 42 + "!"),
        ("LINBAN_WECHAT_MODE", "open"),
        ("LINBAN_WECHAT_KIND", "personal"),
        ("LINBAN_WECHAT_BUDGET", "6"),
        ("LINBAN_WECHAT_BUDGET", "soon"),
    ],
)
def test_what_is_wrong_is_named(name: str, value: str) -> None:
    """The message names the setting, and never repeats a key."""
    with pytest.raises(SettingInvalid, match=name) as caught:
        read({**WHOLE, name: value})
    assert not value or "AES" not in name or value not in caught.value.message


@pytest.mark.parametrize("mode", ["plain", "compatible"])
def test_only_encrypted_where_others_can_reach_it(mode: str) -> None:
    """W-03: a service that listens to other machines takes nothing in plain text."""
    assert read({**WHOLE, "LINBAN_WECHAT_MODE": mode}).wechat is not None
    with pytest.raises(SettingInvalid, match="LINBAN_WECHAT_MODE"):
        read({**WHOLE, "LINBAN_WECHAT_MODE": mode, "LINBAN_HOST": "0.0.0.0"})
