"""The panel's own words in one language, as its readers look for them."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
import json
import re


@cache
def _texts(language: str) -> Mapping[str, str]:
    file = files("linkedin_engine.web") / f"static/lang/{language}.json"
    texts: dict[str, str] = json.loads(file.read_text("utf-8"))
    return texts


class Words:
    """Says what a key says, with its holes filled."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, key: str, **values: object) -> str:
        return _texts(self.language)[key].format(**values) if values else self.raw(key)

    def raw(self, key: str) -> str:
        return _texts(self.language)[key]

    def several(self, key: str, number: int, **values: object) -> str:
        """Say it of a number of things, from two on."""
        return self(f"{key}.other", n=number, **values)

    def like(self, key: str) -> re.Pattern[str]:
        """Return what fits the text whatever is in its holes."""
        pieces = re.split(r"\{\w+\}", self.raw(key))
        return re.compile(".+".join(re.escape(piece) for piece in pieces))
