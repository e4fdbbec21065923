"""What the doctor says, in the person's language."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
import json
from typing import Any, Final, Self

LANGUAGES: Final = ("en", "fr")

# What every check may come to beside its own outcomes.
COMMON: Final = "any"


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts of one language, by check and outcome."""

    checks: Mapping[str, Mapping[str, Any]]
    words: Mapping[str, str]

    @classmethod
    def load(cls, language: str) -> Self:
        """Read a language; one that is not here, or with a region, finds its next."""
        short = language.casefold().replace("_", "-").partition("-")[0]
        name = short if short in LANGUAGES else LANGUAGES[0]
        file = files("linkedin_engine.system") / "data" / "doctor" / f"{name}.json"
        return cls(**json.loads(file.read_text("utf-8")))

    def title(self, check: str) -> str:
        """Return a check's name for a person."""
        return str(self.checks[check]["title"])

    def outcome(self, check: str, outcome: str) -> Mapping[str, str]:
        """Return what an outcome means and, where it is not fine, how to mend it."""
        own: Mapping[str, Mapping[str, str]] = self.checks[check]["outcomes"]
        common: Mapping[str, Mapping[str, str]] = self.checks[COMMON]["outcomes"]
        return own.get(outcome) or common[outcome]
