from datetime import date, datetime, timedelta

import pytest

from linkedin_engine.contract.enums import Occasion, WishReason, WishState
from linkedin_engine.domain.ledger import Wish
from linkedin_engine.storage.wishes import WishRepository

from .conftest import AddWish, Lead, Observe

DAY = date(2026, 3, 10)


def test_the_nearest_wish_of_an_occasion_is_found(
    wishes: WishRepository, add_wish: AddWish
) -> None:
    first = add_wish(day=date(2025, 12, 31))
    later = add_wish(contact_id=first.contact_id, day=date(2026, 12, 30))
    contact = first.contact_id

    assert wishes.near(contact, Occasion.BIRTHDAY, date(2026, 1, 2)) == first
    assert wishes.near(contact, Occasion.BIRTHDAY, date(2026, 7, 3)) == later
    assert wishes.near(contact, Occasion.BIRTHDAY, date(2027, 1, 1)) == later
    assert wishes.near(contact, Occasion.BIRTHDAY, date(2027, 7, 2)) is None
    assert wishes.near(contact, Occasion.JOB_CHANGE, date(2026, 1, 2)) is None
    assert wishes.near(contact + 1, Occasion.BIRTHDAY, date(2026, 1, 2)) is None


def test_what_is_due_comes_oldest_first_and_failed_ones_three_times(
    wishes: WishRepository, observe: Observe, add_wish: AddWish, now: datetime
) -> None:
    def of(number: int, days_late: int, **changes: object) -> Wish:
        contact = observe(member_id=f"ACoAA{number}", vanity=f"v{number}")
        day = DAY - timedelta(days=days_late)
        return add_wish(contact_id=contact.id, day=day, **changes)

    today, late = of(1, 0), of(2, 9)
    too_late = of(3, 11)
    of(4, 0, state=WishState.DRAFTED)
    again, given_up = of(5, 1), of(6, 1)
    for _ in range(2):
        wishes.begin_sending(again.id, run_id="run-1", text="Hi", now=now)
        wishes.mark_failed(again.id, WishReason.SEND_FAILED, now)
    for _ in range(3):
        wishes.mark_failed(given_up.id, WishReason.RECIPIENT_UNCONFIRMED, now)
    oldest = DAY - timedelta(days=10)

    assert [w.id for w in wishes.due(oldest_day=oldest)] == [
        late.id,
        again.id,
        today.id,
    ]
    assert [wish.id for wish in wishes.expired(oldest)] == [too_late.id]
    assert wishes.get(given_up.id).attempts == 3
    assert wishes.pending_count() == 5
    assert [w.id for w in wishes.waiting()] == [too_late.id + 1]
    wishes.approve(given_up.id, now=now)
    assert given_up.id in {wish.id for wish in wishes.due(oldest_day=oldest)}


def test_open_intents_and_unverified_wishes_are_found(
    wishes: WishRepository, add_wish: AddWish, now: datetime
) -> None:
    wish = add_wish()
    sending = wishes.begin_sending(wish.id, run_id="run-1", text="Hi", now=now)

    assert wishes.open_intents() == [sending]
    assert wishes.due(oldest_day=DAY) == []
    unverified = wishes.mark_unverified(wish.id, WishReason.SEND_UNCONFIRMED, now)
    assert wishes.open_intents() == []
    assert wishes.unverified() == [unverified]
    released = wishes.release(wish.id)
    assert wishes.due(oldest_day=DAY) == [released]
    assert (released.intent_at, released.attempts) == (None, 1)


@pytest.mark.parametrize(
    ("state", "counts"),
    [(state, state.value in {"sent", "sending", "unverified"}) for state in WishState],
)
def test_limits_count_what_is_or_may_be_on_linkedin(
    wishes: WishRepository,
    lead: Lead,
    now: datetime,
    *,
    state: WishState,
    counts: bool,
) -> None:
    lead(state)

    assert wishes.counted_since(now) == int(counts)
    assert wishes.counted_since(now + timedelta(milliseconds=1)) == 0
    assert wishes.oldest_counted_since(now) == (now if counts else None)


def test_what_was_written_to_a_contact_is_known_for_years(
    wishes: WishRepository, lead: Lead
) -> None:
    sent = lead(WishState.SENT, day=date(2024, 3, 10), template_id="en-7")
    contact = sent.contact_id
    lead(WishState.SENT, contact_id=contact, day=date(2025, 3, 10), template_id=None)
    lead(WishState.SKIPPED, contact_id=contact, template_id="en-9")
    since = date(2024, 3, 10)

    assert wishes.template_ids_since(contact, since) == ["en-7"]
    assert wishes.texts_since(contact, since) == ["Typed", "Typed"]
    assert wishes.template_ids_since(contact, date(2024, 3, 11)) == []
    assert wishes.texts_since(contact + 1, since) == []


def test_what_a_contact_got_comes_in_the_order_it_was_sent(
    wishes: WishRepository, observe: Observe, add_wish: AddWish, now: datetime
) -> None:
    contact = observe().id
    for years, text in ((1, "second"), (0, "third"), (2, "first")):
        day = date(2026 - years, 3, 10)
        wish = add_wish(contact_id=contact, day=day, template_id=f"en-{text}")
        moment = now - timedelta(days=365 * years)
        wishes.begin_sending(wish.id, run_id="run-1", text=text, now=moment)

    since = date(2024, 1, 1)
    assert wishes.texts_since(contact, since) == ["first", "second", "third"]
    assert wishes.template_ids_since(contact, since) == [
        "en-first",
        "en-second",
        "en-third",
    ]


def test_the_list_is_paged_from_the_newest_on(
    wishes: WishRepository, observe: Observe, lead: Lead
) -> None:
    made = []
    for number, state in enumerate(WishState):
        contact = observe(member_id=f"ACoAA{number}", vanity=f"v{number}")
        made.append(lead(state, contact_id=contact.id))
    newest_first = made[::-1]

    assert wishes.list() == newest_first
    assert wishes.list(limit=3) == newest_first[:3]
    assert wishes.list(limit=3, before_id=newest_first[2].id) == newest_first[3:6]
    for states in ({WishState.SENT, WishState.DRAFTED}, {WishState.FAILED}, set()):
        assert wishes.list(states=states) == [
            wish for wish in newest_first if wish.state in states
        ]


def test_moments_keep_their_milliseconds_in_utc(
    wishes: WishRepository, add_wish: AddWish, now: datetime
) -> None:
    moment = now.replace(microsecond=123_999)
    wish = add_wish(now=moment)

    assert wishes.get(wish.id).created_at == now.replace(microsecond=123_000)
    with pytest.raises(TypeError):
        wishes.approve(wish.id, now=now.replace(tzinfo=None))
