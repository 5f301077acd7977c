"""What has to survive a restart, and be the same for several workers. Each table has one owner, who alone writes it."""

from assistant.records.database import Database, despite_failure
from assistant.records.sealing import Seal

__all__ = ["Database", "Seal", "despite_failure"]
