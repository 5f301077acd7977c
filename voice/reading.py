"""Stub."""
class Reader:
    def read(self, text: str) -> str: return text
