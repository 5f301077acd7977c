"""How well sentences are understood: the sentences, the judge, and the same sentences spoken."""
