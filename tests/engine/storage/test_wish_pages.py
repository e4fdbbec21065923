"""Wishes with their people, in pages and counted."""

from datetime import date, datetime, timedelta

import pytest

from linkedin_engine.contract.enums import WishReason, WishState
from linkedin_engine.domain.ledger import Contact, Wish
from linkedin_engine.storage.contacts import ContactRepository
from linkedin_engine.storage.database import Database
from linkedin_engine.storage.wishes import WishRepository

from .conftest import AddWish, Lead, Observe

DAY = date(2026, 3, 10)
SENT, SKIPPED, DRAFTED = WishState.SENT, WishState.SKIPPED, WishState.DRAFTED


@pytest.fixture
def made(observe: Observe, lead: Lead) -> list[tuple[Wish, Contact]]:
    """Return a wish of each state twice, newest first, each a day later."""
    pairs = []
    for number, state in enumerate([*WishState, *WishState]):
        name = f"Person {number}"
        contact = observe(member_id=f"ACoAA{number}", vanity=f"v{number}", name=name)
        day = DAY + timedelta(days=number)
        pairs.append((lead(state, contact_id=contact.id, day=day), contact))
    return pairs[::-1]


def test_a_page_holds_the_newest_wishes_with_their_people(
    wishes: WishRepository, made: list[tuple[Wish, Contact]]
) -> None:
    first = wishes.page(limit=5)

    assert first == made[:5]
    assert wishes.page(limit=5, before=first[-1][0].id) == made[5:10]
    assert wishes.page(before=made[-1][0].id) == []


@pytest.mark.parametrize(
    "states",
    [{SENT}, {SKIPPED}, {SENT, SKIPPED}, {DRAFTED, SENT}, {DRAFTED}, set(WishState)],
)
def test_a_page_is_of_the_wanted_states(
    wishes: WishRepository, made: list[tuple[Wish, Contact]], states: set[WishState]
) -> None:
    expected = [pair for pair in made if pair[0].state in states]

    assert wishes.page(states=states) == expected
    assert wishes.page(states=states, limit=1) == expected[:1]
    assert wishes.page(states=states, before=expected[0][0].id) == expected[1:]


def test_a_page_is_of_days_with_both_ends_and_of_one_person(
    wishes: WishRepository, made: list[tuple[Wish, Contact]]
) -> None:
    since, until = DAY + timedelta(days=3), DAY + timedelta(days=6)
    wish, contact = made[4]

    assert [w.day for w, _ in wishes.page(since=since, until=until)] == [
        DAY + timedelta(days=days) for days in (6, 5, 4, 3)
    ]
    assert wishes.page(since=until, until=since) == []
    assert wishes.page(contact_id=contact.id) == [(wish, contact)]
    assert wishes.page(contact_id=contact.id, states=[wish.state]) == [(wish, contact)]
    assert wishes.page(contact_id=contact.id, until=DAY) == []


@pytest.mark.usefixtures("made")
def test_a_page_is_one_query_however_long_it_is(
    database: Database, wishes: WishRepository
) -> None:
    statements: list[str] = []
    database._connection.set_trace_callback(statements.append)

    assert len(wishes.page()) == 14
    assert len(statements) == 1


def test_every_state_is_counted(wishes: WishRepository, lead: Lead) -> None:
    assert wishes.counts_by_state() == dict.fromkeys(WishState, 0)
    wish = lead(WishState.APPROVED)

    assert wishes.counts_by_state() == dict.fromkeys(WishState, 0) | {
        WishState.APPROVED: 1
    }
    assert wish.id


@pytest.mark.usefixtures("made")
def test_counting_again_reads_no_wish_until_somebody_changes_one(
    database: Database, wishes: WishRepository, now: datetime
) -> None:
    counts = wishes.counts_by_state()
    statements: list[str] = []
    database._connection.set_trace_callback(statements.append)
    again = wishes.counts_by_state()
    database._connection.set_trace_callback(None)

    assert again == counts == dict.fromkeys(WishState, 2)
    assert statements == ["PRAGMA data_version"]
    draft = wishes.waiting()[0]
    with Database.open(database.path) as elsewhere:
        WishRepository(elsewhere).skip(draft.id, WishReason.PERSON_SKIPPED, now)
    assert wishes.counts_by_state()[SKIPPED] == 3
    wishes.skip(wishes.waiting()[0].id, WishReason.PERSON_SKIPPED, now)
    assert wishes.counts_by_state()[SKIPPED] == 4


@pytest.mark.usefixtures("made")
def test_what_was_counted_in_a_transaction_that_failed_is_not_kept(
    database: Database, wishes: WishRepository, now: datetime
) -> None:
    def skip_and_fail() -> None:
        with database.transaction():
            wishes.skip(wishes.waiting()[0].id, WishReason.PERSON_SKIPPED, now)
            assert wishes.counts_by_state()[SKIPPED] == 3
            raise RuntimeError

    with pytest.raises(RuntimeError):
        skip_and_fail()

    assert wishes.counts_by_state()[SKIPPED] == 2


def test_only_what_is_certainly_sent_counts_as_sent(
    wishes: WishRepository, lead: Lead, observe: Observe, now: datetime
) -> None:
    for number, state in enumerate(WishState):
        contact = observe(member_id=f"ACoAA{number}", vanity=f"v{number}")
        lead(state, contact_id=contact.id)

    assert wishes.sent_since(now) == wishes.sent_total() == 1
    assert wishes.sent_since(now + timedelta(milliseconds=1)) == 0


def test_the_id_of_a_wish_that_is_gone_is_never_given_again(
    contacts: ContactRepository, wishes: WishRepository, add_wish: AddWish
) -> None:
    gone = add_wish()
    contacts.forget(gone.contact_id)
    later = add_wish(day=date(2027, 8, 1))

    assert later.id > gone.id
    assert later.contact_id > gone.contact_id
    assert wishes.page() == [(later, contacts.get(later.contact_id))]
