"""The guides: what each service asks of a person, as data that staff can edit, and the way through it."""
