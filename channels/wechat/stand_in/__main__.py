"""Runs the platform's stand-in on loopback: `python -m channels.wechat.stand_in PORT APP_ID SECRET`."""

import sys

import uvicorn

from channels.wechat.stand_in.platform import create_platform

port, app_id, secret = sys.argv[1:4]
uvicorn.run(
    create_platform(app_id, secret),
    host="127.0.0.1",
    port=int(port),
    ws="none",
    log_level="critical",
    access_log=False,
    # A call that is made to hang must not hold up the end of a test.
    timeout_graceful_shutdown=1,
)
