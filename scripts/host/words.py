"""What these commands say, in the language of the terminal."""

from argparse import ArgumentParser
from collections.abc import Mapping
from dataclasses import dataclass
import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).with_name("words")
LANGUAGES = ("en", "fr")
# Read in this order by everything that follows the C library's manual.
_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")

_KILO = 1000
_UNITS = ("B", "kB", "MB", "GB", "TB")


@dataclass(frozen=True)
class Words:
    """The sentences of one language, by key."""

    language: str
    texts: Mapping[str, str]

    @classmethod
    def of(cls, environ: Mapping[str, str]) -> "Words":
        """Return those of the terminal's language, English for any other."""
        wanted = next((environ[each] for each in _VARIABLES if environ.get(each)), "")
        short = wanted[:2].lower()
        name = short if short in LANGUAGES else LANGUAGES[0]
        texts = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
        return cls(name, texts)

    def __call__(self, key: str, **values: object) -> str:
        """Return a sentence with its values."""
        return self.texts[key].format(**values)

    def named(self, kind: str, word: str) -> str:
        """Return what a word of the engine's is called; a new one has no name yet."""
        return self.texts.get(f"{kind}.{word}", word)

    def parser(self, command: str) -> ArgumentParser:
        """Return a parser that describes the command."""
        return ArgumentParser(
            prog=f"scripts/{command}", description=self(f"{command}.help")
        )

    def number(self, value: float, digits: int = 0) -> str:
        """Return a number as this language writes it."""
        written = f"{value:.{digits}f}"
        return written.replace(".", ",") if self.language == "fr" else written

    def size(self, count: float) -> str:
        """Return a number of bytes for a person."""
        power = 0
        while count >= _KILO and power + 1 < len(_UNITS):
            count /= _KILO
            power += 1
        unit = _UNITS[power]
        unit = unit.replace("B", "o") if self.language == "fr" else unit
        return f"{self.number(count, 1 if power and count < 10 else 0)} {unit}"  # noqa: PLR2004 - two digits say enough

    def yes_or_no(self, truth: Any) -> str:
        """Return yes or no, and a dash for what is not known."""
        return "-" if truth is None else self("yes" if truth else "no")
