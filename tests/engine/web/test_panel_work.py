"""What a person does in the panel, through ingress, on a phone."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
import json
from pathlib import Path
from typing import Any

from playwright.async_api import Page, expect
import pytest
import pytest_asyncio

from engine.service.filling import fill
from engine.web.visit import PHONE, Place, Visit, visiting

pytestmark = pytest.mark.asyncio(loop_scope="module")

EXPECTED = 20_000
expect.set_options(timeout=EXPECTED)


@pytest_asyncio.fixture(loop_scope="module")
async def visit(place: Place) -> AsyncIterator[Visit]:
    async with visiting(place.browser, place.url, size=PHONE) as come:
        yield come


async def _wish(place: Place, wish_id: int) -> Any:
    page = await place.home.ask("GET", "/api/v1/wishes?limit=500")
    return next(each for each in page["wishes"] if each["id"] == wish_id)


async def _agree(page: Page, name: str) -> None:
    await page.get_by_role("dialog").get_by_role("button", name=name).click()


async def test_a_preview_shows_live_what_would_be_said_and_sends_nothing(
    place: Place, visit: Visit
) -> None:
    page = visit.page
    await visit.go("today")
    await page.get_by_role("button", name="Preview").click()
    await expect(page.get_by_role("button", name="Stop")).to_be_visible()
    result = page.get_by_role("heading", name="What would be said")
    await expect(result).to_be_visible(timeout=3 * EXPECTED)
    await expect(page.get_by_text("Alice Martin")).to_be_visible()
    assert place.home.received() == []


async def test_wishes_are_approved_edited_skipped_and_people_blocked_with_one_touch(
    place: Place, visit: Visit
) -> None:
    fill(place.home.data, 4)
    # Not today: an approved wish would be sent at once.
    await place.home.ask("PUT", "/api/v1/settings", {"days": ["sun"]})
    page = visit.page
    await visit.go("today")
    await page.get_by_role(
        "button", name="Approve the wish for Élodie Person 1"
    ).click()
    await expect(page.get_by_role("heading", name="1 approved wish")).to_be_visible()
    await page.get_by_role("button", name="Edit the wish for Élodie Person 2").click()
    text = page.get_by_label("Message for Élodie Person 2")
    await text.fill("")
    await expect(page.get_by_text("The text is empty")).to_be_visible()
    await text.fill("All the best, Élodie.")
    await page.get_by_role("button", name="Save and approve").click()
    await expect(page.get_by_role("heading", name="2 approved wishes")).to_be_visible()
    skip = page.get_by_role("button", name="Skip the wish for Élodie Person 3")
    await skip.click()
    await expect(skip).to_have_count(0)
    await page.get_by_role("button", name="Undo").click()
    await expect(skip).to_be_visible()
    assert (await _wish(place, 3))["state"] == "drafted"
    await page.get_by_role("button", name="Block Élodie Person 4").click()
    await expect(page.get_by_text("Élodie Person 4 is blocked.")).to_be_visible()
    assert (await _wish(place, 1))["state"] == "approved"
    assert (await _wish(place, 2))["text"] == "All the best, Élodie."
    # Leaving does at once what could still have been taken back.
    await skip.click()
    await page.goto("about:blank")
    await place.home.until(lambda state: state["counters"]["pending"] == 3)
    assert (await _wish(place, 3))["state"] == "skipped"


async def test_a_message_is_written_with_warnings_previewed_and_kept(
    visit: Visit,
) -> None:
    page = visit.page
    await visit.go("messages")
    await page.get_by_role("button", name="Add").first.click()
    text = page.get_by_label("Message", exact=True)
    save = page.get_by_role("button", name="Save")
    await text.fill("Happy birthday {{ nickname }}")
    await expect(page.locator(".error", has_text="nickname")).to_be_visible()
    await expect(save).to_be_disabled()
    await text.fill("Happy birthday {{ first_name }}, from the panel")
    await page.get_by_label("Shown for").select_option(label="Élodie Person 1")
    await expect(
        page.get_by_text("Happy birthday Élodie, from the panel")
    ).to_be_visible()
    await save.click()
    await expect(page.get_by_text("Yours", exact=True)).to_be_visible()


async def test_messages_are_carried_along_switched_off_and_deleted_with_a_way_back(
    visit: Visit, tmp_path: Path
) -> None:
    page = visit.page
    await visit.go("messages")
    async with page.expect_download() as download:
        await page.get_by_role("button", name="Export").click()
    kept = tmp_path / "messages.json"
    await (await download.value).save_as(kept)
    file = json.loads(kept.read_text(encoding="utf-8"))
    assert any(each["id"] == "fr.birthday.today.01" for each in file["templates"])
    file["templates"] = [
        each | {"text": "Changed {{ first_name }}"}
        for each in file["templates"]
        if each["id"] == "own.en.1"
    ]
    kept.write_text(json.dumps(file), encoding="utf-8")
    await page.locator("input[type=file]").set_input_files(kept)
    await _agree(page, "Import")
    mine = page.locator("li", has_text="Changed First name")
    await expect(mine).to_be_visible()
    await mine.get_by_role("switch").uncheck()
    await expect(mine.locator(".off")).to_be_visible()
    await mine.get_by_role("button", name="Delete").click()
    await expect(mine).to_have_count(0)
    await page.get_by_role("button", name="Undo").click()
    await expect(mine).to_have_count(1)


async def test_a_person_gets_an_own_text_and_is_forgotten_only_when_asked_twice(
    place: Place, visit: Visit
) -> None:
    page = visit.page
    await visit.go("people")
    await page.get_by_label("Search by name").fill("person 4")
    row = page.get_by_role("button", name="Élodie Person 4")
    await expect(page.locator(".person-row")).to_have_count(1)
    await row.click()
    await page.get_by_label("Own text for this person").fill("Dear {{ first_name }}!")
    await expect(page.get_by_text("Dear Élodie!")).to_be_visible()
    async with page.expect_request(lambda asked: asked.method == "PATCH") as asked:
        await page.get_by_role("button", name="Save").click()
    # LinkedIn's own first name does not become the person's choice with it.
    assert (await asked.value).post_data_json == {"own_text": "Dear {{ first_name }}!"}
    await expect(row).to_contain_text("own text")
    await page.get_by_role("button", name="Forget this person").click()
    await page.get_by_role("dialog").get_by_role("button", name="Cancel").click()
    await page.get_by_role("button", name="Forget this person").click()
    await _agree(page, "Forget this person")
    await expect(
        page.get_by_text("Nobody fits.")
        .or_(page.get_by_text("Élodie Person 4 is forgotten."))
        .first
    ).to_be_visible()
    found = await place.home.ask("GET", "/api/v1/contacts?search=Person 4")
    assert found["contacts"] == []


async def test_settings_hold_at_once_and_say_what_is_wrong_with_a_bad_one(
    place: Place, visit: Visit
) -> None:
    page = visit.page
    await visit.go("settings")
    limit = page.get_by_role("spinbutton", name="Messages a day")
    await limit.fill("7")
    await limit.press("Tab")
    await expect(page.get_by_text("Saved.")).to_be_visible()
    assert (await place.home.state())["daily_limit"] == 7
    await limit.fill("700")
    await limit.press("Tab")
    await expect(page.get_by_text("from 1 to 100")).to_be_visible()
    await expect(limit).to_have_attribute("aria-invalid", "true")
    await page.get_by_role(
        "button", name="Back to the app’s value: Messages a day"
    ).click()
    await expect(limit).to_have_value("15")
    await page.get_by_role("checkbox", name="Saturday").check()
    await page.get_by_label("To", exact=True).fill("21:30")
    await (
        page.get_by_role("group", name="Days")
        .locator("xpath=following-sibling::div")
        .get_by_role("button", name="Save")
        .click()
    )
    await place.home.until(lambda state: state["hours_end"] == "21:30")
    reply = await place.home.ask("GET", "/api/v1/settings")
    assert reply["values"]["days"] == ["sat", "sun"]
    visit.expect("400")


async def test_a_place_elsewhere_is_chosen_and_named_where_its_hours_count(
    place: Place, visit: Visit
) -> None:
    page = visit.page
    await visit.go("settings")
    await page.get_by_label("Time zone").select_option(label="New York")
    await page.get_by_label("Language of wishes").select_option(label="Catalan")
    await place.home.until(lambda state: state["timezone"] == "America/New_York")
    hours = page.locator(".card", has=page.get_by_role("heading", name="Hours"))
    await expect(hours).to_contain_text("They are those of America/New York")
    await page.get_by_role("button", name="Back to the app’s value: Time zone").click()
    await place.home.until(lambda state: state["timezone"] == "Europe/Paris")
    await page.get_by_role("button", name="Undo").click()
    await place.home.until(lambda state: state["timezone"] == "America/New_York")
    values = (await place.home.ask("GET", "/api/v1/settings"))["values"]
    assert values["language"] == "ca"
    # Never one of the days that were left.
    await page.clock.set_fixed_time(datetime(2026, 11, 23, 15, 0, tzinfo=UTC))
    await visit.go("today")
    await expect(page.get_by_text("in America/New York, on the chosen")).to_be_visible()
    changes = {"timezone": None, "language": None}
    await place.home.ask("PUT", "/api/v1/settings", changes)


async def test_a_french_reader_is_told_in_french_what_is_wrong(place: Place) -> None:
    async with visiting(place.browser, place.url, language="fr") as visit:
        page = visit.page
        await visit.go("settings")
        limit = page.get_by_role("spinbutton", name="Messages par jour")
        await limit.fill("700")
        await limit.press("Tab")
        error = page.locator(".setting .error")
        await expect(error).to_have_text("Indiquez un nombre entier de 1 à 100.")
        await visit.go("messages")
        await page.get_by_role("button", name="Ajouter").first.click()
        await page.locator(".editor textarea").fill("Bonjour {{ firstname }} !")
        await expect(page.locator(".editor .error")).to_contain_text(
            "Il n’y a pas de variable « firstname ». Vouliez-vous dire first_name ?"
        )
        await visit.go("login")
        await page.get_by_label("Cookies de linkedin.com").fill("rien")
        await page.get_by_role("button", name="Utiliser ces cookies").click()
        await _agree(page, "Utiliser ces cookies")
        trouble = page.locator(".trouble")
        await expect(trouble).to_contain_text("Aucune session LinkedIn")
        await expect(trouble.locator("[lang=en]")).to_be_hidden()
        visit.expect("400")


async def test_the_machine_is_examined_copied_and_its_log_read(visit: Visit) -> None:
    page = visit.page
    await visit.go("system")
    await page.get_by_role("button", name="Examine").click()
    await expect(page.locator(".checks > li").nth(10)).to_be_visible(
        timeout=3 * EXPECTED
    )
    await page.get_by_role("button", name="End leftover processes").click()
    await expect(page.get_by_text("0 processes were ended.")).to_be_visible()
    await page.get_by_role("button", name="Make a copy").click()
    async with page.expect_download() as download:
        await page.get_by_role("link", name="Download").first.click()
    assert (await (await download.value).path()).read_bytes().startswith(b"SQLite")
    log = page.get_by_role("log")
    await expect(log).to_contain_text("service: listening")
    await page.get_by_label("From level").select_option("error")
    await expect(log).not_to_contain_text("service: listening")


async def test_the_history_is_filtered_drawn_and_taken_away_as_a_table(
    visit: Visit,
) -> None:
    page = visit.page
    await visit.go("history")
    await page.get_by_label("State").select_option("skipped")
    await expect(page.locator(".wish")).to_have_count(1)
    await expect(page.get_by_role("img")).to_have_attribute(
        "aria-label", "0 wishes sent in the last 26 weeks"
    )
    async with page.expect_download() as download:
        await page.get_by_role("button", name="Download as CSV").click()
    path = await (await download.value).path()
    assert len(path.read_text("utf-8-sig").splitlines()) == 2


async def test_cookies_are_handed_over_and_log_out_wipes_them(
    place: Place, visit: Visit
) -> None:
    page = visit.page
    await visit.go("login")
    await expect(page.get_by_text("Logged in", exact=True)).to_be_visible()
    await page.get_by_role("button", name="Log out").click()
    await _agree(page, "Log out")
    await expect(page.get_by_text("Not logged in", exact=True)).to_be_visible()
    assert not (await place.home.state())["session"]["present"]
    box = page.get_by_label("Cookies of linkedin.com")
    await box.fill("nonsense")
    await page.get_by_role("button", name="Use these cookies").click()
    await expect(page.get_by_text("No LinkedIn session was found")).to_be_visible()
    await box.fill(place.home.twin.state.scenario.li_at)
    await page.get_by_role("button", name="Use these cookies").click()
    await expect(page.get_by_text("Logged in", exact=True)).to_be_visible()
    await expect(box).to_have_value("")
    visit.expect("400")
