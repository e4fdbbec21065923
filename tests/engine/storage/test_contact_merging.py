from datetime import date, datetime

import pytest

from linkedin_engine.contract.enums import Occasion, WishState
from linkedin_engine.domain.ledger import Contact
from linkedin_engine.errors import NotFoundError
from linkedin_engine.storage.contacts import ContactRepository
from linkedin_engine.storage.wishes import WishRepository

from .conftest import AddWish, Observe, bring

DAY = date(2026, 3, 10)
MOST_CAUTIOUS_FIRST = [
    WishState.SENT,
    WishState.SENDING,
    WishState.UNVERIFIED,
    WishState.FAILED,
    WishState.SKIPPED,
    WishState.APPROVED,
    WishState.DRAFTED,
]


@pytest.fixture
def by_vanity(observe: Observe) -> Contact:
    return observe(member_id=None)


@pytest.fixture
def by_id(observe: Observe) -> Contact:
    return observe(member_id="ACoAAZoe", vanity=None, profile_url="https://x/ACoAAZoe/")


def test_two_rows_of_one_person_become_the_one_with_the_member_id(
    observe: Observe, contacts: ContactRepository, by_vanity: Contact, by_id: Contact
) -> None:
    merged = observe()

    assert merged.id == by_id.id
    assert (merged.member_id, merged.vanity) == ("ACoAAZoe", "zoe-martin")
    with pytest.raises(NotFoundError):
        contacts.get(by_vanity.id)


def test_joining_merges_in_the_same_way(
    contacts: ContactRepository, by_vanity: Contact, by_id: Contact
) -> None:
    merged = contacts.join(by_vanity.id, member_id="ACoAAZoe", vanity=None)

    assert merged.id == by_id.id
    assert merged.vanity == "zoe-martin"


def test_joining_from_the_other_side_gives_the_same(
    contacts: ContactRepository, by_vanity: Contact, by_id: Contact
) -> None:
    merged = contacts.join(by_id.id, member_id=None, vanity=by_vanity.vanity)

    assert merged.id == by_id.id
    assert contacts.by_vanity("zoe-martin") == merged


@pytest.mark.parametrize("blocked_one", ["by_vanity", "by_id"])
def test_whoever_was_blocked_stays_blocked(
    observe: Observe,
    contacts: ContactRepository,
    by_vanity: Contact,
    by_id: Contact,
    blocked_one: str,
) -> None:
    blocked = {"by_vanity": by_vanity, "by_id": by_id}[blocked_one]
    contacts.set_blocked(blocked.id, blocked=True)

    assert observe().blocked is True


def test_what_the_person_set_on_either_row_is_kept(
    observe: Observe, contacts: ContactRepository, by_vanity: Contact, by_id: Contact
) -> None:
    contacts.set_language(by_vanity.id, "fr")
    contacts.set_own_text(by_vanity.id, "from the one that goes")
    contacts.set_own_text(by_id.id, "from the one that stays")
    contacts.set_first_name(by_vanity.id, "Zouzou")
    merged = observe()

    assert merged.language == "fr"
    assert merged.own_text == "from the one that stays"
    assert merged.first_name == "Zouzou"


def test_wishes_of_other_occasions_move_along(
    observe: Observe,
    wishes: WishRepository,
    add_wish: AddWish,
    by_vanity: Contact,
    by_id: Contact,
) -> None:
    own = add_wish(contact_id=by_id.id)
    job = add_wish(contact_id=by_vanity.id, occasion=Occasion.JOB_CHANGE)
    last_year = add_wish(contact_id=by_vanity.id, day=date(2025, 3, 10))
    observe()

    assert {wishes.get(wish.id).contact_id for wish in (own, job, last_year)} == {
        by_id.id
    }


@pytest.mark.parametrize("day", [DAY, date(2026, 3, 11), date(2026, 12, 30)])
@pytest.mark.parametrize("place", range(len(MOST_CAUTIOUS_FIRST) - 1))
@pytest.mark.parametrize("stays", ["by_vanity", "by_id"])
def test_of_two_wishes_for_one_occasion_the_most_cautious_stays(
    observe: Observe,
    wishes: WishRepository,
    add_wish: AddWish,
    by_vanity: Contact,
    by_id: Contact,
    now: datetime,
    place: int,
    stays: str,
    day: date,
) -> None:
    cautious, other = MOST_CAUTIOUS_FIRST[place : place + 2]
    owner, rival = (by_vanity, by_id) if stays == "by_vanity" else (by_id, by_vanity)
    kept = add_wish(contact_id=owner.id, state=WishState.DRAFTED)
    gone = add_wish(contact_id=rival.id, state=WishState.DRAFTED, day=day)
    bring(wishes, kept, cautious, now)
    bring(wishes, gone, other, now)
    observe()

    assert [(wish.id, wish.state) for wish in wishes.list()] == [(kept.id, cautious)]
    assert wishes.get(kept.id).contact_id == by_id.id


@pytest.mark.parametrize("state", MOST_CAUTIOUS_FIRST)
def test_of_two_wishes_that_are_as_far_the_keepers_own_stays(
    observe: Observe,
    wishes: WishRepository,
    add_wish: AddWish,
    by_vanity: Contact,
    by_id: Contact,
    now: datetime,
    state: WishState,
) -> None:
    both = [
        add_wish(contact_id=contact.id, state=WishState.DRAFTED)
        for contact in (by_vanity, by_id)
    ]
    for wish in both:
        bring(wishes, wish, state, now)
    observe()

    assert [wish.id for wish in wishes.list()] == [both[1].id]


def test_a_wish_sent_just_before_the_year_ended_is_remembered(
    observe: Observe,
    wishes: WishRepository,
    add_wish: AddWish,
    by_vanity: Contact,
    by_id: Contact,
    now: datetime,
) -> None:
    december = add_wish(contact_id=by_vanity.id, day=date(2025, 12, 31))
    january = add_wish(contact_id=by_id.id, day=date(2026, 1, 1))
    bring(wishes, december, WishState.SENT, now)
    observe()

    assert [wish.id for wish in wishes.list()] == [december.id]
    with pytest.raises(NotFoundError):
        wishes.get(january.id)
