"""A ledger that is not empty, without any run."""

from datetime import timedelta
from pathlib import Path

from engine.runs.house import NOW
from linkedin_engine.contract.enums import Occasion, WishState
from linkedin_engine.storage.contacts import ContactRepository
from linkedin_engine.storage.database import Database
from linkedin_engine.storage.wishes import WishRepository

DAY = NOW.date()


def fill(folder: Path, people: int = 3, *, first: int = 1) -> None:
    """Write people with one drafted wish each, numbered from the first on."""
    with Database.open(folder / "linkedin.db") as database:
        for number in range(first, first + people):
            contact = ContactRepository(database).observe(
                member_id=f"ACoAA{number:034}",
                vanity=f"person-{number}",
                profile_url=f"https://www.linkedin.com/in/person-{number}/",
                name=f"Élodie Person {number}",
                first_name="Élodie",
                birthday=DAY,
                now=NOW,
            )
            WishRepository(database).add(
                contact_id=contact.id,
                occasion=Occasion.BIRTHDAY,
                day=DAY - timedelta(days=number - 1),
                state=WishState.DRAFTED,
                text=f"=Happy birthday number {number}",
                template_id=None,
                run_id=None,
                now=NOW,
            )
