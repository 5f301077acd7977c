"""A stand-in of WeChat: its platform as a process of its own, and a phone that writes to an account. For tests, benchmarks and `linban wechat simulate`.

Written from WeChat's documents with nothing of this channel or of wechatpy, so that what agrees with it was not agreed with itself.
"""
