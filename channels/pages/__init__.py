"""What the pages of every channel share: the look, the words, the small modules. Nothing here answers a question."""

from pathlib import Path

STATIC = Path(__file__).parent / "static"
"""Served under /static/pages."""
