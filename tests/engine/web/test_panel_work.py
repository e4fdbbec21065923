"""What a person does on the other pages, through ingress, at both sizes."""

from datetime import UTC, datetime

from playwright.async_api import Locator, expect
import pytest
import pytest_asyncio

from engine.service.filling import fill
from engine.system.programs import DEAD_OWNER, SLEEP, Started
from engine.web.hands import agree, download, press
from engine.web.visit import Place, Visit

pytestmark = pytest.mark.asyncio(loop_scope="module")

EXPECTED = 20_000
expect.set_options(timeout=EXPECTED)


@pytest_asyncio.fixture(loop_scope="module")
async def visit(place: Place, reader: Visit) -> Visit:
    """A visit to a home where four people are known, on a day when nothing is sent."""
    if not (await place.home.ask("GET", "/api/v1/contacts"))["contacts"]:
        fill(place.home.data, 4)
        await place.home.ask("PUT", "/api/v1/settings", {"days": ["sun"]})
    return reader


async def _open_person(visit: Visit, number: int) -> Locator:
    """Search for somebody and open them; return their row."""
    page = visit.page
    await visit.go("people")
    await page.get_by_label(visit.say("people.search")).fill(f"person {number}")
    await expect(page.locator(".person-row")).to_have_count(1)
    row = page.get_by_role("button", name=f"Élodie Person {number}")
    await row.click()
    return row


async def test_a_person_gets_their_own_name_language_and_text(
    place: Place, visit: Visit
) -> None:
    page, say = visit.page, visit.say
    row = await _open_person(visit, 3)
    details = page.locator(".details")
    await details.get_by_label(say("person.first_name")).fill("Lodie")
    await details.get_by_label(say("person.language"), exact=True).select_option("de")
    async with page.expect_request(lambda asked: asked.method == "PATCH") as asked:
        await press(visit, "action.save").click()
    # What was left alone does not become the person's own choice with it.
    changed = {"first_name": "Lodie", "language": "de"}
    assert (await asked.value).post_data_json == changed
    own = details.get_by_label(say("person.own_text"))
    await own.fill("Liebe {{ first_nam }}!")
    await expect(details.locator(".error")).to_contain_text("first_nam")
    await own.fill("Liebe {{ first_name }}!")
    await expect(details.locator(".preview")).to_contain_text("Liebe Lodie!")
    await press(visit, "action.save").click()
    await expect(row).to_contain_text(say("person.has_text"))
    found = await place.home.ask("GET", "/api/v1/contacts?search=Person 3")
    (person,) = found["contacts"]
    kept = (person["own_text"], person["greeting"], person["language"])
    assert kept == ("Liebe {{ first_name }}!", "Lodie", "de")
    nothing = {"own_text": "", "first_name": "", "language": ""}
    await place.home.ask("PATCH", f"/api/v1/contacts/{person['id']}", nothing)


async def test_a_person_shows_their_past_and_is_blocked_and_let_in_again(
    place: Place, visit: Visit
) -> None:
    page, say = visit.page, visit.say
    row = await _open_person(visit, 3)
    await expect(page.locator(".past blockquote")).to_have_text(
        "=Happy birthday number 3"
    )
    switch = page.get_by_role("switch", name=say("person.block"))
    await switch.check()
    await expect(row).to_contain_text(say("person.is_blocked"))
    await page.get_by_label(say("people.filter")).select_option("blocked")
    await expect(row).to_be_visible()
    await switch.uncheck()
    await expect(row).not_to_contain_text(say("person.is_blocked"))
    found = await place.home.ask("GET", "/api/v1/contacts?search=Person 3")
    assert [each["blocked"] for each in found["contacts"]] == [False]


async def test_a_person_is_forgotten_only_when_asked_twice(
    place: Place, visit: Visit
) -> None:
    page, say = visit.page, visit.say
    name = {"en": "Élodie Person 4", "fr": "Élodie Person 2"}[say.language]
    await visit.go("people")
    row = page.get_by_role("button", name=name)
    await row.click()
    forget = press(visit, "person.forget")
    await forget.click()
    dialog = page.get_by_role("dialog")
    await expect(dialog).to_contain_text(say("person.forget_text", name=name))
    await agree(visit, "action.cancel")
    await expect(row).to_be_visible()
    await forget.click()
    await agree(visit, "person.forget")
    await expect(page.get_by_text(say("person.forgotten", name=name))).to_be_visible()
    await expect(row).to_have_count(0)
    found = await place.home.ask("GET", f"/api/v1/contacts?search={name[-8:]}")
    assert found["contacts"] == []


async def test_settings_hold_at_once_and_say_what_is_wrong_with_a_bad_one(
    place: Place, visit: Visit
) -> None:
    page, say = visit.page, visit.say
    await visit.go("settings")
    limit = page.get_by_role("spinbutton", name=say("field.daily_limit"))
    await limit.fill("7")
    await limit.press("Tab")
    await expect(page.get_by_text(say("saved"))).to_be_visible()
    assert (await place.home.state())["daily_limit"] == 7
    await limit.fill("700")
    await limit.press("Tab")
    wrong = say("settings.whole", min=1, max=100)
    await expect(page.locator(".setting .error")).to_contain_text(wrong)
    await expect(limit).to_have_attribute("aria-invalid", "true")
    await press(visit, "settings.restore_name", field=say("field.daily_limit")).click()
    await expect(limit).to_have_value("15")
    mode = page.get_by_label(say("field.sending_mode"), exact=True)
    await mode.select_option("preview")
    await place.home.until(lambda state: state["sending_mode"] == "preview")
    await mode.select_option("approval")
    await place.home.until(lambda state: state["sending_mode"] == "approval")
    visit.expect("400")


