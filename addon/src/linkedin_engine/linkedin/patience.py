"""How long LinkedIn's pages are waited for, in seconds."""

from dataclasses import dataclass, field
from typing import Self

from linkedin_engine.settings import Pace

from .catch_up_facts import CatchUpFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long the birthdays page may take.

    ``first`` for anything at all, ``sure`` for an empty list to stay empty, ``glance``
    for what a scroll mounts, ``more`` for further cards at the end of the list,
    ``busy`` while the page shows that it is loading; ``poll`` lies between two looks.
    """

    first: float = 8.0
    sure: float = 2.0
    more: float = 4.0
    glance: float = 0.5
    busy: float = 15.0
    poll: float = 0.25

    def without_cards(self, facts: CatchUpFacts) -> float:
        """Return how long a page that shows no cards is waited for."""
        if facts.is_busy:
            return self.busy
        return self.more if facts.loose_signs or facts.others else self.first


_PROMPT = Patience(first=3.0, sure=0.4, more=0.6, glance=0.15, poll=0.05)


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeouts:
    """How long a page may take on the way to a message.

    ``opening``: a conversation or a profile to appear; ``settling``: to be believed
    that nothing more comes; ``thread``: to read a conversation back; ``delivery``:
    to show what became of a message; ``action``: to follow a click; ``cards``: the
    birthdays page.
    """

    opening: float = 20.0
    settling: float = 1.5
    thread: float = 30.0
    delivery: float = 20.0
    action: float = 8.0
    cards: Patience = field(default_factory=Patience)

    @classmethod
    def at(cls, pace: Pace) -> Self:
        """Return what fits a pace: only a site on this machine answers at once."""
        if pace is Pace.HUMAN:
            return cls()
        return cls(
            opening=6.0,
            settling=0.3,
            thread=15.0,
            delivery=3.0,
            action=3.0,
            cards=_PROMPT,
        )
