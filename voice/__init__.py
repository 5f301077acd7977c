"""Sound to words and words to sound. Knows nothing of dialogues or channels."""
