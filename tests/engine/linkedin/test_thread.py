import base64
from datetime import UTC, date, datetime, timedelta

import pytest

from linkedin_engine.contract.enums import WishReason
from linkedin_engine.errors import LeaveAloneError
from linkedin_engine.linkedin.recipient import Shape
from linkedin_engine.linkedin.thread import (
    Found,
    Message,
    ThreadFacts,
    covers,
    look_for,
    sent_at,
    wished_by_hand,
)

NOW = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)
SINCE = NOW - timedelta(days=3)
BEFORE = SINCE - timedelta(days=300)


def message(
    at: datetime | None,
    *,
    mine: bool = True,
    text: str = "Happy birthday!",
    recalled: bool = False,
) -> Message:
    return Message(urn="", text=text, mine=mine, sent_at=at, recalled=recalled)


def thread(*messages: Message, complete: bool = True) -> ThreadFacts:
    return ThreadFacts(
        shape=Shape.CONVERSATION,
        messages=messages,
        draft="",
        enter_to_send=False,
        has_send_button=True,
        complete=complete,
    )


def urn(text: bytes, encode: str = "standard") -> str:
    encoded = base64.b64encode(text) if encode == "standard" else None
    token = (encoded or base64.urlsafe_b64encode(text).rstrip(b"=")).decode()
    return f"urn:li:msg_message:(urn:li:fsd_profile:ACoAAOwner,2-{token})"


@pytest.mark.parametrize("encode", ["standard", "url"])
def test_a_messages_urn_tells_when_it_was_sent(encode: str) -> None:
    milliseconds = round(NOW.timestamp() * 1000)

    assert sent_at(urn(f"{milliseconds}b00001-001&a_010".encode(), encode)) == NOW


@pytest.mark.parametrize(
    "unreadable",
    [
        "",
        "urn:li:msg_message:(urn:li:fsd_profile:ACoAAOwner,2-MTc3xxxxxxxx)",
        "urn:li:msg_message:(urn:li:fsd_profile:ACoAAOwner,0d3f-4ab2)",
        urn(b"nothing like a time"),
        urn(b"12345b00001"),
    ],
)
def test_a_urn_that_is_not_understood_tells_no_time(unreadable: str) -> None:
    assert sent_at(unreadable) is None


def test_an_own_message_near_the_day_is_the_wish() -> None:
    facts = thread(message(BEFORE), message(SINCE + timedelta(hours=1)))

    assert wished_by_hand(facts, SINCE)


def test_an_own_message_that_was_taken_back_near_the_day_counts_too() -> None:
    assert wished_by_hand(thread(message(NOW, recalled=True)), SINCE)


def test_last_years_wish_and_their_message_of_today_are_no_wish() -> None:
    facts = thread(message(BEFORE), message(NOW, mine=False))

    assert not wished_by_hand(facts, SINCE)


def test_an_own_message_without_a_time_counts_where_an_earlier_one_is_recent() -> None:
    facts = thread(message(NOW, mine=False), message(None))

    assert wished_by_hand(facts, SINCE)


def test_a_conversation_that_does_not_reach_back_is_left_alone() -> None:
    with pytest.raises(LeaveAloneError) as caught:
        wished_by_hand(thread(message(NOW, mine=False), complete=False), SINCE)

    assert caught.value.reason == WishReason.CONVERSATION_UNREADABLE


def test_a_recent_own_message_decides_even_where_the_rest_is_unread() -> None:
    assert wished_by_hand(thread(message(NOW), complete=False), SINCE)


def test_a_bare_date_begins_where_it_begins_first() -> None:
    first_moment = datetime(2026, 3, 9, 10, tzinfo=UTC)

    assert wished_by_hand(thread(message(first_moment)), date(2026, 3, 10))
    earlier = thread(message(first_moment - timedelta(seconds=1)))
    assert not wished_by_hand(earlier, date(2026, 3, 10))


@pytest.mark.parametrize(
    ("messages", "from_top", "expected"),
    [
        ([], True, True),
        ([], False, False),
        ([message(NOW)], True, True),
        ([message(NOW)], False, False),
        ([message(BEFORE, mine=False), message(NOW)], False, True),
        ([message(BEFORE, mine=False), message(None)], False, False),
        ([message(None), message(BEFORE, mine=False)], False, True),
        ([message(None), message(NOW, mine=False)], True, False),
        ([message(None, mine=False), message(NOW)], True, True),
    ],
)
def test_messages_reach_back_where_no_own_one_can_be_missing(
    messages: list[Message],
    from_top: bool,  # noqa: FBT001 - a column of the table
    expected: bool,  # noqa: FBT001 - a column of the table
) -> None:
    assert covers(messages, SINCE, from_top=from_top) is expected


def test_without_a_day_only_the_first_message_of_all_is_far_enough() -> None:
    assert covers([message(BEFORE)], None, from_top=True)
    assert not covers([message(BEFORE)], None, from_top=False)


def test_a_message_that_was_sent_is_found() -> None:
    facts = thread(message(BEFORE), message(NOW, text="Happy\nbirthday!  "))

    assert look_for(facts, "Happy birthday!", SINCE) is Found.FOUND


def test_any_own_message_since_then_counts_as_found() -> None:
    facts = thread(message(NOW, text="By hand"), complete=False)

    assert look_for(facts, "Happy birthday!", SINCE) is Found.FOUND


def test_last_years_message_with_the_same_words_is_not_this_years() -> None:
    assert look_for(thread(message(BEFORE)), "Happy birthday!", SINCE) is (
        Found.NOT_THERE
    )


def test_a_message_is_certainly_not_there_where_everything_was_read() -> None:
    facts = thread(message(NOW, mine=False))

    assert look_for(facts, "Happy birthday!", SINCE) is Found.NOT_THERE
    assert look_for(thread(), "Happy birthday!", SINCE) is Found.NOT_THERE


UNCLEAR = {
    "not everything was read": thread(message(NOW, mine=False), complete=False),
    "an own message was taken back since": thread(message(NOW, recalled=True)),
    "one with the same words has no time": thread(message(None)),
}


@pytest.mark.parametrize("case", UNCLEAR)
def test_it_is_unclear_whether_a_message_is_there_where(case: str) -> None:
    assert look_for(UNCLEAR[case], "Happy birthday!", SINCE) is Found.UNCLEAR


def test_the_facts_tell_who_wrote_last_and_what_has_no_time() -> None:
    facts = thread(message(None), message(NOW, mine=False))

    assert facts.last_is_inbound
    assert facts.has_own_without_time
    assert len(facts.own) == 1
    assert not thread().last_is_inbound
