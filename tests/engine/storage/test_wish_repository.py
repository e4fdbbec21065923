from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from linkedin_engine.contract.enums import Occasion, WishReason, WishState
from linkedin_engine.domain.ledger import Wish
from linkedin_engine.errors import ConflictError, NotFoundError, StorageError
from linkedin_engine.storage.contacts import ContactRepository
from linkedin_engine.storage.database import Database
from linkedin_engine.storage.wishes import WishRepository

from .conftest import AddWish, Lead

type Act = Callable[[WishRepository, int, datetime], Wish]

DAY = date(2026, 3, 10)
LATER = timedelta(minutes=5)

ACTS: dict[str, Act] = {
    "approve": lambda wishes, wish, now: wishes.approve(wish, now=now),
    "skip": lambda wishes, wish, now: wishes.skip(wish, WishReason.BLOCKED, now),
    "replace_text": lambda wishes, wish, _: wishes.replace_text(wish, "New", "en-2"),
    "begin_sending": lambda wishes, wish, now: wishes.begin_sending(
        wish, run_id="run-2", text="Typed", now=now
    ),
    "mark_sent": lambda wishes, wish, now: wishes.mark_sent(wish, now),
    "mark_failed": lambda wishes, wish, now: wishes.mark_failed(
        wish, WishReason.SEND_FAILED, now
    ),
    "mark_unverified": lambda wishes, wish, now: wishes.mark_unverified(
        wish, WishReason.SEND_UNCONFIRMED, now
    ),
    "release": lambda wishes, wish, _: wishes.release(wish),
}
ALLOWED: dict[str, dict[WishState, WishState]] = {
    "approve": dict.fromkeys(
        (WishState.DRAFTED, WishState.APPROVED, WishState.FAILED), WishState.APPROVED
    ),
    "skip": dict.fromkeys(
        (
            WishState.DRAFTED,
            WishState.APPROVED,
            WishState.FAILED,
            WishState.UNVERIFIED,
        ),
        WishState.SKIPPED,
    ),
    "replace_text": {
        WishState.DRAFTED: WishState.DRAFTED,
        WishState.APPROVED: WishState.APPROVED,
    },
    "begin_sending": dict.fromkeys(
        (WishState.APPROVED, WishState.FAILED), WishState.SENDING
    ),
    "mark_sent": dict.fromkeys(
        (WishState.SENDING, WishState.UNVERIFIED), WishState.SENT
    ),
    "mark_failed": dict.fromkeys(
        (WishState.SENDING, WishState.APPROVED, WishState.FAILED), WishState.FAILED
    ),
    "mark_unverified": {WishState.SENDING: WishState.UNVERIFIED},
    "release": dict.fromkeys(
        (WishState.SENDING, WishState.UNVERIFIED), WishState.APPROVED
    ),
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("state", WishState)
def test_a_wish_changes_only_in_the_ways_that_are_allowed(
    wishes: WishRepository,
    lead: Lead,
    now: datetime,
    state: WishState,
    act: str,
) -> None:
    wish = lead(state)
    target = ALLOWED[act].get(state)

    if target is None:
        with pytest.raises(ConflictError, match=f"it is {state.value}"):
            ACTS[act](wishes, wish.id, now + LATER)
        assert wishes.get(wish.id) == wish
    else:
        changed = ACTS[act](wishes, wish.id, now + LATER)
        assert changed.state is target
        assert wishes.get(wish.id) == changed


@pytest.mark.parametrize("act", ACTS)
def test_a_wish_that_is_not_there_is_not_found(
    wishes: WishRepository, now: datetime, act: str
) -> None:
    with pytest.raises(NotFoundError, match="77"):
        ACTS[act](wishes, 77, now)


def test_a_new_wish_holds_what_it_was_given(add_wish: AddWish, now: datetime) -> None:
    wish = add_wish()

    assert wish == Wish(
        id=wish.id,
        contact_id=wish.contact_id,
        occasion=Occasion.BIRTHDAY,
        day=DAY,
        state=WishState.APPROVED,
        text="Happy birthday Zoé",
        template_id="en-1",
        edited=False,
        reason=None,
        attempts=0,
        created_at=now,
        approved_at=now,
        intent_at=None,
        settled_at=None,
        run_id="run-1",
    )


def test_a_way_to_sent_leaves_its_moments(
    wishes: WishRepository, add_wish: AddWish, now: datetime
) -> None:
    wish = add_wish(state=WishState.DRAFTED)
    wishes.approve(wish.id, now=now + LATER)
    wishes.begin_sending(wish.id, run_id="run-2", text="Typed", now=now + 2 * LATER)
    sent = wishes.mark_sent(wish.id, now + 3 * LATER)

    assert (sent.approved_at, sent.intent_at, sent.settled_at) == (
        now + LATER,
        now + 2 * LATER,
        now + 3 * LATER,
    )
    assert (sent.text, sent.run_id, sent.attempts) == ("Typed", "run-2", 1)


@pytest.mark.parametrize(
    "day", [DAY, date(2026, 9, 9), date(2025, 9, 8), date(2026, 12, 31)]
)
def test_a_second_wish_for_the_occasion_is_refused(
    wishes: WishRepository, add_wish: AddWish, day: date
) -> None:
    first = add_wish()

    with pytest.raises(ConflictError):
        add_wish(contact_id=first.contact_id, day=day)

    assert wishes.list() == [first]


def test_the_edge_of_the_year_allows_no_second_wish(add_wish: AddWish) -> None:
    december = add_wish(day=date(2025, 12, 31))

    with pytest.raises(ConflictError, match=f"Wish {december.id}"):
        add_wish(contact_id=december.contact_id, day=date(2026, 1, 1))


def test_a_year_has_one_birthday_from_its_first_day_to_its_last(
    wishes: WishRepository, add_wish: AddWish
) -> None:
    january = add_wish(day=date(2026, 1, 1))
    contact = january.contact_id

    assert wishes.near(contact, Occasion.BIRTHDAY, date(2026, 12, 31)) == january
    with pytest.raises(ConflictError, match=f"Wish {january.id}"):
        add_wish(contact_id=contact, day=date(2026, 12, 31))
    add_wish(contact_id=contact, day=date(2027, 1, 1))


def test_the_next_year_and_another_occasion_are_wishes_of_their_own(
    wishes: WishRepository, add_wish: AddWish
) -> None:
    first = add_wish()
    add_wish(contact_id=first.contact_id, day=date(2027, 3, 9))
    add_wish(contact_id=first.contact_id, occasion=Occasion.JOB_CHANGE)

    assert len(wishes.list()) == 3


@pytest.mark.parametrize(
    "state", sorted(set(WishState) - {WishState.DRAFTED, WishState.APPROVED})
)
def test_a_wish_begins_as_a_draft_or_approved(
    wishes: WishRepository, add_wish: AddWish, state: WishState
) -> None:
    with pytest.raises(ConflictError, match=state.value):
        add_wish(state=state)

    assert wishes.list() == []


def test_a_wish_wants_a_contact(add_wish: AddWish) -> None:
    with pytest.raises(ConflictError, match="FOREIGN KEY"):
        add_wish(contact_id=77)


def test_a_persons_own_text_is_theirs(
    wishes: WishRepository, add_wish: AddWish, now: datetime
) -> None:
    wish = add_wish(state=WishState.DRAFTED)
    approved = wishes.approve(wish.id, text="In my own words", now=now)

    assert (approved.text, approved.edited, approved.template_id) == (
        "In my own words",
        True,
        None,
    )
    with pytest.raises(ConflictError):
        wishes.replace_text(wish.id, "From a template", "en-2")
    assert wishes.approve(wish.id, now=now) == approved


def test_a_text_can_be_replaced_while_it_waits(
    wishes: WishRepository, add_wish: AddWish
) -> None:
    wish = add_wish(state=WishState.DRAFTED)
    replaced = wishes.replace_text(wish.id, "A late wish", "en-late-3")

    assert (replaced.text, replaced.template_id) == ("A late wish", "en-late-3")
    assert (replaced.edited, replaced.state) == (False, WishState.DRAFTED)


def test_an_intent_is_one_durable_commit_and_its_end_another(
    database: Database, wishes: WishRepository, add_wish: AddWish, now: datetime
) -> None:
    wish = add_wish()
    statements: list[str] = []
    database._connection.set_trace_callback(statements.append)
    wishes.begin_sending(wish.id, run_id="run-1", text=wish.text, now=now)
    intent, statements = statements, []
    database._connection.set_trace_callback(statements.append)
    wishes.mark_sent(wish.id, now)
    database._connection.set_trace_callback(None)

    verbs = [" ".join(statement.split()[:3]) for statement in intent]
    assert verbs == [
        "PRAGMA synchronous =",
        "BEGIN IMMEDIATE",
        "UPDATE wishes SET",
        "COMMIT",
        "PRAGMA synchronous =",
    ]
    assert intent[0].endswith("FULL")
    assert [statement.split()[0] for statement in statements] == ["UPDATE"]


def test_an_intent_cannot_hide_in_a_transaction(
    database: Database, wishes: WishRepository, add_wish: AddWish, now: datetime
) -> None:
    wish = add_wish()

    with pytest.raises(StorageError, match="durable"), database.transaction():
        wishes.begin_sending(wish.id, run_id="run-1", text=wish.text, now=now)

    assert wishes.get(wish.id) == wish


def test_no_intent_is_written_for_somebody_who_was_blocked_meanwhile(
    contacts: ContactRepository,
    wishes: WishRepository,
    add_wish: AddWish,
    now: datetime,
) -> None:
    wish = add_wish()
    contacts.set_blocked(wish.contact_id, blocked=True)

    with pytest.raises(ConflictError, match="blocked"):
        wishes.begin_sending(wish.id, run_id="run-1", text=wish.text, now=now)

    assert wishes.get(wish.id) == wish
