"""The WeChat official account: the callback, answers within five seconds or another way, voice messages, menu, reminders."""
