"""What the twin's pages say, by language of the interface.

The words are in ``languages.toml``. Dates are CLDR's ``MMMd``, which reproduces the
forms seen on LinkedIn's pages.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
import tomllib
from typing import Any

from babel.dates import format_skeleton
from mashumaro.mixins.dict import DataClassDictMixin

_WORDS = Path(__file__).with_suffix(".toml")
_VOWELS = tuple("AEIOUaeiou")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A card's sentence: plain words, strong words, plain words."""

    before: str
    strong: str = ""
    after: str = ""

    @property
    def text(self) -> str:
        """Return the sentence as it is read."""
        return " ".join(part for part in (self.before, self.strong, self.after) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Language(DataClassDictMixin):
    """The words of one language; what is missing is said in English."""

    code: str
    today: str
    late: str
    unknown: str
    unknown_digits: str
    wish_today: str
    wish_late: str
    call: str
    sent: str
    more: str
    picture: str
    menu: str
    page_title: str
    tabs: tuple[str, str]
    pills: tuple[str, str, str, str, str]
    nav: tuple[str, str, str, str, str]
    empty_title: str
    empty_text: str
    anniversary: str
    anniversary_wish: str
    job: str
    job_wish: str
    message: str
    connect: str
    first_degree: str
    second_degree: str
    aside: str
    dismiss: str
    nag_title: str
    nag_button: str
    premium: str
    of: str = ""
    elided_of: str = ""

    def day(self, day: date) -> str:
        """Write a day without its year."""
        return str(format_skeleton("MMMd", day, locale=self.code))

    def sentence(self, template: str, *, first: str, day: date) -> Sentence:
        """Fill a template of a birthday sentence in."""
        # The page of Nov 2025 does not elide before an accented capital.
        of = self.elided_of if first.startswith(_VOWELS) else self.of
        filled = template.format(
            first=first, of_first=of + first, date=self.day(day), digits=day.day + 40
        )
        before, strong, after = [*filled.split("|"), "", ""][:3]
        return Sentence(before=before.strip(" "), strong=strong, after=after.strip(" "))


@cache
def languages() -> dict[str, Language]:
    """Return every language that the twin speaks, by code."""
    with _WORDS.open("rb") as file:
        every: dict[str, dict[str, Any]] = tomllib.load(file)
    return {
        code: Language.from_dict(every["en"] | words | {"code": code})
        for code, words in every.items()
    }


def language(code: str) -> Language:
    """Return the words of a language; KeyError for one the twin does not speak."""
    return languages()[code]
