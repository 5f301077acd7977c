"""What day it is: asked here by everything that judges freshness or speaks of dates, so that all of it agrees."""

import os
from datetime import date

SETTING = "LINBAN_TODAY"


def today() -> date:
    """The day set with LINBAN_TODAY, else the real one. Raises ValueError for a day that is none; the start names that."""
    return set_day(os.environ.get(SETTING, "")) or date.today()


def set_day(value: str) -> date | None:
    """The day a setting names as YYYY-MM-DD; None where it is empty. Raises ValueError."""
    return date.fromisoformat(value.strip()) if value.strip() else None
