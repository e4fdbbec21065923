"""What a profile's top card proves."""

from dataclasses import replace

import pytest

from linkedin_engine.contract.enums import WishReason
from linkedin_engine.errors import LeaveAloneError, PageChangedError
from linkedin_engine.linkedin.profile import ProfileFacts, learn
from linkedin_engine.linkedin.recipient import Recipient
from linkedin_engine.linkedin.urls import SiteUrls

ZOE = "ACoAAZoe0000000000000000000000000000001"
OTHER = "ACoAAOther00000000000000000000000000002"
URLS = SiteUrls("https://www.linkedin.com")

KNOWN_BY_ADDRESS = Recipient(
    member_id=None, vanity="zoe-martin", name="Zoé Martin", profile_url=""
)
FACTS = ProfileFacts(
    slug="zoe-martin",
    key=f"com.linkedin.sdui.profile.card.ref{ZOE}Topcard",
    degrees=frozenset({1}),
    link_ids=(ZOE,),
    has_premium_link=False,
)

LEFT_ALONE = {
    "another address": (
        replace(FACTS, slug="zoe-petit"),
        WishReason.RECIPIENT_UNCONFIRMED,
    ),
    "links to two people": (
        replace(FACTS, link_ids=(ZOE, OTHER)),
        WishReason.RECIPIENT_UNCONFIRMED,
    ),
    "a link to nobody certain": (
        replace(FACTS, link_ids=(None,)),
        WishReason.RECIPIENT_UNCONFIRMED,
    ),
    "a card of somebody else": (
        replace(FACTS, link_ids=(OTHER,)),
        WishReason.RECIPIENT_UNCONFIRMED,
    ),
    "a second degree": (
        replace(FACTS, degrees=frozenset({2})),
        WishReason.NOT_MESSAGEABLE,
    ),
    "two degrees": (
        replace(FACTS, degrees=frozenset({1, 2})),
        WishReason.NOT_MESSAGEABLE,
    ),
    "no message link": (replace(FACTS, link_ids=()), WishReason.NOT_MESSAGEABLE),
    "only an offer": (
        replace(FACTS, link_ids=(), has_premium_link=True),
        WishReason.PREMIUM_REQUIRED,
    ),
}


def test_a_profile_teaches_the_id_that_its_message_link_names() -> None:
    learned = learn(replace(FACTS, link_ids=(ZOE, ZOE, ZOE)), KNOWN_BY_ADDRESS)

    assert learned.member_id == ZOE
    assert learned.vanity == "zoe-martin"


@pytest.mark.parametrize("case", LEFT_ALONE)
def test_a_profile_is_left_alone_that_shows(case: str) -> None:
    facts, reason = LEFT_ALONE[case]

    with pytest.raises(LeaveAloneError) as caught:
        learn(facts, KNOWN_BY_ADDRESS)

    assert caught.value.reason == reason


def test_a_profile_without_any_degree_is_a_changed_page() -> None:
    with pytest.raises(PageChangedError):
        learn(replace(FACTS, degrees=frozenset()), KNOWN_BY_ADDRESS)


@pytest.mark.parametrize(
    ("leaf", "degrees"),
    [
        ("· 1st", {1}),
        ("1er", {1}),
        ("· 1.", {1}),
        ("1.º", {1}),
        ("·\u00a01", {1}),
        ("· 2nd", {2}),
        ("3rd+", {3}),
        ("1", set()),
        ("12 mutual connections", set()),
        ("2 followers", set()),
        ("500+", set()),
        ("1st degree connection", set()),
    ],
)
def test_the_degree_is_read_by_its_number_in_any_language(
    leaf: str, degrees: set[int]
) -> None:
    raw = {"key": "", "leaves": [leaf], "messageLinks": [], "hasPremiumLink": False}
    address = "https://www.linkedin.com/in/zo%C3%A9-martin/?x=1"

    facts = ProfileFacts.of(raw, address, URLS)

    assert facts.degrees == degrees
    assert facts.slug == "zoé-martin"
