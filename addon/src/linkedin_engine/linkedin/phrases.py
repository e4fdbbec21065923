"""What a card's sentence says: how late it is, and what LinkedIn calls the person."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
import re
from typing import Final
import unicodedata

from linkedin_engine.domain.planning import resolve_day

from .dates import CalendarDay, calendar_days
from .facts import data

# Every sentence is also read in the languages of the sentences that were seen.
_SEEN_LANGUAGES: Final = ("en", "fr")
_DAYS_AGO_MAX: Final = 60
_INVISIBLE: Final = "Cf"
_APOSTROPHES: Final = re.compile("[\u2018\u2019\u02bc\u00b4`]")


@dataclass(frozen=True, slots=True)
class DaysAgo:
    """A day told by its distance; 0 is today."""

    days: int


type Lateness = DaysAgo | CalendarDay | None
"""When the sentence says the day is or was; None where it is not understood."""


@dataclass(frozen=True, slots=True)
class _Evidence:
    lateness: DaysAgo | CalendarDay
    span: tuple[int, int]


def normalise(text: str) -> str:
    """Return text to compare: compatibility forms, plain quotes, one kind of space."""
    text = unicodedata.normalize("NFKC", _APOSTROPHES.sub("'", text))
    text = "".join(c for c in text if unicodedata.category(c) != _INVISIBLE)
    return " ".join(unicodedata.normalize("NFKC", text.casefold()).split())


def lateness(sentence: str, *, name: str, language: str | None) -> Lateness:
    """Read today, a date, or a distance out of a sentence without its person.

    Two statements, or a number that belongs to none, make the sentence unknown.
    """
    rest = _without_name(normalise(sentence), normalise(name).split())
    languages = dict.fromkeys((_locale_tag(language), *_SEEN_LANGUAGES))
    found = [e for tag in languages if tag for e in _evidence(rest, tag)]
    told = {evidence.lateness for evidence in found}
    if len(told) != 1 or _has_other_number(rest, found):
        return None
    return told.pop()


def celebrated_day(told: Lateness, today: date) -> date | None:
    """Return the day that a sentence tells, seen from today."""
    if isinstance(told, CalendarDay):
        return resolve_day(told.month, told.day, today)
    if told is None or told.days > _DAYS_AGO_MAX:
        return None
    return today - timedelta(days=told.days)


def first_name_in(sentence: str, *, name: str) -> str | None:
    """Return the words of the full name that the sentence uses for the person.

    None where it uses none of them, or where it uses the full name.
    """
    words = name.split()
    found = _run_in(normalise(sentence), [normalise(word) for word in words])
    if found is None or 1 < found.length == len(words):
        return None
    run = words[found.start : found.start + found.length]
    # A particle in the middle of a name is also a word of sentences.
    is_name = found.start == 0 or any(word != word.lower() for word in run)
    return " ".join(run).rstrip(",;") if is_name else None


@dataclass(frozen=True, slots=True)
class _Run:
    """Words of a name that stand together in a text, and where."""

    start: int
    length: int
    span: tuple[int, int]


def _run_in(text: str, tokens: list[str]) -> _Run | None:
    """Find the longest run of a name's words in a text, a leading one first."""
    for start in range(len(tokens)):
        for end in range(len(tokens), start, -1):
            words = " ".join(tokens[start:end]).rstrip(",;")
            match = re.search(rf"(?<![\w-]){re.escape(words)}(?![\w-])", text)
            if words and match:
                return _Run(start, end - start, match.span())
    return None


def _without_name(text: str, tokens: list[str]) -> str:
    """Take the name out once."""
    found = _run_in(text, tokens)
    if found is None:
        return text
    # A mark that is no letter keeps the words on both sides apart.
    return f"{text[: found.span[0]]}\ufffc{text[found.span[1] :]}"


def _evidence(text: str, tag: str) -> Iterator[_Evidence]:
    primary = tag.split("-", maxsplit=1)[0]
    unspaced = primary in data("phrases")["unspaced"]
    for days, key in ((0, "today"), (1, "yesterday")):
        for words in data("phrases")[key].get(primary, []):
            for match in _whole_words(normalise(words), text, unspaced=unspaced):
                yield _Evidence(DaysAgo(days), match.span())
    for pattern in data("phrases")["days_ago"].get(primary, []):
        for match in re.finditer(rf"(?<!\w){pattern}(?!\w)", text):
            yield _Evidence(DaysAgo(int(match[1])), match.span())
    for day, span in calendar_days(text, tag, unspaced=unspaced):
        yield _Evidence(day, span)


def _whole_words(words: str, text: str, *, unspaced: bool) -> Iterator[re.Match[str]]:
    pattern = re.escape(words)
    return re.finditer(pattern if unspaced else rf"(?<!\w){pattern}(?!\w)", text)


def _has_other_number(text: str, found: list[_Evidence]) -> bool:
    covered = {i for e in found for i in range(*e.span)}
    return any(char.isdigit() and i not in covered for i, char in enumerate(text))


def _locale_tag(language: str | None) -> str | None:
    if not language:
        return None
    primary, _, region = language.replace("_", "-").partition("-")
    primary = primary.lower()
    primary = data("phrases")["locales"].get(primary, primary)
    return f"{primary}-{region}" if region else primary
