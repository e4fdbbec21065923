from dataclasses import replace

import pytest

from linkedin_engine.contract.enums import Occasion, WishReason
from linkedin_engine.domain.celebrations import Celebration
from linkedin_engine.domain.ledger import Contact
from linkedin_engine.errors import LeaveAloneError
from linkedin_engine.linkedin.recipient import (
    BubbleFacts,
    Confirmed,
    Recipient,
    Shape,
    Unconfirmed,
    confirm,
)

ZOE = "ACoAAZoe0000000000000000000000000000001"
OTHER = "ACoAAOther00000000000000000000000000002"

TARGET = Recipient(
    member_id=ZOE,
    vanity="zoe-martin",
    name="Zoé Martin",
    profile_url="https://www.linkedin.com/in/zoe-martin/",
)
CONVERSATION = BubbleFacts(
    shape=Shape.CONVERSATION,
    title_links=(f"/in/{ZOE}/",),
    card_links=(f"https://www.linkedin.com/in/{ZOE}",),
)
DRAFT = BubbleFacts(
    shape=Shape.DRAFT,
    chips=("Zoé Martin",),
    card_links=("/in/zoe-martin/", "/in/zoe-martin/"),
)

PROVED = {
    "a conversation whose title links to the id": (CONVERSATION, TARGET),
    "a conversation before its card has come": (
        replace(CONVERSATION, card_links=()),
        TARGET,
    ),
    "a draft with one chip and the profile's card": (DRAFT, TARGET),
    "a name that is written another way": (
        replace(DRAFT, chips=("  ZOÉ\u00a0Martin ",)),
        TARGET,
    ),
    "a percent-encoded address in another case": (
        replace(DRAFT, card_links=("/in/Zo%C3%A9-Martin/",)),
        replace(TARGET, vanity="zoé-martin"),
    ),
    "a draft whose card links to the id": (
        replace(DRAFT, card_links=(f"/in/{ZOE}/",)),
        replace(TARGET, vanity=None),
    ),
    "a page whose title links to the id": (
        replace(CONVERSATION, shape=Shape.PAGE),
        TARGET,
    ),
    "a page with a new message": (replace(DRAFT, shape=Shape.PAGE), TARGET),
    "an answer of LinkedIn that names the same id": (
        replace(DRAFT, network_ids=(ZOE,)),
        TARGET,
    ),
}

CONTRADICTED = {
    "a conversation with somebody else": replace(
        CONVERSATION, title_links=(f"/in/{OTHER}/",)
    ),
    "an id in another case": replace(
        CONVERSATION, title_links=(f"/in/{ZOE.swapcase()}/",)
    ),
    "an id that only begins like the right one": replace(
        CONVERSATION, title_links=(f"/in/{ZOE}x/",)
    ),
    "a title that links to a vanity": replace(
        CONVERSATION, title_links=("/in/zoe-martin/",)
    ),
    "a title that links to two people": replace(
        CONVERSATION, title_links=(f"/in/{ZOE}/", f"/in/{OTHER}/")
    ),
    "a card inside it of somebody else": replace(
        CONVERSATION, card_links=(f"/in/{OTHER}/",)
    ),
    "a chip with only the first name": replace(DRAFT, chips=("Zoé",)),
    "a chip with a longer name": replace(DRAFT, chips=("Zoé Martin-Petit",)),
    "two chips": replace(DRAFT, chips=("Zoé Martin", "Zoé Martin")),
    "a card of a namesake": replace(DRAFT, card_links=("/in/zoe-martin-2/",)),
    "one card of two that is a namesake's": replace(
        DRAFT, card_links=("/in/zoe-martin/", "/in/zoe-martin-2/")
    ),
    "a card that links to another id": replace(DRAFT, card_links=(f"/in/{OTHER}/",)),
    "an answer of LinkedIn that names somebody else": replace(
        DRAFT, network_ids=(ZOE, OTHER)
    ),
    "a page of somebody else": replace(
        CONVERSATION, shape=Shape.PAGE, title_links=(f"/in/{OTHER}/",)
    ),
}

