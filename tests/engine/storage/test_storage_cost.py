"""What the ledger costs a small computer and its SD card."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from linkedin_engine.contract.enums import Occasion, WishReason, WishState
from linkedin_engine.domain.ledger import Wish
from linkedin_engine.storage.contacts import ContactRepository
from linkedin_engine.storage.database import Database
from linkedin_engine.storage.wishes import WishRepository

from .conftest import AddWish, Observe

DAY = date(2026, 3, 10)
EXPLAINED = ("SELECT", "INSERT", "UPDATE", "DELETE")


def written_bytes() -> int:
    lines = Path("/proc/self/io").read_text(encoding="ascii").splitlines()
    return int(dict(line.split(": ") for line in lines)["wchar"])


def plans(database: Database, statements: list[str]) -> dict[str, list[str]]:
    return {
        statement: [
            row["detail"]
            for row in database.fetch_all(f"EXPLAIN QUERY PLAN {statement}")
        ]
        for statement in statements
        if statement.split()[0] in EXPLAINED
    }


@pytest.fixture
def statements(
    database: Database,
    contacts: ContactRepository,
    wishes: WishRepository,
    observe: Observe,
    add_wish: AddWish,
    now: datetime,
) -> list[str]:
    """Return what SQLite runs while every method is used, filled in."""
    found: list[str] = []
    database._connection.set_trace_callback(found.append)
    use_contacts(contacts, observe, add_wish)
    use_wishes(wishes, add_wish, now)
    read_wishes(wishes, now)
    database._connection.set_trace_callback(None)
    return [" ".join(statement.split()) for statement in found]


def use_contacts(
    contacts: ContactRepository, observe: Observe, add_wish: AddWish
) -> None:
    add_wish(contact_id=observe(member_id=None, vanity="other").id)
    add_wish(contact_id=observe(member_id="ACoAAThird", vanity=None).id)
    contact = observe(member_id="ACoAAThird", vanity="other")
    observe(member_id="ACoAAFourth", vanity="other")
    observe(member_id="ACoAAThird", vanity="other", name="Another name")
    contacts.join(contact.id, member_id="ACoAAThird", vanity="third")
    contacts.set_blocked(contact.id, blocked=True)
    contacts.set_first_name(contact.id, "Zou")
    contacts.set_language(contact.id, "fr")
    contacts.set_own_text(contact.id, "Salut")
    contacts.by_member_id("ACoAAThird")
    contacts.by_vanity("third")
    contacts.page(search="zo", after=contact.id)
    contacts.page(blocked=True, with_birthday=False)
    contacts.page(birthday_on=date(2026, 2, 28))
    contacts.birthdays_on(date(2026, 2, 28))
    leaving = observe(member_id="ACoAALeaving", vanity="leaving")
    add_wish(contact_id=leaving.id)
    contacts.set_blocked(leaving.id, blocked=True)
    contacts.forget(leaving.id)
    observe(member_id="ACoAALeaving", vanity="leaving")


def use_wishes(wishes: WishRepository, add_wish: AddWish, now: datetime) -> None:
    wish = add_wish(state=WishState.DRAFTED)
    wishes.replace_text(wish.id, "Hi", None)
    wishes.approve(wish.id, text="Hello", now=now)
    wishes.begin_sending(wish.id, run_id="run-1", text="Hello", now=now)
    wishes.release(wish.id)
    wishes.mark_failed(wish.id, WishReason.TEXT_NOT_ACCEPTED, now)
    wishes.begin_sending(wish.id, run_id="run-1", text="Hello", now=now)
    wishes.mark_unverified(wish.id, WishReason.SEND_UNCONFIRMED, now)
    wishes.mark_sent(wish.id, now)
    other = add_wish(contact_id=wish.contact_id, occasion=Occasion.JOB_CHANGE)
    wishes.skip(other.id, WishReason.TOO_LATE, now)


def read_wishes(wishes: WishRepository, now: datetime) -> None:
    wishes.near(1, Occasion.BIRTHDAY, DAY)
    wishes.due(oldest_day=DAY)
    wishes.waiting()
    wishes.expired(DAY)
    wishes.open_intents()
    wishes.unverified()
    wishes.pending_count()
    wishes.counted_since(now)
    wishes.oldest_counted_since(now)
    wishes.template_ids_since(1, DAY)
    wishes.texts_since(1, DAY)
    wishes.list()
    wishes.list(states=[WishState.DRAFTED], before_id=9)
    wishes.list(states=[WishState.SENT])
    wishes.page(limit=5)
    wishes.page(states=[WishState.SKIPPED], before=9)
    wishes.page(states=[WishState.DRAFTED, WishState.APPROVED])
    wishes.page(states=[WishState.SENT, WishState.SKIPPED], since=DAY, until=DAY)
    wishes.page(contact_id=1, states=[WishState.SENT])
    wishes.sent_since(now)
    wishes.counts_by_state()


def test_every_query_about_a_person_or_a_wish_uses_an_index(
    database: Database, statements: list[str]
) -> None:
    found = plans(database, statements)
    scans = {
        statement: plan
        for statement, plan in found.items()
        if any(line.startswith("SCAN") for line in plan)
    }

    assert len(found) > 35
    assert scans == {}


@pytest.mark.parametrize(
    ("part", "index"),
    [
        ("FROM contacts WHERE member_id =", "(member_id=?)"),
        ("FROM contacts WHERE vanity =", "(vanity=?)"),
        ("instr(search_key", "contacts_by_name"),
        ("occasion = 'birthday' AND (day BETWEEN", "(contact_id=? AND occasion=?)"),
        ("template_id, text FROM wishes", "(contact_id=?)"),
        (
            "AND day >= '2026-03-10' ORDER BY day",
            "wishes_open (open_state=? AND day>?)",
        ),
        ("AND day < '2026-03-10' ORDER BY day", "wishes_open (open_state=? AND day<?)"),
        ("open_state = 'drafted'", "wishes_open (open_state=?)"),
        ("open_state = 'sending'", "wishes_open (open_state=?)"),
        ("count(*) AS number FROM wishes WHERE intent_at", "wishes_by_intent"),
        ("SELECT intent_at FROM wishes", "wishes_by_intent"),
        ("FROM forgotten WHERE intent_at", "forgotten_by_intent"),
        ("intent_at >= 1773135000000 AND state = 'sent'", "wishes_by_intent"),
        ("SELECT open_state AS state", "wishes_open (open_state=?)"),
        ("SELECT open_state AS state", "COVERING INDEX wishes_closed (state=?)"),
        ("state = 'skipped' AND state IN", "wishes_closed (state=? AND rowid<?"),
        ("+state IN ('sent', 'skipped') AND day", "INTEGER PRIMARY KEY (rowid<?)"),
        ("AND contact_id = 1 ORDER BY wishes.id", "(contact_id=?)"),
        ("blocked = 1 AND birthday", "contacts_blocked"),
        ("birthday IN (", "contacts_by_birthday"),
        ("FROM forgotten WHERE (member_key", "forgotten_members (member_key=?)"),
        ("FROM forgotten WHERE (member_key", "forgotten_vanities (vanity_key=?)"),
    ],
)
def test_a_query_uses_the_index_that_was_made_for_it(
    database: Database, statements: list[str], part: str, index: str
) -> None:
    fitting = [statement for statement in statements if part in statement]

    assert fitting
    for plan in plans(database, fitting).values():
        assert any(index in line for line in plan), plan


def test_a_run_reads_its_page_in_one_commit(
    database: Database, observe: Observe, add_wish: AddWish
) -> None:
    statements: list[str] = []
    database._connection.set_trace_callback(statements.append)
    with database.transaction():
        for number in range(20):
            contact = observe(member_id=f"ACoAA{number}", vanity=f"v{number}")
            add_wish(contact_id=contact.id)
    database._connection.set_trace_callback(None)

    assert statements.count("BEGIN IMMEDIATE") == 1
    assert statements.count("COMMIT") == 1


def test_a_wish_from_draft_to_sent_writes_at_most_150_kib(
    path: Path, now: datetime
) -> None:
    """Counted as the process does, with everything up to the closed file."""
    Database.open(path).close()
    people = 30
    before = written_bytes()
    with Database.open(path) as database:
        contacts, wishes = ContactRepository(database), WishRepository(database)
        for wish in draft_all(database, contacts, wishes, people, now):
            wishes.begin_sending(wish.id, run_id="run-1", text=wish.text, now=now)
            wishes.mark_sent(wish.id, now)
    each = (written_bytes() - before) / people

    # Two commits cannot take less than a page each: the measure measures.
    assert 2 * 4096 < each < 150 * 1024


def test_a_wish_makes_the_file_grow_by_at_most_a_kib(path: Path, now: datetime) -> None:
    people = 1000
    with Database.open(path) as database:
        contacts, wishes = ContactRepository(database), WishRepository(database)
        draft_all(database, contacts, wishes, people, now)
    with Database.open(path) as database:
        wished = database.size()
        contacts, wishes = ContactRepository(database), WishRepository(database)
        draft_all(database, contacts, wishes, people, now + timedelta(days=366))
    grown = path.stat().st_size - wished

    assert wished / people < 1024
    assert 0 < grown / people < 1024


def draft_all(
    database: Database,
    contacts: ContactRepository,
    wishes: WishRepository,
    people: int,
    now: datetime,
) -> list[Wish]:
    with database.transaction():
        return [
            wishes.add(
                contact_id=contacts.observe(
                    member_id=f"ACoAA{number:08d}BCDEFGHIJKLMNOPQRSTUVWXYZ",
                    vanity=f"somebody-with-a-name-{number}",
                    profile_url=f"https://www.linkedin.com/in/somebody-{number}/",
                    name=f"Somebody Number {number}",
                    first_name="Somebody",
                    birthday=DAY,
                    now=now,
                ).id,
                occasion=Occasion.BIRTHDAY,
                day=now.date(),
                text="Happy birthday Somebody, and a wonderful year to come. " * 3,
                template_id="en-12",
                state=WishState.APPROVED,
                now=now,
                run_id="2026-03-10T09-30",
            )
            for number in range(people)
        ]
