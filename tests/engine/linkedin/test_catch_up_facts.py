"""What a card means, decided from its facts alone."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from linkedin_engine.domain.celebrations import Celebration
from linkedin_engine.linkedin.catch_up_facts import (
    ButtonFacts,
    CardFacts,
    CatchUpFacts,
    NotBirthday,
    Reading,
    card_person,
    is_stray,
)
from linkedin_engine.linkedin.urls import SiteUrls

SITE = SiteUrls("https://www.linkedin.com")
TODAY = date(2026, 11, 23)
ID = "ACoAAInvented0Member-Id_000000000000aA1"
OTHER_ID = "ACoAAAnother0Member-Id_0000000000000bB2"
PROFILE = "https://www.linkedin.com/in/camille-exemple/"
WISH = "Wishing you a very happy birthday!"
BIRTHDAY = "&propUrn=urn%3Ali%3Aprop%3A(BIRTHDAY%2C_01x)"
ACTIVITY = "&propUrn=urn%3Ali%3Aactivity%3A7"


def _link(member_id: str = ID, about: str = BIRTHDAY) -> str:
    return f"/messaging/compose/?recipient={member_id}{about}&body=Happy+day"


def _card(**words: Any) -> CardFacts:
    parts: dict[str, Any] = {
        "profile_hrefs": (PROFILE,),
        "compose_hrefs": (_link(),),
        "paragraphs": ("Camille Exemple", "Celebrate Camille’s birthday today"),
        "labels": ("Camille Exemple’s profile picture", f"Message Camille: {WISH}"),
    }
    return CardFacts(**parts | words)


def _button_card(**words: Any) -> CardFacts:
    label = f"Message Camille Exemple: {WISH}"
    button = ButtonFacts(label=label, text=WISH, is_marked=True)
    return _card(**{"compose_hrefs": (), "buttons": (button,)} | words)


def _read(card: CardFacts, *, birthdays_only: bool = True) -> Celebration | NotBirthday:
    reading = Reading(
        urls=SITE, today=TODAY, language="en", birthdays_only=birthdays_only
    )
    return reading.celebration(card)


def _celebration(card: CardFacts) -> Celebration:
    read = _read(card)
    assert isinstance(read, Celebration)
    return read


def test_a_card_with_a_link_is_somebodys_birthday() -> None:
    read = _celebration(_card())
    assert (read.member_id, read.vanity) == (ID, "camille-exemple")
    assert (read.name, read.first_name) == ("Camille Exemple", "Camille")
    assert read.day == TODAY
    assert read.profile_url == PROFILE
    assert read.suggested_text == "Happy day"
    assert not read.already_sent


def test_a_card_with_a_button_is_a_birthday_by_its_tab_and_known_by_its_vanity() -> (
    None
):
    read = _celebration(_button_card())
    assert (read.member_id, read.vanity) == (None, "camille-exemple")
    assert read.suggested_text == WISH
    elsewhere = _read(_button_card(), birthdays_only=False)
    assert elsewhere is NotBirthday.NOT_UNDERSTOOD


def test_a_sent_card_is_a_birthday_by_its_tab() -> None:
    sent = _card(compose_hrefs=(), is_sent=True)
    assert _celebration(sent).already_sent
    assert _read(sent, birthdays_only=False) is NotBirthday.OTHER_OCCASION


def test_a_card_whose_link_is_about_something_else_is_no_birthday() -> None:
    card = _card(compose_hrefs=(_link(about=ACTIVITY),))
    for birthdays_only in (True, False):
        read = _read(card, birthdays_only=birthdays_only)
        assert read is NotBirthday.OTHER_OCCASION


def test_a_birthday_link_counts_on_every_tab() -> None:
    assert isinstance(_read(_card(), birthdays_only=False), Celebration)


@pytest.mark.parametrize(
    "card",
    [
        _card(compose_hrefs=(_link(about=""),)),
        _card(compose_hrefs=(_link(), _link(OTHER_ID))),
        _card(compose_hrefs=("/messaging/compose/?recipient=nobody",)),
        _card(profile_hrefs=(PROFILE, "https://www.linkedin.com/in/another/")),
        _card(profile_hrefs=("https://example.org/in/camille-exemple/",)),
        _card(profile_hrefs=(f"/in/{OTHER_ID}/",)),
        _card(is_sent=True),
        _card(paragraphs=(), lines=()),
        _card(paragraphs=("Camille Exemple",)),
        _card(paragraphs=("Somebody Else", "Celebrate Camille’s birthday today")),
        _card(compose_hrefs=()),
        _button_card(buttons=(ButtonFacts(label="", text="Follow", is_marked=False),)),
        _button_card(
            buttons=(
                ButtonFacts(label="", text="Say hello", is_marked=True),
                ButtonFacts(label="", text="Say goodbye", is_marked=True),
            )
        ),
    ],
)
def test_a_card_that_could_mean_two_things_is_not_understood(card: CardFacts) -> None:
    assert _read(card) is NotBirthday.NOT_UNDERSTOOD


def test_a_profile_link_by_id_must_be_the_links_member() -> None:
    read = _celebration(_card(profile_hrefs=(f"/in/{ID}/",)))
    assert (read.member_id, read.vanity) == (ID, None)
    assert read.profile_url == f"https://www.linkedin.com/in/{ID}/"


def test_a_button_without_an_icon_counts_when_its_label_says_to_whom_and_what() -> None:
    label = f"Message Camille Exemple: {WISH}"
    button = ButtonFacts(label=label, text=WISH, is_marked=False)
    assert _celebration(_button_card(buttons=(button,))).suggested_text == WISH


def test_the_lines_of_a_card_serve_where_its_paragraphs_do_not_hold_the_name() -> None:
    card = _card(
        paragraphs=("Celebrate Camille’s birthday today", "Message sent"),
        lines=("Camille Exemple", "Celebrate Camille’s birthday today", "Message sent"),
    )
    assert _celebration(card).name == "Camille Exemple"


def test_a_sentence_nobody_knows_gives_a_celebration_without_a_day() -> None:
    card = _card(paragraphs=("Camille Exemple", "Celebrate Camille’s day in a while"))
    assert _celebration(card).day is None


def test_a_late_card_read_in_january_belongs_to_december() -> None:
    sentence = "Celebrate Camille’s recent birthday on Dec 28"
    reading = Reading(
        urls=SITE, today=date(2027, 1, 3), language="en", birthdays_only=True
    )
    read = reading.celebration(_card(paragraphs=("Camille Exemple", sentence)))
    assert isinstance(read, Celebration)
    assert read.day == date(2026, 12, 28)
    assert read.days_late(date(2027, 1, 3)) == 6


@pytest.mark.parametrize(
    ("item", "counts"),
    [
        (_card(), True),
        (_card(compose_hrefs=()), True),
        (_card(profile_hrefs=()), True),
        (_button_card(profile_hrefs=()), True),
        (
            CardFacts(
                profile_hrefs=(),
                compose_hrefs=(
                    "/messaging/compose/?recipient=urn%3Ali%3Afsd_company%3A7",
                ),
            ),
            False,
        ),
        (CardFacts(profile_hrefs=("https://example.org/in/camille/",)), False),
        (CardFacts(profile_hrefs=()), False),
    ],
)
def test_an_item_about_a_member_counts_and_an_advertisement_does_not(
    item: CardFacts, *, counts: bool
) -> None:
    assert is_stray(item, SITE) is counts


def test_a_person_is_known_by_id_before_vanity() -> None:
    celebration = _celebration(_card())
    person = card_person(_card(), SITE)
    assert person is not None
    assert person.is_of(celebration)
    assert not person.is_of(replace(celebration, member_id=OTHER_ID))
    assert person.is_of(replace(celebration, member_id=None))
    assert not person.is_of(replace(celebration, member_id=None, vanity="another"))
    assert not person.is_of(replace(celebration, member_id=None, vanity=None))


EMPTY = CatchUpFacts(
    path="/mynetwork/catch-up/birthday/",
    screen="com.linkedin.sdui.flagshipnav.mynetwork.CatchUpBirthday",
    has_root=True,
    is_busy=False,
    is_at_end=True,
    offset=0,
    cards=(),
    others=(),
    loose_signs=0,
    headings=1,
    opaque=(),
)


def test_an_empty_list_is_believed_when_the_page_says_so() -> None:
    assert EMPTY.says_nobody
    assert replace(EMPTY, screen="").says_nobody


@pytest.mark.parametrize(
    "doubt",
    [
        {"has_root": False},
        {"is_busy": True},
        {"cards": (_card(),)},
        {"others": (_card(),)},
        {"loose_signs": 1},
        {"headings": 0},
        {"headings": 9},
        {"path": "/mynetwork/catch-up/all/"},
        {"screen": "com.linkedin.sdui.flagshipnav.mynetwork.CatchUpAll"},
    ],
)
def test_an_empty_list_is_not_believed_with_any_doubt(doubt: dict[str, Any]) -> None:
    assert not replace(EMPTY, **doubt).says_nobody


@pytest.mark.parametrize("days", [0, 1, 30])
def test_days_late_are_whole_days_since_the_day(days: int) -> None:
    celebration = replace(_celebration(_card()), day=TODAY - timedelta(days=days))
    assert celebration.days_late(TODAY) == days