INCOMPLETE = {
    "a conversation without a link": replace(CONVERSATION, title_links=()),
    "a draft without a chip": replace(DRAFT, chips=()),
    "a draft without a card": replace(DRAFT, card_links=()),
    "a conversation that is a draft as well": replace(
        DRAFT, title_links=(f"/in/{ZOE}/",)
    ),
}


@pytest.mark.parametrize("case", PROVED)
def test_a_conversation_is_the_targets_by_id_or_address(case: str) -> None:
    facts, target = PROVED[case]

    assert confirm(facts, target) == Confirmed(ZOE, target.vanity)


@pytest.mark.parametrize("case", CONTRADICTED)
def test_a_conversation_of_somebody_else_is_contradicted(case: str) -> None:
    verdict = confirm(CONTRADICTED[case], TARGET)

    assert isinstance(verdict, Unconfirmed)
    assert verdict.contradicts


@pytest.mark.parametrize("case", INCOMPLETE)
def test_what_does_not_say_whose_it_is_stays_unconfirmed(case: str) -> None:
    verdict = confirm(INCOMPLETE[case], TARGET)

    assert isinstance(verdict, Unconfirmed)
    assert not verdict.contradicts


@pytest.mark.parametrize("facts", [CONVERSATION, DRAFT])
def test_nothing_proves_a_member_whose_id_is_not_known(facts: BubbleFacts) -> None:
    assert isinstance(confirm(facts, replace(TARGET, member_id=None)), Unconfirmed)


def test_a_draft_with_a_vanity_proves_nobody_who_is_known_by_id_alone() -> None:
    assert isinstance(confirm(DRAFT, replace(TARGET, vanity=None)), Unconfirmed)


def test_a_profile_teaches_the_id_of_somebody_known_by_their_address() -> None:
    known = replace(TARGET, member_id=None)

    assert known.taught(member_id=ZOE, slug="Zoe-Martin").member_id == ZOE


def test_a_profile_teaches_a_new_address_of_somebody_known_by_id() -> None:
    assert TARGET.taught(member_id=ZOE, slug="zoe-petit").vanity == "zoe-petit"


def test_a_profile_that_stayed_at_its_id_keeps_the_known_address() -> None:
    assert TARGET.taught(member_id=ZOE, slug=ZOE).vanity == "zoe-martin"


@pytest.mark.parametrize(
    ("known", "member_id", "slug"),
    [
        (TARGET, OTHER, "zoe-martin"),
        (replace(TARGET, member_id=None), ZOE, "zoe-petit"),
        (replace(TARGET, member_id=None, vanity=None), ZOE, "zoe-martin"),
    ],
)
def test_a_profile_of_somebody_else_teaches_nothing(
    known: Recipient, member_id: str, slug: str
) -> None:
    with pytest.raises(LeaveAloneError) as caught:
        known.taught(member_id=member_id, slug=slug)

    assert caught.value.reason == WishReason.RECIPIENT_UNCONFIRMED


def test_a_card_brings_its_name_and_suggestion_to_a_contact() -> None:
    contact = Contact(
        id=1,
        member_id=ZOE,
        vanity="zoe-old",
        profile_url="https://www.linkedin.com/in/zoe-old/",
        name="Zoé",
        first_name="Zoé",
        language=None,
        own_text=None,
        blocked=False,
    )
    card = Celebration(
        occasion=Occasion.BIRTHDAY,
        name="Zoé Martin",
        first_name="Zoé",
        profile_url=TARGET.profile_url,
        vanity="zoe-martin",
        member_id=ZOE,
        day=None,
        sentence="",
        suggested_text="Happy birthday!",
        already_sent=False,
    )

    assert Recipient.of_contact(contact, card) == replace(
        TARGET, celebration=card, suggested_text="Happy birthday!"
    )
    assert Recipient.of_contact(contact).vanity == "zoe-old"
