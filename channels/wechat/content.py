"""The files of data/wechat: what is said, offered and remembered there is content."""

from pathlib import Path
from typing import Any

import yaml

from assistant.errors import GuideError


def content(path: Path) -> Any:
    """What a YAML file holds. Raises GuideError where it cannot be read."""
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise GuideError(f"{path} cannot be read") from error