async def test_the_week_shows_and_keeps_the_days_and_the_hours(
    place: Place, visit: Visit
) -> None:
    page, say = visit.page, visit.say
    await place.home.ask(
        "PUT", "/api/v1/settings", {"days": ["sun"], "hours_end": None}
    )
    await visit.go("settings")
    await page.get_by_role("checkbox", name=say("day.sat")).check()
    await expect(page.locator(".day:not(.off) .bar-full")).to_have_count(2)
    end = page.get_by_label(say("field.hours_end"), exact=True)
    hours = page.locator(".card", has=page.get_by_role("group", name=say("field.days")))
    keep = hours.get_by_role("button", name=say("action.save"))
    await end.fill("06:00")
    await keep.click()
    await expect(hours.locator(".error")).to_contain_text(say("wrong.hours_end"))
    await end.fill("21:30")
    await keep.click()
    await place.home.until(lambda state: state["hours_end"] == "21:30")
    # From 07:00 to 21:30 of 24 hours, in percent.
    width = await page.locator(".day:not(.off) .bar-full").first.get_attribute("width")
    assert float(width or 0) == pytest.approx(60.4, abs=0.1)
    reply = await place.home.ask("GET", "/api/v1/settings")
    assert reply["values"]["days"] == ["sat", "sun"]
    visit.expect("400")


async def test_a_place_elsewhere_is_chosen_and_named_where_its_hours_count(
    place: Place, visit: Visit
) -> None:
    page, say = visit.page, visit.say
    await visit.go("settings")
    await page.get_by_label(say("field.timezone")).select_option("America/New_York")
    await page.get_by_label(say("field.language")).select_option("ca")
    await place.home.until(lambda state: state["timezone"] == "America/New_York")
    await expect(page.locator("main")).to_contain_text(say.like("settings.hours_there"))
    back = press(visit, "settings.restore_name", field=say("field.timezone"))
    await back.click()
    await place.home.until(lambda state: state["timezone"] == "Europe/Paris")
    await press(visit, "action.undo").click()
    await place.home.until(lambda state: state["timezone"] == "America/New_York")
    values = (await place.home.ask("GET", "/api/v1/settings"))["values"]
    assert values["language"] == "ca"
    # Never one of the days that were left.
    await page.clock.set_fixed_time(datetime(2026, 11, 23, 15, 0, tzinfo=UTC))
    await visit.go("today")
    reason = page.get_by_text(say.like("why.outside_hours_there"))
    await expect(reason).to_contain_text("America/New York")
    changes = {"timezone": None, "language": None}
    await place.home.ask("PUT", "/api/v1/settings", changes)


async def test_the_machine_is_examined_cleared_and_copied_and_its_log_read(
    visit: Visit,
) -> None:
    page, say = visit.page, visit.say
    await visit.go("system")
    await press(visit, "doctor.examine").click()
    await expect(page.locator(".checks > li").nth(10)).to_be_visible(
        timeout=3 * EXPECTED
    )
    await expect(page.locator(".checks details").first).to_contain_text(
        say("doctor.mend")
    )
    left_behind = Started()(SLEEP, mark=DEAD_OWNER)
    await press(visit, "system.reap").click()
    ended = page.get_by_text(say.like("system.reaped.other")).or_(
        page.get_by_text(say("system.reaped.one", n=1))
    )
    await expect(ended).to_be_visible()
    left_behind.communicate(timeout=EXPECTED / 1000)
    assert left_behind.returncode < 0
    await press(visit, "backup.make").click()
    link = page.get_by_role("link", name=say("backup.download")).first
    assert (await download(page, link)).startswith(b"SQLite")
    log = page.get_by_role("log")
    await expect(log).to_contain_text("service: listening")
    await page.get_by_label(say("logs.level")).select_option("error")
    await expect(log).not_to_contain_text("service: listening")


async def test_the_history_is_filtered_and_taken_away_as_a_table(
    place: Place, visit: Visit
) -> None:
    page, say = visit.page, visit.say
    found = (await place.home.ask("GET", "/api/v1/wishes?state=drafted"))["wishes"]
    if found:
        skip = {"decision": "skip"}
        await place.home.ask("PATCH", f"/api/v1/wishes/{found[0]['id']}", skip)
    everything = (await place.home.ask("GET", "/api/v1/history"))["wishes"]
    skipped = [each for each in everything if each["state"] == "skipped"]
    await visit.go("history")
    await expect(page.locator(".wish")).to_have_count(len(everything))
    await page.get_by_label(say("history.state")).select_option("skipped")
    await expect(page.locator(".wish")).to_have_count(len(skipped))
    table = (await download(page, press(visit, "history.csv"))).decode("utf-8-sig")
    assert len(table.splitlines()) == 1 + len(skipped)
    await page.get_by_label(say("history.state")).select_option("")
    newest = max(each["day"] for each in everything)
    await page.get_by_label(say("history.since"), exact=True).fill(newest)
    of_day = [each for each in everything if each["day"] == newest]
    await expect(page.locator(".wish")).to_have_count(len(of_day))
    await page.get_by_label(say("history.until"), exact=True).fill("2020-01-01")
    await expect(page.get_by_text(say("history.none"))).to_be_visible()
    # Of nothing, English has several and French one.
    form = {"en": "other", "fr": "one"}[say.language]
    summary = say(f"chart.summary.{form}", n=0, weeks=26)
    await expect(page.get_by_role("img")).to_have_attribute("aria-label", summary)
