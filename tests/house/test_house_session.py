"""LinkedIn ends the session, and a person follows the repair."""

from house.household import MODE, PROBLEM, Household
from playwright.sync_api import expect

FRESH = "AQEDAnotherSessionCookieThatIsLongEnoughToLookReal00"


def test_a_repair_asks_for_a_session_and_goes_away_with_it(house: Household) -> None:
    house.birthdays("Vera Primer", li_at=FRESH)
    house.hass.act("select", "select_option", entity_id=MODE, option="automatic")
    house.hass.act("linkedin_auto", "run")
    house.hass.becomes(PROBLEM, "on")
    page = house.frontend.page
    house.frontend.open("config/repairs")
    page.get_by_text("LinkedIn asks you to log in").click()
    cookies = page.get_by_role("textbox", name="Cookies")
    cookies.fill("no cookie at all")
    page.get_by_role("button", name="Submit").click()
    refused = "The engine cannot use these cookies: not a known format"
    expect(page.get_by_text(refused)).to_be_visible()
    cookies.fill(FRESH)
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_text("LinkedIn Auto has a session again")).to_be_visible()
    page.get_by_role("button", name="Finish").click()
    expect(page.get_by_text("There are currently no repairs pending")).to_be_visible()
    house.hass.becomes(PROBLEM, "off")
    house.hass.act("linkedin_auto", "run")
    house.sent("Vera Primer")


def test_a_repair_goes_away_by_itself_when_somebody_logs_in_elsewhere(
    house: Household,
) -> None:
    house.frontend.open("config/repairs")
    page = house.frontend.page
    house.engine.ask("DELETE", "session")
    expect(page.get_by_text("LinkedIn asks you to log in")).to_be_visible()
    house.engine.log_in()
    expect(page.get_by_text("There are currently no repairs pending")).to_be_visible()
