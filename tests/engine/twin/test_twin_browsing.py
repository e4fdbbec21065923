"""The twin's lists load, let go and change as LinkedIn's do, in a real browser."""

from urllib.parse import urlsplit

from playwright.async_api import Error as PlaywrightError, Page, expect
import pytest

from engine.twin.conftest import LogIn
from twin.scenario import Variant

pytestmark = pytest.mark.asyncio(loop_scope="module")
CARDS = "[role=listitem][componentkey]"


async def names_on(page: Page) -> list[str]:
    return await page.locator(f"{CARDS} p:first-child").all_inner_texts()


async def test_scrolling_brings_pages_and_then_a_button_does(log_in: LogIn) -> None:
    visit = await log_in("crowd", keep_mounted=0, automatic_pages=2)
    page = visit.page
    cards = page.locator(CARDS)
    more = page.get_by_role("button", name="Load more")
    await expect(cards).to_have_count(10)
    for expected in (20, 30):
        await expect(more).to_have_count(0)
        await cards.last.scroll_into_view_if_needed()
        await expect(cards).to_have_count(expected)
    for expected in (40, 50, 60):
        await cards.last.scroll_into_view_if_needed()
        await expect(cards).to_have_count(expected - 10)
        await more.click()
        await expect(cards).to_have_count(expected)
    await expect(more).to_have_count(0)
    assert await page.evaluate("scrollY") == 0


async def test_a_long_list_lets_go_of_earlier_cards_and_brings_them_back(
    log_in: LogIn,
) -> None:
    visit = await log_in("crowd", automatic_pages=9)
    twin, page = visit.twin, visit.page
    seen: list[str] = []
    await page.mouse.move(500, 400)
    for _ in range(100):
        names = await names_on(page)
        assert len(names) <= 12
        seen += [name for name in names if name not in seen]
        if len(seen) == 60:
            break
        await page.mouse.wheel(0, 400)
        await page.wait_for_timeout(30)
    assert seen == [p.name for p in twin.state.scenario.people]
    assert seen[0] not in await names_on(page)
    await page.evaluate("document.querySelector('main').scrollTop = 0")
    await page.get_by_text(seen[0], exact=True).wait_for()


@pytest.mark.parametrize("variant", list(Variant))
async def test_a_message_that_was_sent_flips_its_card(
    variant: Variant, log_in: LogIn
) -> None:
    visit = await log_in("variant_v3", variant=variant)
    twin, page = visit.twin, visit.page
    grace, oliver = twin.state.scenario.people[:2]
    for member, from_card in ((grace.member_id, True), (oliver.member_id, False)):
        await page.evaluate(
            "detail => dispatchEvent(new CustomEvent('twin:sent', { detail }))",
            {"memberId": member, "fromCard": from_card},
        )
    card = page.locator("[data-twin-card]").first
    assert await card.locator("svg#signal-success-small").count() == 1
    assert await card.locator("svg#send-privately-small").count() == 0
    assert "Message sent" in await card.inner_text()
    assert await page.locator("svg#signal-success-small").count() == 2


async def test_a_changing_card_is_another_members_when_it_is_clicked(
    log_in: LogIn,
) -> None:
    visit = await log_in("changing_card")
    twin, page = visit.twin, visit.page
    grace, oliver = twin.state.scenario.people[:2]
    cta = page.locator(f'a[href*="recipient={grace.member_id}"]')
    await cta.hover()
    assert await cta.count() == 1
    await page.mouse.down()
    assert await cta.count() == 0
    href = await page.locator("[data-twin-cta]").first.get_attribute("href")
    assert href is not None
    assert f"recipient={oliver.member_id}" in href
    assert "Oliver Example" in await names_on(page)


