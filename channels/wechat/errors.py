"""What can go wrong between us and WeChat.

ChannelError
├── Refused               the callback was not called by WeChat, or not as agreed: 403
├── BodyTooLarge          413
└── PlatformError         a call to WeChat's platform did not do what it was to do
    ├── PlatformUnreachable   no answer in time, or none that can be read
    ├── TokenRefused          40001, 40014, 42001
    ├── WindowClosed          45015: the person was silent for 48 hours, or has left
    ├── CountUsedUp           45047: as many messages as the platform allows were sent
    ├── NotPermitted          48001: this kind of account may not do this
    └── TooFrequent           45009: the day's calls are used up
"""

from assistant.errors import ChannelError


class Refused(ChannelError):
    """The callback was not called by WeChat, or not in the agreed mode."""

    code = "refused"
    status = 403


class BodyTooLarge(ChannelError):
    """The body is larger than WeChat's ever are."""

    code = "body_too_large"
    status = 413


class Unreadable(ChannelError):
    """What WeChat signed cannot be read."""

    code = "unreadable"


class PlatformError(ChannelError):
    """A call to the platform failed; `number` is its errcode, where there is one."""

    code = "platform_failed"
    status = 502

    def __init__(self, message: str, number: int | None = None) -> None:
        super().__init__(message)
        self.number = number


class PlatformUnreachable(PlatformError):
    """The platform gave no answer in time, or none that can be read."""

    code = "platform_unreachable"
    retryable = True


class TokenRefused(PlatformError):
    """The access token is not taken."""

    code = "platform_token_refused"


class WindowClosed(PlatformError):
    """The person wrote longer than 48 hours ago, or has left the account."""

    code = "platform_window_closed"


class CountUsedUp(PlatformError):
    """No further message may be sent until the person writes again."""

    code = "platform_count_used_up"


class NotPermitted(PlatformError):
    """This kind of account may not do this."""

    code = "platform_not_permitted"


class TooFrequent(PlatformError):
    """Too many calls today."""

    code = "platform_too_frequent"


_BY_NUMBER: dict[int, type[PlatformError]] = {
    40001: TokenRefused,
    40014: TokenRefused,
    42001: TokenRefused,
    45009: TooFrequent,
    45015: WindowClosed,
    45047: CountUsedUp,
    48001: NotPermitted,
}


def of_number(number: int) -> PlatformError:
    """The error of an errcode of the platform (W-18). Its errmsg is left out: it may repeat what was sent."""
    return _BY_NUMBER.get(number, PlatformError)(f"WeChat's platform answered with error {number}", number)
