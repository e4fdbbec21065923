"""Invented people: ids, address words and crowds, the same on every run."""

import base64
from collections.abc import Iterator
from dataclasses import dataclass
import hashlib
from itertools import takewhile
import unicodedata

MEMBER_ID_LENGTH = 39
"""Of ``ACoAA`` and what follows, as on LinkedIn's pages."""

_GIVEN = (
    "Alice", "Bruno", "Chloé", "David", "Élodie", "Fatima", "Grégoire", "Hannah",
    "Inès", "Jean-Luc", "Karim", "Lucía", "Mehdi", "Noémie", "Oliver", "Priya",
    "Quentin", "Rosa", "Søren", "Tomasz", "Ursula", "Věra", "Wei", "Xavier", "Yūki",
    "Zoë", "Łukasz", "Ana María", "Mary Ann", "محمد",
)  # fmt: skip
_FAMILY = (
    "Example", "Exemple", "Beispiel", "Esempio", "Ejemplo", "Voorbeeld", "de La Tour",
    "O'Sample", "van der Probe", "El Bahi", "Fictif", "Specimen", "Sánchez Prueba",
    "MacTest", "Placeholder", "Muster", "Imaginário", "Próba", "Vzorek",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Invented:
    """Somebody of a crowd and how many days ago their day was."""

    name: str
    days_ago: int


def opaque_id(seed: str) -> str:
    """Return an id of the form ``ACoAA...`` in the letters of base64url."""
    digest = hashlib.sha512(seed.encode()).digest()
    return ("ACoAA" + base64.urlsafe_b64encode(digest).decode())[:MEMBER_ID_LENGTH]


def member_id(name: str, number: int) -> str:
    """Return the id of the person who is ``number`` among people of one name."""
    return opaque_id(f"member/{name}/{number}")


def vanity(name: str, number: int) -> str:
    """Return the address word of a profile; letters of other scripts stay."""
    plain = "".join(
        c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c)
    )
    words = "".join(c if c.isalnum() else " " for c in plain.casefold()).split()
    digits = hashlib.sha256(f"{name}/{number}".encode()).hexdigest()[:8]
    if not words or number:
        words.append(digits)
    return "-".join(words)


def first_name(name: str) -> str:
    """Return how LinkedIn addresses a person: titles and emoji in front stay."""
    words = name.split()
    before = list(takewhile(_is_prefix, words[:-1]))
    return " ".join(words[: len(before) + 1])


def _is_prefix(word: str) -> bool:
    return word.endswith(".") or not any(c.isalpha() for c in word)


def crowd(size: int, late_days: int) -> Iterator[Invented]:
    """Invent people whose days spread over 0 to ``late_days`` days ago."""
    for index in range(size):
        round_number, given = divmod(index, len(_GIVEN))
        family = _FAMILY[(given * 7 + round_number) % len(_FAMILY)]
        yield Invented(
            name=f"{_GIVEN[given]} {family}",
            days_ago=index * (late_days + 1) // size,
        )
