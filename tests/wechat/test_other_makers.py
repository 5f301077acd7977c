"""What others encrypt is read here, and what is encrypted here others read (W-04, L-08)."""

import base64

import pytest
from werobot.crypto import MessageCrypt

from channels.wechat.adapter import crypto
from channels.wechat.adapter.crypto import Key
from channels.wechat.errors import Refused
from channels.wechat.stand_in import envelope
from tests.wechat.conftest import AES_KEY, APP_ID, OLD_AES_KEY, TOKEN

TEXTS = [
    "<xml><Content><![CDATA[养老金认证]]></Content></xml>",
    "a",
    "好" * 600,
    *("x" * length for length in range(1, 70)),
]


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_both_ways_with_two_other_makers(text: str) -> None:
    """Two programs written by others, one of them from the description alone, agree with ours for every length of padding."""
    ours, werobot = Key(TOKEN, AES_KEY, APP_ID), MessageCrypt(TOKEN, AES_KEY, APP_ID)
    for encrypted in (
        envelope.encrypt(text, AES_KEY, APP_ID),
        envelope.fields(werobot.encrypt_message(text, "1400000000", "n"))["Encrypt"],
    ):
        assert ours.opened(encrypted) == text
    sealed = envelope.fields(ours.sealed(text, "nonce"))
    assert envelope.decrypt(sealed["Encrypt"], AES_KEY, APP_ID) == text
    stamp, signature = sealed["TimeStamp"], sealed["MsgSignature"]
    assert werobot.decrypt_message(stamp, "nonce", signature, sealed["Encrypt"]).decode() == text
    assert signature == envelope.sign(TOKEN, stamp, "nonce", sealed["Encrypt"])


def test_signatures_agree() -> None:
    """W-01: the signature is the same as others make it."""
    for parts in (("1400000000", "n"), ("2", "10"), ("", "x"), ("é", "字")):
        assert crypto.signature(TOKEN, *parts) == envelope.sign(TOKEN, *parts)
        assert crypto.signed_by(TOKEN, envelope.sign(TOKEN, *parts), *parts)
        assert not crypto.signed_by("another", envelope.sign(TOKEN, *parts), *parts)


def test_every_damage_is_seen() -> None:
    """L-08: a cipher with any byte changed, cut off, of another key or another account is refused with one error."""
    key = Key(TOKEN, AES_KEY, APP_ID)
    encrypted = envelope.encrypt("你好", AES_KEY, APP_ID)
    # Bytes, not letters: the last letter of base64 carries bits that mean nothing, so that changing them is no damage.
    whole = base64.b64decode(encrypted)
    damaged = [
        base64.b64encode(whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :]).decode()
        for place in range(16, len(whole))
    ]
    damaged += [encrypted[:length] for length in range(0, len(encrypted), 4)]
    damaged += [
        envelope.encrypt("你好", OLD_AES_KEY, APP_ID),
        envelope.encrypt("你好", AES_KEY, "wx0"),
        "",
        "字",
        "====",
        "A" * 64,
    ]
    for cipher in damaged:
        try:
            # CBC alone cannot see a change inside the content: the signature over the whole does, which is checked before.
            assert key.opened(cipher) != "你好"
        except Refused:
            continue
