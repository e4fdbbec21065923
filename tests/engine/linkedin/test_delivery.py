from dataclasses import replace

from hypothesis import given, strategies as st
import pytest

from linkedin_engine.linkedin.delivery import Delivery, DeliveryFacts, decide_delivery

ARRIVED = DeliveryFacts(
    new_own=1, last_is_ours=True, composer_is_empty=True, composer_holds_text=False
)
KEPT_BACK = DeliveryFacts(
    new_own=0, last_is_ours=False, composer_is_empty=False, composer_holds_text=True
)

SENT = {
    "with LinkedIn's answer": replace(ARRIVED, answer=200),
    "with the mark beside it": replace(ARRIVED, has_sent_mark=True),
    "with the card saying so": replace(ARRIVED, card_says_sent=True),
}
FAILED = {
    "with an error note": replace(KEPT_BACK, has_error_toast=True),
    "with a mark beside it": replace(KEPT_BACK, has_failed_mark=True),
    "with a refusing answer": replace(KEPT_BACK, answer=422),
    "with an error of LinkedIn's": replace(KEPT_BACK, answer=500),
}
UNKNOWN = {
    "it is there, but nothing confirms it": ARRIVED,
    "the composer emptied, and nothing else": replace(
        ARRIVED, new_own=0, last_is_ours=False
    ),
    "LinkedIn accepted it, but it is not there": replace(
        KEPT_BACK, answer=200, composer_is_empty=True, composer_holds_text=False
    ),
    "the text is still in the composer": replace(
        ARRIVED, answer=200, composer_is_empty=False, composer_holds_text=True
    ),
    "two new messages are there": replace(ARRIVED, new_own=2, answer=200),
    "the last message is another one": replace(ARRIVED, last_is_ours=False, answer=200),
    "accepted, and an error note": replace(ARRIVED, answer=200, has_error_toast=True),
    "refused, yet it is there": replace(ARRIVED, answer=500),
    "refused, but the text is gone": replace(
        KEPT_BACK, answer=500, composer_holds_text=False
    ),
    "refused and accepted": replace(KEPT_BACK, answer=500, card_says_sent=True),
    "nothing happened at all": KEPT_BACK,
}


@pytest.mark.parametrize("case", SENT)
def test_a_message_is_sent_where_it_is_there_and_something_confirms_it(
    case: str,
) -> None:
    assert decide_delivery(SENT[case]) is Delivery.SENT


@pytest.mark.parametrize("case", FAILED)
def test_a_message_failed_where_linkedin_says_so_and_the_text_stayed(
    case: str,
) -> None:
    assert decide_delivery(FAILED[case]) is Delivery.FAILED


@pytest.mark.parametrize("case", UNKNOWN)
def test_everything_else_is_unknown(case: str) -> None:
    assert decide_delivery(UNKNOWN[case]) is Delivery.UNKNOWN


ANY_FACTS = st.builds(
    DeliveryFacts,
    new_own=st.integers(0, 2),
    last_is_ours=st.booleans(),
    composer_is_empty=st.booleans(),
    composer_holds_text=st.booleans(),
    answer=st.sampled_from([None, 200, 201, 400, 429, 500]),
    has_sent_mark=st.booleans(),
    has_failed_mark=st.booleans(),
    has_error_toast=st.booleans(),
    card_says_sent=st.booleans(),
)


@given(ANY_FACTS)
def test_no_message_that_is_there_or_was_accepted_is_ever_called_failed(
    facts: DeliveryFacts,
) -> None:
    if decide_delivery(facts) is Delivery.FAILED:
        assert facts.new_own == 0
        assert not facts.was_accepted


@given(ANY_FACTS)
def test_no_message_that_is_not_there_is_ever_called_sent(facts: DeliveryFacts) -> None:
    if decide_delivery(facts) is Delivery.SENT:
        assert facts.new_own == 1
        assert not facts.was_refused


def test_the_evidence_names_what_was_seen() -> None:
    assert replace(ARRIVED, answer=200).evidence() == (
        "new_own=1",
        "answer=200",
        "last_is_ours",
        "composer_is_empty",
    )
