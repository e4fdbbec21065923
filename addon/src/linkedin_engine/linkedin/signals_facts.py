"""One look at a document: the facts that tell where the browser ended up."""

from dataclasses import dataclass
from typing import Any, Final, Self

from mashumaro.mixins.dict import DataClassDictMixin

from .facts import data
from .phrases import normalise
from .urls import is_under

_MEMBER_AREAS: Final = ("/feed", "/mynetwork", "/messaging", "/notifications")


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSignals(DataClassDictMixin):
    """One look at a document; ``status`` is 0 where no answer was seen.

    ``bar_paths`` are the visible links of navigation bars, ``target_paths`` those of
    all links and forms, ``markers`` the names of the marker texts that were found.
    """

    path: str
    query_keys: frozenset[str] = frozenset()
    status: int = 200
    title: str = ""
    language: str = ""
    complete: bool = True
    has_main_bar: bool = False
    bar_paths: tuple[str, ...] = ()
    target_paths: tuple[str, ...] = ()
    fields: frozenset[str] = frozenset()
    has_captcha: bool = False
    shows_captcha: bool = False
    has_account_picker: bool = False
    has_main: bool = False
    text_length: int = 0
    markers: frozenset[str] = frozenset()

    @classmethod
    def from_page(cls, raw: dict[str, Any], *, status: int) -> Self:
        """Build the signals of what the script returned."""
        told = markers(f"{raw['title']} {raw['text']}")
        return cls.from_dict(raw | {"status": status, "markers": told})

    @property
    def is_signed_in(self) -> bool:
        """Whether a member's navigation bar is there, by its id or by its links."""
        areas = {
            area
            for area in _MEMBER_AREAS
            if any(is_under(path, area) for path in self.bar_paths)
        }
        return self.has_main_bar or len(areas) > 1

    def is_at(self, prefixes: tuple[str, ...]) -> bool:
        """Tell whether the path lies under one of these."""
        return any(is_under(self.path, prefix) for prefix in prefixes)


def markers(text: str) -> frozenset[str]:
    """Return the names of the marker texts that a page's text holds."""
    text = normalise(text)
    return frozenset(
        name
        for name, by_language in data("phrases")["markers"].items()
        if any(words in text for phrases in by_language.values() for words in phrases)
    )
