"""The web chat: the page at /, for a phone or a computer."""
