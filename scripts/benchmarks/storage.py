"""What the ledger writes for one wish, and how long it looks for one person."""

from argparse import Namespace
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
import os
from pathlib import Path
import statistics
import sys
import tempfile
import time

from linkedin_engine.contract.enums import Occasion, WishState
from linkedin_engine.storage.contacts import ContactRepository
from linkedin_engine.storage.database import Database
from linkedin_engine.storage.wishes import WishRepository

from .table import Line
from .usage import written_by

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
TEXT = "Happy birthday, Marie! I hope you have a wonderful day."
A_RUN = 15
PEOPLE_AT_ONCE = 20_000
QUESTIONS = 2000


class Ledger:
    """The repositories of one database, and people in it by number."""

    def __init__(self, database: Database) -> None:
        """Work with this database."""
        self.database = database
        self.contacts = ContactRepository(database)
        self.wishes = WishRepository(database)

    def meet(self, number: int) -> int:
        """See a person on a page; return their id."""
        return self.contacts.observe(
            member_id=member_id(number),
            vanity=f"person-{number}",
            profile_url=f"https://www.linkedin.com/in/person-{number}",
            name=f"Person {number}",
            first_name="Person",
            birthday=birthday(number),
            now=NOW,
        ).id

    def draft(self, number: int) -> int:
        """Write a wish for a person, as a run does that may send it."""
        return self.wishes.add(
            contact_id=self.meet(number),
            occasion=Occasion.BIRTHDAY,
            day=NOW.date(),
            text=TEXT,
            template_id="en-1",
            state=WishState.APPROVED,
            now=NOW,
            run_id="0123456789abcdef",
        ).id

    def send(self, wish_id: int) -> None:
        """Write the intent, durable, and then that the message is there."""
        self.wishes.begin_sending(
            wish_id, run_id="0123456789abcdef", text=TEXT, now=NOW
        )
        self.wishes.mark_sent(wish_id, NOW)


def member_id(number: int) -> str:
    """Return an id as long as LinkedIn's."""
    return f"ACoAA{number:034d}"


def birthday(number: int) -> date:
    """Return one of the year's days."""
    return date(2026, 1, 1) + timedelta(days=number % 365)


def measure(words: Namespace) -> list[Line]:
    """Fill a ledger, send wishes from it, and ask it about people."""
    with tempfile.TemporaryDirectory(dir=words.where, prefix="bench-") as folder:
        path = Path(folder, "linkedin.db")
        with Database.open(path) as database:
            ledger = Ledger(database)
            sys.stderr.write(f"Writing {words.people} people.\n")
            _fill(ledger, words.people)
            size, written = _size(path), written_by(os.getpid())
            _send(ledger, words.people, words.wishes)
            growth = _size(path) - size
            written = written_by(os.getpid()) - written
            questions = {
                what: _median(ask)
                for what, ask in _questions(ledger, words.people).items()
            }
    return [
        Line(
            what="written from draft to sent, per wish",
            unit="KiB",
            floor=32,
            target=150,
            ours=written / 1024 / words.wishes,
        ),
        Line(
            what="growth of the file, per wish",
            unit="KiB",
            target=1,
            ours=growth / 1024 / words.wishes,
        ),
        *(
            Line(what=what, unit="us", floor=4, target=25, ours=took)
            for what, took in questions.items()
        ),
    ]


def _fill(ledger: Ledger, people: int) -> None:
    for first in range(0, people, PEOPLE_AT_ONCE):
        with ledger.database.transaction():
            for number in range(first, min(first + PEOPLE_AT_ONCE, people)):
                ledger.meet(number)


def _send(ledger: Ledger, people: int, wishes: int) -> None:
    """Send wishes to people spread over the ledger, as many at once as a run does."""
    numbers = [index * people // wishes for index in range(wishes)]
    for first in range(0, wishes, A_RUN):
        with ledger.database.transaction():
            drafts = [ledger.draft(number) for number in numbers[first : first + A_RUN]]
        for wish_id in drafts:
            ledger.send(wish_id)


def _questions(ledger: Ledger, people: int) -> dict[str, Callable[[int], object]]:
    ids = {number: ledger.meet(number) for number in _numbers(people)}
    return {
        "finding a person by member id": lambda index: ledger.contacts.by_member_id(
            member_id(_numbers(people)[index % len(ids)])
        ),
        "finding a person's wish": lambda index: ledger.wishes.near(
            ids[_numbers(people)[index % len(ids)]], Occasion.BIRTHDAY, NOW.date()
        ),
    }


def _numbers(people: int) -> range:
    """Return a hundred people from all over the ledger."""
    return range(0, people, max(1, people // 100))


def _median(ask: Callable[[int], object]) -> float:
    """Return the microseconds that one question takes."""
    took = []
    for index in range(QUESTIONS):
        begun = time.perf_counter_ns()
        ask(index)
        took.append(time.perf_counter_ns() - begun)
    return statistics.median(took) / 1000


def _size(path: Path) -> int:
    """Return the file's size once its write-ahead log has been written back."""
    with Database.open(path) as second:
        second.fetch_all("PRAGMA wal_checkpoint(TRUNCATE)")
    return path.stat().st_size
