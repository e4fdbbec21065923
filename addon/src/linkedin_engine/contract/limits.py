"""What a request's values may be, beside their type; also said in the JSON Schema."""

from dataclasses import dataclass
from typing import Annotated

# the largest whole number that every reader of JSON keeps exactly
MAX_ID = 2**53
TEMPLATES_MAX = 200


@dataclass(frozen=True, slots=True)
class Range:
    """Bounds of a whole number, both included."""

    minimum: int
    maximum: int


@dataclass(frozen=True, slots=True)
class Line:
    """One line of at most ``maximum`` characters; spaces around it are dropped."""

    maximum: int


@dataclass(frozen=True, slots=True)
class Text:
    """Lines of at most ``maximum`` characters in all, kept as they are."""

    maximum: int


@dataclass(frozen=True, slots=True)
class Items:
    """The most entries that a list may have."""

    maximum: int


Id = Annotated[int, Range(1, MAX_ID)]
Name = Annotated[str, Line(200)]
Key = Annotated[str, Line(64)]
Language = Annotated[str, Line(35)]
MessageText = Annotated[str, Text(8000)]
CookiesText = Annotated[str, Text(200 * 1024)]
