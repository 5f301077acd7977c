"""The kinds of field that guides and places are made of, and the aspects a service is asked about."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

STRICT = ConfigDict(extra="forbid")
"""For every class that is read from a file: a key that is not there is an error."""

ASPECTS = (
    "materials",
    "fee",
    "amount",
    "place",
    "hours",
    "phone",
    "time_limit",
    "eligibility",
    "online",
    "result",
    "steps",
    "cautions",
    "basis",
    "proxy",
)
"""The aspects of the contract, in the order of its table."""

Aspect = Literal[
    "materials", "fee", "amount", "place", "hours", "phone", "time_limit",
    "eligibility", "online", "result", "steps", "cautions", "basis", "proxy",
]  # fmt: skip
Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*([-_][a-z0-9]+)*$")]
Sentences = Annotated[tuple[str, ...], Field(min_length=1)]
Text = Annotated[str, Field(min_length=1)]
