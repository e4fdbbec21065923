"""What becomes of each celebration."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given, strategies as st
import pytest

from linkedin_engine.contract.enums import (
    Occasion,
    SendingMode,
    WishReason,
    WishState,
)
from linkedin_engine.domain.celebrations import Celebration
from linkedin_engine.domain.ledger import Contact, Wish
from linkedin_engine.domain.planning import (
    Action,
    Decision,
    Policy,
    order,
    plan,
    resolve_day,
)

TODAY = date(2026, 11, 23)
CARD = Celebration(
    occasion=Occasion.BIRTHDAY,
    name="Marie Example",
    first_name="Marie",
    profile_url="https://www.linkedin.com/in/marie-example/",
    vanity="marie-example",
    member_id="ACoAAMarie",
    day=TODAY,
    sentence="Celebrate Marie's birthday today",
    suggested_text=None,
    already_sent=False,
)
MARIE = Contact(
    id=1,
    member_id="ACoAAMarie",
    vanity="marie-example",
    profile_url="https://www.linkedin.com/in/marie-example/",
    name="Marie Example",
    first_name="Marie",
    language=None,
    own_text=None,
    blocked=False,
)
WISH = Wish(
    id=1,
    contact_id=1,
    occasion=Occasion.BIRTHDAY,
    day=TODAY,
    state=WishState.DRAFTED,
    text="Happy birthday!",
    template_id=None,
    edited=False,
    reason=None,
    attempts=0,
    created_at=datetime(2026, 11, 23, 8, tzinfo=UTC),
    approved_at=None,
    intent_at=None,
    settled_at=None,
    run_id=None,
)
TODAY_ONLY = Policy(mode=SendingMode.APPROVAL, max_days_late=10, late_allowed=False)
ALSO_LATE = replace(TODAY_ONLY, late_allowed=True)
AUTOMATIC = replace(TODAY_ONLY, mode=SendingMode.AUTOMATIC)
AUTOMATIC_LATE = replace(AUTOMATIC, late_allowed=True)
BLOCKED = replace(MARIE, blocked=True)
UNSENT = [WishState.DRAFTED, WishState.APPROVED]
SETTLED = [state for state in WishState if state not in UNSENT]


def late(days: int) -> Celebration:
    return replace(CARD, day=TODAY - timedelta(days=days))


def decide(
    card: Celebration = CARD,
    policy: Policy = TODAY_ONLY,
    *,
    contact: Contact | None = MARIE,
    existing: Wish | None = None,
) -> Decision:
    return plan(card, contact=contact, existing=existing, today=TODAY, policy=policy)


def skip(reason: WishReason) -> Decision:
    return Decision(Action.SKIP, reason)


@pytest.mark.parametrize("mode", SendingMode)
def test_a_birthday_today_is_drafted_in_every_mode(mode: SendingMode) -> None:
    assert decide(policy=replace(TODAY_ONLY, mode=mode)) == Decision(Action.DRAFT)


def test_somebody_the_ledger_does_not_know_yet_is_drafted() -> None:
    assert decide(contact=None) == Decision(Action.DRAFT)


def test_a_day_that_was_not_understood_is_never_written_to() -> None:
    card = replace(CARD, day=None)

    assert decide(card, AUTOMATIC_LATE) == skip(WishReason.DAY_UNKNOWN)


def test_tomorrow_here_is_today_where_the_person_lives() -> None:
    assert decide(late(-1)).action is Action.DRAFT


def test_a_day_further_ahead_is_left_for_its_day() -> None:
    assert decide(late(-2), AUTOMATIC_LATE).action is Action.LEAVE


def test_a_late_birthday_is_not_the_business_of_the_bot_of_the_day() -> None:
    assert decide(late(1)) == Decision(Action.LEAVE)
    assert decide(late(40)) == Decision(Action.LEAVE)


def test_a_late_birthday_is_drafted_up_to_the_last_day() -> None:
    assert decide(late(10), ALSO_LATE).action is Action.DRAFT
    assert decide(late(11), ALSO_LATE) == skip(WishReason.TOO_LATE)


def test_a_blocked_person_is_left_alone_also_with_an_approved_wish() -> None:
    approved = replace(WISH, state=WishState.APPROVED)

    assert decide(contact=BLOCKED) == skip(WishReason.BLOCKED)
    assert decide(contact=BLOCKED, existing=approved) == skip(WishReason.BLOCKED)


@pytest.mark.parametrize("existing", [None, *UNSENT])
def test_a_card_that_was_used_by_hand_is_not_used_again(
    existing: WishState | None,
) -> None:
    wish = None if existing is None else replace(WISH, state=existing)
    card = replace(CARD, already_sent=True)

    assert decide(card, AUTOMATIC, existing=wish) == skip(WishReason.ALREADY_WISHED)


@pytest.mark.parametrize("state", SETTLED)
@pytest.mark.parametrize("contact", [MARIE, BLOCKED])
@pytest.mark.parametrize("days", [0, 1, 30])
def test_what_was_decided_stays_decided(
    state: WishState, contact: Contact, days: int
) -> None:
    card = replace(late(days), already_sent=state is WishState.SENT)
    wish = replace(WISH, state=state)

    decision = decide(card, AUTOMATIC_LATE, contact=contact, existing=wish)

    assert decision == Decision(Action.LEAVE)


def test_a_draft_becomes_due_once_the_person_chose_automatic() -> None:
    assert decide(policy=AUTOMATIC, existing=WISH) == Decision(Action.PROMOTE)


@pytest.mark.parametrize("mode", [SendingMode.PREVIEW, SendingMode.APPROVAL])
def test_a_draft_waits_for_the_person_in_the_other_modes(mode: SendingMode) -> None:
    policy = replace(TODAY_ONLY, mode=mode)

    assert decide(policy=policy, existing=WISH) == Decision(Action.LEAVE)


def test_yesterday_s_draft_is_promoted_only_by_a_bot_that_wishes_late() -> None:
    wish = replace(WISH, day=TODAY - timedelta(days=1))

    assert decide(late(1), AUTOMATIC, existing=wish).action is Action.LEAVE
    assert decide(late(1), AUTOMATIC_LATE, existing=wish).action is Action.PROMOTE


def test_an_approved_wish_is_due_already() -> None:
    wish = replace(WISH, state=WishState.APPROVED)

    assert decide(policy=AUTOMATIC, existing=wish) == Decision(Action.LEAVE)


@pytest.mark.parametrize("state", UNSENT)
def test_a_wish_nobody_sent_in_time_is_skipped_as_too_late(state: WishState) -> None:
    wish = replace(WISH, state=state, day=TODAY - timedelta(days=11))

    assert decide(late(11), existing=wish) == skip(WishReason.TOO_LATE)


def test_the_oldest_day_is_wished_first() -> None:
    older = replace(WISH, id=2, day=TODAY - timedelta(days=3))
    ahead = replace(WISH, id=3, day=TODAY + timedelta(days=1))
    later = replace(WISH, id=4, created_at=WISH.created_at + timedelta(hours=1))

    ordered = order([later, ahead, WISH, older], TODAY)

    assert [wish.id for wish in ordered] == [2, 1, 3, 4]


def test_a_late_card_read_in_january_belongs_to_december() -> None:
    day = resolve_day(12, 28, date(2027, 1, 3))

    assert day == date(2026, 12, 28)
    assert replace(CARD, day=day).days_late(date(2027, 1, 3)) == 6


@pytest.mark.parametrize(
    ("month", "day", "today", "resolved"),
    [
        (11, 23, date(2026, 11, 23), date(2026, 11, 23)),
        (11, 24, date(2026, 11, 23), date(2026, 11, 24)),
        (11, 25, date(2026, 11, 23), None),
        (1, 1, date(2026, 12, 31), date(2027, 1, 1)),
        (9, 24, date(2026, 11, 23), date(2026, 9, 24)),
        (9, 23, date(2026, 11, 23), None),
        (2, 29, date(2028, 3, 1), date(2028, 2, 29)),
        (2, 29, date(2027, 3, 1), date(2027, 2, 28)),
        (2, 29, date(2028, 2, 28), date(2028, 2, 29)),
        (2, 30, date(2028, 3, 1), None),
        (13, 1, date(2026, 12, 31), None),
        (0, 0, date(2026, 1, 1), None),
        (-1, 10**30, date(2026, 1, 1), None),
        (1, 1, date.min, date.min),
        (12, 31, date.max, date.max),
    ],
)
def test_a_date_without_a_year_is_the_one_of_late(
    month: int, day: int, today: date, resolved: date | None
) -> None:
    assert resolve_day(month, day, today) == resolved


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(-1, 60))
def test_every_day_of_late_is_found_again(today: date, days_late: int) -> None:
    day = today - timedelta(days=days_late)

    assert resolve_day(day.month, day.day, today) == day


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(), st.integers())
def test_no_date_leads_out_of_the_last_sixty_days(
    today: date, month: int, day: int
) -> None:
    resolved = resolve_day(month, day, today)

    assert resolved is None or -1 <= (today - resolved).days <= 60
