"""Half a year of an invented person's ledger, as pictures and charts want it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
import random

from engine.runs.house import NOW
from linkedin_engine.contract.enums import Occasion, WishReason, WishState
from linkedin_engine.domain.ledger import Contact
from linkedin_engine.storage.contacts import ContactRepository
from linkedin_engine.storage.database import Database
from linkedin_engine.storage.wishes import WishRepository

WEEKS = 25
_TODAY = NOW.date()
_FIRST = ("Camille", "Grace", "Samir", "Inès", "Oliver", "Wei", "Jonas", "Amélie")
_LAST = ("Exemple", "Sample", "Specimen", "Modèle", "Mock", "Muster", "Fictif")
_TEXTS = (
    "Happy birthday, {}! Have a wonderful day.",
    "Joyeux anniversaire {} ! Passe une très belle journée.",
    "Happy birthday {}, and all the best for the year ahead.",
)


@dataclass(frozen=True, slots=True)
class Ledger:
    """Writes people and wishes."""

    contacts: ContactRepository
    wishes: WishRepository

    def person(self, first: str, last: str, birthday: date | None) -> Contact:
        vanity = f"{first}-{last}".lower()
        return self.contacts.observe(
            member_id=f"ACoAA{sha256(vanity.encode()).hexdigest()[:34]}",
            vanity=vanity,
            profile_url=f"https://www.linkedin.com/in/{vanity}/",
            name=f"{first} {last}",
            first_name=first,
            birthday=birthday,
            now=NOW,
        )

    def draft(self, person: Contact, day: date, text: str) -> int:
        return self.wishes.add(
            contact_id=person.id,
            occasion=Occasion.BIRTHDAY,
            day=day,
            state=WishState.DRAFTED,
            text=text.format(person.first_name),
            template_id=None,
            run_id=None,
            now=NOW,
        ).id

    def intent(self, wish_id: int, text: str, days_ago: int) -> None:
        when = NOW - timedelta(days=days_ago)
        self.wishes.approve(wish_id, now=when)
        self.wishes.begin_sending(wish_id, run_id="past", text=text, now=when)

    def unsure(self, person: Contact) -> None:
        wish = self.draft(person, _TODAY, _TEXTS[2])
        self.intent(wish, _TEXTS[2].format(person.first_name), 0)
        self.wishes.mark_unverified(wish, WishReason.SEND_UNCONFIRMED, NOW)


def furnish(folder: Path, unsure: int = 1) -> None:
    """Write the past, three wishes of today, those to settle, and some without."""
    with Database.open(folder / "linkedin.db") as database:
        ledger = Ledger(ContactRepository(database), WishRepository(database))
        names = _names()
        _past(ledger, names)
        for late in (0, 0, 1):
            day = _TODAY - timedelta(days=late)
            ledger.draft(ledger.person(*next(names), day), day, _TEXTS[late])
        for _ in range(unsure):
            ledger.unsure(ledger.person(*next(names), _TODAY))
        ledger.person(*next(names), _TODAY)
        blocked = ledger.person(*next(names), _TODAY)
        ledger.contacts.set_blocked(blocked.id, blocked=True)


def _past(ledger: Ledger, names: Iterator[tuple[str, str]]) -> None:
    chance = random.Random(7)
    days = [
        week * 7 + chance.randint(0, 6)
        for week in range(WEEKS)
        for _ in range(chance.randint(0, 3))
    ]
    for ago in sorted((each for each in days if each), reverse=True):
        day = _TODAY - timedelta(days=ago)
        person = ledger.person(*next(names), day)
        text = chance.choice(_TEXTS).format(person.first_name)
        wish = ledger.draft(person, day, text)
        ledger.intent(wish, text, ago)
        ledger.wishes.mark_sent(wish, NOW - timedelta(days=ago))


def _names() -> Iterator[tuple[str, str]]:
    """Return each name once, neighbours unlike each other."""
    for turn in range(len(_FIRST) * len(_LAST)):
        yield _FIRST[turn % len(_FIRST)], _LAST[turn % len(_LAST)]
