"""Message templates: what they may say, and where they are checked and rendered."""

from dataclasses import dataclass
from typing import Final

from linkedin_engine.contract.enums import Occasion, TextFault
from linkedin_engine.errors import BadInputError

MAX_SOURCE: Final = 2000
MAX_TEXT: Final = 1000

VARIABLES: Final = ("first_name", "name", "days_late", "years")
FILTERS: Final = ("capitalize", "d", "default", "lower", "title", "trim", "upper")
TESTS: Final = ("defined", "none", "number", "string")


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A text for one occasion in one language; ``late`` for belated wishes."""

    id: str
    language: str
    occasion: Occasion
    late: bool
    text: str
    enabled: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageContext:
    """What a template may say about a person.

    ``first_name`` is fit for a greeting, or "". ``years`` is None where LinkedIn
    names no number.
    """

    first_name: str = ""
    name: str = ""
    days_late: int = 0
    years: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Why a template cannot be used; ``line`` is None where it is all of it.

    ``word`` is the one that is not known, ``hint`` the known one most like it.
    """

    message: str
    code: TextFault
    line: int | None = None
    word: str | None = None
    hint: str | None = None


class UnfitTextError(BadInputError):
    """A template that cannot be rendered; ``problem`` says why."""

    def __init__(self, problem: Problem, named: str = "") -> None:
        """Take the problem, and which template has it."""
        super().__init__("template", f"{problem.message}{named}")
        self.problem = problem


def check(text: str, *, late: bool = False) -> tuple[Problem, ...]:
    """Return what is wrong with a template's text, in the order of its lines."""
    # The template engine is 3 MiB that a service does not need while nobody writes.
    from . import rendering  # noqa: PLC0415

    return rendering.check(text, late=late)


def render(template: Template, context: MessageContext) -> str:
    """Return the text to send to one person, on one or more lines.

    Raises ``UnfitTextError`` where it cannot be used.
    """
    from . import rendering  # noqa: PLC0415 - as above

    return rendering.render(template, context)
