"""A person who is forgotten is gone, and is not wished again for all that."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from linkedin_engine.contract.enums import Occasion, WishState
from linkedin_engine.errors import ConflictError, NotFoundError
from linkedin_engine.storage import forgetting
from linkedin_engine.storage.contacts import ContactRepository
from linkedin_engine.storage.database import Database
from linkedin_engine.storage.wishes import WishRepository

from .conftest import AddWish, Lead, Observe

DAY = date(2026, 3, 10)
WITHOUT_ID = {"member_id": None, "vanity": "zoe-martin"}
WITHOUT_VANITY = {"member_id": "ACoAAZoe", "vanity": None}


def on_disk(path: Path) -> bytes:
    return b"".join(file.read_bytes() for file in path.parent.iterdir())


def is_known(contacts: ContactRepository, day: date, **identity: str | None) -> bool:
    who = {"member_id": "ACoAAZoe", "vanity": "zoe-martin"} | identity
    return contacts.is_forgotten(
        member_id=who["member_id"],
        vanity=who["vanity"],
        occasion=Occasion.BIRTHDAY,
        day=day,
    )


def test_nothing_of_a_forgotten_person_stays_in_the_files(
    database: Database,
    contacts: ContactRepository,
    wishes: WishRepository,
    observe: Observe,
    lead: Lead,
) -> None:
    url = "https://www.linkedin.com/in/other/"
    other = observe(
        member_id="ACoAAOther", vanity="other", name="Other", profile_url=url
    )
    contact = observe(name="Zoé Unforgettable")
    contacts.set_own_text(contact.id, "Own words for Zoé")
    lead(WishState.SENT, contact_id=contact.id)
    traces = [b"Unforgettable", b"Own words", b"Typed", b"ACoAAZoe", b"zoe-martin"]
    assert all(trace in on_disk(database.path) for trace in traces)

    contacts.forget(contact.id)

    assert [trace for trace in traces if trace in on_disk(database.path)] == []
    assert contacts.page() == [other]
    assert wishes.page() == []
    with pytest.raises(NotFoundError):
        contacts.forget(contact.id)


@pytest.mark.parametrize("seen_again", [{}, WITHOUT_ID, WITHOUT_VANITY])
@pytest.mark.parametrize("state", sorted(set(WishState) - {WishState.SENDING}))
def test_whoever_had_a_wish_gets_no_other_one_for_the_occasion(
    contacts: ContactRepository,
    wishes: WishRepository,
    observe: Observe,
    add_wish: AddWish,
    lead: Lead,
    *,
    seen_again: dict[str, str | None],
    state: WishState,
) -> None:
    contacts.forget(lead(state, day=DAY).contact_id)
    again = observe(**seen_again)

    for day in (DAY, date(2026, 12, 31), DAY - timedelta(days=183)):
        assert is_known(contacts, day, **seen_again)
        with pytest.raises(ConflictError, match="forgotten"):
            add_wish(contact_id=again.id, day=day)
    assert wishes.page() == []
    next_year = add_wish(contact_id=again.id, day=date(2027, 3, 10))
    assert not wishes.is_forgotten(next_year)
    job = add_wish(contact_id=again.id, occasion=Occasion.JOB_CHANGE)
    assert not wishes.is_forgotten(job)


def test_another_member_with_the_same_vanity_is_somebody_else(
    contacts: ContactRepository, observe: Observe, lead: Lead
) -> None:
    contact = lead(WishState.SENT).contact_id
    contacts.set_blocked(contact, blocked=True)
    contacts.forget(contact)

    assert not is_known(contacts, DAY, member_id="ACoAANewOwner")
    assert not is_known(contacts, DAY, member_id="ACoAANewOwner", vanity=None)
    assert not observe(member_id="ACoAANewOwner").blocked
    assert observe(vanity="another-address").blocked


def test_whoever_was_blocked_comes_back_blocked_until_the_person_says_otherwise(
    contacts: ContactRepository, observe: Observe
) -> None:
    contact = observe()
    contacts.set_blocked(contact.id, blocked=True)
    contacts.forget(contact.id)

    again = observe(**WITHOUT_ID)
    assert again.blocked
    contacts.set_blocked(again.id, blocked=False)
    assert not observe().blocked


def test_a_proved_identity_brings_a_block_back_too(
    contacts: ContactRepository, observe: Observe
) -> None:
    contact = observe(**WITHOUT_VANITY)
    contacts.set_blocked(contact.id, blocked=True)
    contacts.forget(contact.id)
    again = observe(**WITHOUT_ID)

    assert not again.blocked
    assert contacts.join(again.id, member_id="ACoAAZoe", vanity=None).blocked


def test_nobody_is_forgotten_while_a_message_is_on_its_way(
    contacts: ContactRepository, wishes: WishRepository, lead: Lead
) -> None:
    wish = lead(WishState.SENDING)

    with pytest.raises(ConflictError, match="on its way"):
        contacts.forget(wish.contact_id)

    assert wishes.get(wish.id) == wish


def test_a_message_to_somebody_forgotten_still_counts_for_the_limits(
    contacts: ContactRepository, wishes: WishRepository, lead: Lead, now: datetime
) -> None:
    contacts.forget(lead(WishState.SENT).contact_id)
    later = now + timedelta(milliseconds=1)

    assert wishes.counted_since(now) == 1
    assert wishes.oldest_counted_since(now) == now
    assert wishes.counted_since(later) == 0
    assert wishes.oldest_counted_since(later) is None


def test_a_mark_goes_when_the_occasion_can_come_up_no_more_but_a_block_stays(
    database: Database, contacts: ContactRepository, observe: Observe, lead: Lead
) -> None:
    contact = lead(WishState.SENT, day=DAY).contact_id
    contacts.set_blocked(contact, blocked=True)
    contacts.forget(contact)
    last_day = DAY + forgetting.KEPT_FOR

    assert forgetting.drop_old(database, last_day) == 0
    assert is_known(contacts, DAY)
    assert forgetting.drop_old(database, last_day + timedelta(days=1)) == 1
    assert not is_known(contacts, DAY)
    assert observe().blocked


def test_marks_of_two_homes_have_nothing_in_common(
    tmp_path: Path, now: datetime
) -> None:
    keys = set()
    for name in ("one", "two"):
        with Database.open(tmp_path / name / "linkedin.db") as database:
            contacts = ContactRepository(database)
            contact = contacts.observe(
                member_id="ACoAAZoe",
                vanity=None,
                profile_url="https://www.linkedin.com/in/zoe/",
                name="Zoé",
                first_name=None,
                birthday=None,
                now=now,
            )
            contacts.set_blocked(contact.id, blocked=True)
            contacts.forget(contact.id)
            row = database.fetch_one("SELECT member_key FROM forgotten")
            assert row is not None
            keys.add(row["member_key"])

    assert len(keys) == 2