async def test_a_card_changes_under_a_click_without_a_mouse_too(log_in: LogIn) -> None:
    visit = await log_in("changing_card", variant="v1")
    _, oliver = visit.twin.state.scenario.people[:2]
    cta = visit.page.locator("[data-twin-cta]").first
    await cta.evaluate("button => button.click()")
    assert await cta.get_attribute("data-twin-member") == oliver.member_id
    assert "Oliver Example" in (await cta.get_attribute("aria-label") or "")


@pytest.mark.parametrize(
    ("trouble", "error"),
    [
        ("trouble_drop", "ERR_EMPTY_RESPONSE|ERR_CONNECTION_RESET|ERR_SOCKET"),
        ("trouble_redirect_loop", "ERR_TOO_MANY_REDIRECTS"),
    ],
)
async def test_a_page_that_never_comes_is_an_error_of_the_browser(
    trouble: str, error: str, log_in: LogIn
) -> None:
    with pytest.raises(PlaywrightError, match=error):
        await log_in(trouble)


@pytest.mark.parametrize(
    ("changed", "gone"),
    [
        ("no_root", "[data-sdui-screen]"),
        ("no_roles", "[role=listitem], [data-testid=lazy-column]"),
        ("no_links", "[data-twin-card] a[href*='/in/']"),
        ("no_icons", "#send-privately-small, #signal-success-small"),
        ("foreign_page", "[data-twin-card], [data-sdui-screen]"),
    ],
)
async def test_a_changed_page_lacks_what_it_was_known_by(
    changed: str, gone: str, log_in: LogIn
) -> None:
    usual = await log_in("variant_v3_plain")
    assert await usual.page.locator(gone).count() > 0
    visit = await log_in(f"changed_{changed}", games=False)
    assert await visit.page.locator(gone).count() == 0


async def test_half_of_a_changed_page_may_still_look_as_before(log_in: LogIn) -> None:
    visit = await log_in("changed_half")
    assert await names_on(visit.page) == ["Grace Sample", "Wei Mock"]
    assert await visit.page.get_by_text("Oliver Example").count() == 1


async def test_what_a_person_cannot_see_is_bait(log_in: LogIn) -> None:
    visit = await log_in("advertised")
    bait = visit.page.locator("[data-twin-bait=honeypot]")
    assert await bait.is_hidden()
    await bait.evaluate("link => link.click()")
    await visit.page.wait_for_url("**/premium/gift/")
    assert "honeypot" in visit.record.traps


async def test_a_profile_shows_one_message_link_among_its_copies(log_in: LogIn) -> None:
    visit = await log_in("birthdays_en")
    twin, page = visit.twin, visit.page
    person = twin.state.scenario.people[0]
    await page.goto(f"{twin.url}/in/{person.member_id}/")
    assert urlsplit(page.url).path == f"/in/{person.vanity}/"
    card = page.locator('[componentkey*="profile.card"][componentkey$="Topcard"]')
    links = card.locator(f'a[href*="recipient={person.member_id}"]')
    assert await links.count() == 3
    assert await links.filter(visible=True).count() == 1
    assert await card.get_by_text("· 1st").filter(visible=True).count() == 1
    assert await page.locator("aside a[href*='/messaging/compose']").count() == 3


async def test_strangers_and_closed_people_have_no_message_link(log_in: LogIn) -> None:
    visit = await log_in("strangers")
    twin, page = visit.twin, visit.page
    for person in twin.state.scenario.people[:2]:
        await page.goto(f"{twin.url}/in/{person.vanity}/")
        card = page.locator('[componentkey$="Topcard"]')
        assert await card.locator("a[href*='/messaging/compose']").count() == 0


async def test_careless_clicks_are_recorded(log_in: LogIn) -> None:
    visit = await log_in("nagged")
    twin, page = visit.twin, visit.page
    await page.get_by_role("button", name="Get the app").click()
    await page.get_by_role("button", name="Dismiss").click()
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await page.get_by_text("Try Premium").click()
    await page.wait_for_url("**/premium/products/")
    assert set(twin.record.traps) == {"nag", "premium", "visited premium"}
