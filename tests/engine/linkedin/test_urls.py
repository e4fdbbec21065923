"""Links are read by what they carry, and only LinkedIn's own links count."""

from hypothesis import given, strategies as st
import pytest

from linkedin_engine.linkedin.urls import LinkOccasion, SiteUrls, is_under

SITE = SiteUrls("https://www.linkedin.com")
ID = "ACoAAInvented0Member-Id_000000000000aA1"
OTHER = "ACoAAInvented0Member-Id_000000000000Aa1"
CARD = (
    f"/messaging/compose/?profileUrn=urn%3Ali%3Afsd_profile%3A{ID}&recipient={ID}"
    "&propUrn=urn%3Ali%3Aprop%3A%28BIRTHDAY%2C_01ACoAAInvented0%29"
    "&body=Je+vous+souhaite+un+tr%C3%A8s+joyeux+anniversaire.&interop=msgOverlay"
)
member_ids = st.from_regex(r"\AACoA[A-Za-z0-9_-]{1,40}\Z")


def test_the_pages_have_their_known_addresses() -> None:
    assert SITE.feed == "https://www.linkedin.com/feed/"
    assert SITE.birthdays == "https://www.linkedin.com/mynetwork/catch-up/birthday/"
    assert SITE.catch_up_all == "https://www.linkedin.com/mynetwork/catch-up/all/"
    assert SITE.profile("zoé") == "https://www.linkedin.com/in/zo%C3%A9/"


def test_a_base_address_with_a_slash_gives_the_same_addresses() -> None:
    assert SiteUrls("https://www.linkedin.com/").feed == SITE.feed


def test_a_birthday_card_names_its_member_its_occasion_and_its_suggestion() -> None:
    link = SITE.compose_link(CARD)
    assert link is not None
    assert link.member_id == ID
    assert link.occasion is LinkOccasion.BIRTHDAY
    assert link.body == "Je vous souhaite un très joyeux anniversaire."


@pytest.mark.parametrize(
    ("urn", "occasion"),
    [
        ("&propUrn=urn%3Ali%3Aactivity%3A71", LinkOccasion.ACTIVITY),
        ("&propUrn=urn:li:prop:(BIRTHDAY,_01x)", LinkOccasion.BIRTHDAY),
        ("&propUrn=urn:li:prop:(NEW_JOB,_01x)", LinkOccasion.NONE),
        ("&propUrn=x-urn:li:prop:(BIRTHDAY,_01x)", LinkOccasion.NONE),
        (
            "&propUrn=urn:li:prop:(BIRTHDAY,_1)&propUrn=urn:li:activity:1",
            LinkOccasion.NONE,
        ),
        ("", LinkOccasion.NONE),
    ],
)
def test_the_kind_of_occasion_is_in_the_prop_urn(
    urn: str, occasion: LinkOccasion
) -> None:
    link = SITE.compose_link(f"/messaging/compose/?recipient={ID}{urn}")
    assert link is not None
    assert link.occasion is occasion
    assert link.body is None


@pytest.mark.parametrize(
    "href",
    [
        f"/messaging/compose/?profileUrn=urn:li:fsd_profile:{ID}&recipient={OTHER}",
        f"/messaging/compose/?recipient={ID}&recipient={OTHER}",
        "/messaging/compose/?recipient=urn%3Ali%3Afsd_company%3A77",
        f"/messaging/compose/?recipient={ID}%2C{OTHER}",
        "/messaging/compose/?recipient=acoaapty",
        "/messaging/compose/",
        f"/messaging/composer/?recipient={ID}",
        f"/messaging/thread/new/?recipient={ID}",
        f"https://www.linkedin.com.example.org/messaging/compose/?recipient={ID}",
        f"https://www.linkedin.com@example.org/messaging/compose/?recipient={ID}",
        f"//example.org/messaging/compose/?recipient={ID}",
        f"javascript:open('/messaging/compose/?recipient={ID}')",
        "https://[broken/messaging/compose/",
        "",
        None,
    ],
)
def test_a_link_that_does_not_write_to_exactly_one_member_is_none(
    href: str | None,
) -> None:
    assert SITE.compose_link(href) is None


@pytest.mark.parametrize(
    ("href", "vanity"),
    [
        ("https://www.linkedin.com/in/camille-exemple/", "camille-exemple"),
        ("/in/Camille-Exemple?miniProfileUrn=x", "camille-exemple"),
        ("/in/zo%C3%A9-gabarit/", "zoé-gabarit"),
        ("/in/zoe%CC%81-gabarit/", "zoé-gabarit"),
        ("/in/%D9%85%D8%AD%D9%85%D8%AF", "محمد"),
        ("/in/someone/overlay/contact-info/", "someone"),
        (f"/in/{ID}/", None),
        ("/in/", None),
        ("/in", None),
        ("/insights/someone/", None),
        ("/company/someone/", None),
        ("https://de.example.org/in/someone/", None),
        (None, None),
    ],
)
def test_a_vanity_is_read_decoded_and_comparable(
    href: str | None, vanity: str | None
) -> None:
    assert SITE.vanity_from(href) == vanity


@given(member_ids)
def test_a_member_id_comes_back_exactly_as_it_was_written(member_id: str) -> None:
    assert SITE.member_id_from(SITE.compose(member_id)) == member_id
    assert SITE.member_id_from(SITE.profile(member_id)) == member_id
    assert SITE.vanity_from(SITE.profile(member_id)) is None


def test_ids_that_differ_in_one_capital_are_two_members() -> None:
    href = f"/messaging/compose/?recipient={ID}&profileUrn=urn:li:fsd_profile:{OTHER}"
    assert SITE.member_id_from(href) is None
    assert SITE.member_id_from(SITE.profile(ID)) != SITE.member_id_from(
        SITE.profile(OTHER)
    )


@given(st.text(min_size=1, max_size=30).filter(lambda s: s.strip("./ \t\n\r") == s))
def test_any_vanity_survives_the_way_into_an_address_and_back(word: str) -> None:
    read = SITE.vanity_from(SITE.profile(word))
    assert read == SITE.vanity_from(SITE.profile(read or word))


@given(st.text(max_size=80))
def test_no_text_makes_the_reading_of_a_link_fail(href: str) -> None:
    SITE.compose_link(href)
    SITE.vanity_from(href)
    SITE.member_id_from(href)


@pytest.mark.parametrize(
    ("path", "prefix", "is_so"),
    [
        ("/mynetwork/catch-up/birthday/", "/mynetwork/catch-up", True),
        ("/mynetwork/catch-up", "/mynetwork/catch-up/", True),
        ("/mynetwork/catch-ups/", "/mynetwork/catch-up", False),
        ("/loginwall", "/login", False),
    ],
)
def test_paths_are_compared_word_by_word(
    path: str, prefix: str, *, is_so: bool
) -> None:
    assert is_under(path, prefix) is is_so


def test_another_site_of_the_settings_has_its_own_links() -> None:
    twin = SiteUrls("http://127.0.0.1:8123")
    assert twin.vanity_from("http://127.0.0.1:8123/in/someone/") == "someone"
    assert twin.vanity_from("http://127.0.0.1:8124/in/someone/") is None
    assert twin.vanity_from("https://www.linkedin.com/in/someone/") is None
