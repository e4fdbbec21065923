"""Today: what waits for a person comes first, and silence is explained."""

import asyncio
from datetime import timedelta
from itertools import count
from typing import Any

from playwright.async_api import Locator, expect
import pytest

from engine.runs.house import NOW
from engine.service.filling import fill
from engine.web.visit import Place, Visit

pytestmark = pytest.mark.asyncio(loop_scope="module")

EXPECTED = 20_000
DOUBLE_TAP = 400
expect.set_options(timeout=EXPECTED)
# People of the tests, of whom each test takes some that no other has touched.
NUMBERS = count(1, 4)
SOMEBODY = {"pending": 1, "birthdays_today": 1, "unverified": 0}
QUIET: dict[str, Any] = {
    "schedule_enabled": True,
    "problems": [],
    "counters": SOMEBODY,
    "session": {"usable": True},
    "last_run": None,
    "timezone": "Europe/Paris",
}
NOBODY = {"pending": 0, "birthdays_today": 0, "unverified": 0}
RUN = {"run_id": "r", "requested_at": NOW.isoformat(), "sent": 0, "found": 0}
# What is so, and the page that is the way out.
WHY: dict[str, tuple[dict[str, Any], str]] = {
    "session_required": ({"session": {"usable": False}}, "login"),
    "checkpoint": ({"waits_for_person": "checkpoint"}, "login"),
    "restricted": ({"waits_for_person": "restricted"}, "login"),
    "page_changed": ({"waits_for_person": "page_changed"}, "system"),
    "too_hot": ({"problems": [{"code": "too_hot"}]}, "system"),
    "disk_full": ({"problems": [{"code": "disk_full"}]}, "system"),
    "memory_short": ({"problems": [{"code": "memory_short"}]}, "system"),
    "zombies": ({"problems": [{"code": "zombies"}]}, "system"),
    "paused": ({"paused_until": (NOW + timedelta(days=2)).isoformat()}, "settings"),
    "last_failed": (
        {"last_run": RUN | {"state": "failed", "reason": "network"}},
        "system",
    ),
    "preview": ({"sending_mode": "preview"}, "settings"),
    "schedule_off": ({"schedule_enabled": False}, "settings"),
    "daily_limit": ({"counters": SOMEBODY | {"daily_allowance": 0}}, "settings"),
    "weekly_limit": ({"counters": SOMEBODY | {"weekly_allowance": 0}}, "settings"),
    "outside_hours": ({"hours_start": "20:00", "hours_end": "21:00"}, "settings"),
    "outside_hours_there": (
        {"timezone": "Asia/Tokyo", "hours_end": "09:00"},
        "settings",
    ),
    "nobody": ({"counters": NOBODY, "last_run": RUN}, ""),
    "never": ({"counters": NOBODY}, ""),
}


async def _people(place: Place) -> list[str]:
    """Write four people with a wish each; on other days than this nothing is sent."""
    first = next(NUMBERS)
    await place.home.ask("PUT", "/api/v1/settings", {"days": ["sun"]})
    await asyncio.to_thread(fill, place.home.data, 4, first=first)
    return [f"Élodie Person {first + number}" for number in range(4)]


async def _wishes(place: Place) -> dict[str, Any]:
    page = await place.home.ask("GET", "/api/v1/wishes?limit=500")
    return {each["name"]: each for each in page["wishes"]}


async def test_silence_is_explained_with_the_way_out(
    reader: Visit,
) -> None:
    page, say = reader.page, reader.say
    await page.clock.set_fixed_time(NOW)
    await reader.go("today")
    for key, (changes, way) in WHY.items():
        await reader.suppose(QUIET | changes)
        reason = page.locator(".reasons li", has_text=say.like(f"why.{key}"))
        await expect(reason, key).to_have_count(1)
        await expect(page.locator(".reasons li"), key).to_have_count(1)
        if way:
            link = reason.get_by_role("link", name=say(f"why.way.{way}"))
            await expect(link, key).to_have_attribute("href", f"#/{way}")
        else:
            assert say("run.preview") in await reason.inner_text()
    await reader.suppose(QUIET)
    await expect(page.locator(".reasons li")).to_have_count(0)
    await expect(page.get_by_text(say("standing.ready"))).to_be_visible()


async def test_a_preview_shows_live_what_would_be_said_and_sends_nothing(
    place: Place, reader: Visit
) -> None:
    page, say = reader.page, reader.say
    await reader.go("today")
    await page.get_by_role("button", name=say("run.preview")).click()
    await expect(page.get_by_role("button", name=say("run.stop"))).to_be_visible()
    result = page.get_by_role("heading", name=say("run.preview_result"))
    await expect(result).to_be_visible(timeout=3 * EXPECTED)
    await expect(page.get_by_text("Alice Martin")).to_be_visible()
    assert place.home.received() == []


async def test_what_waits_comes_first_and_can_be_taken_back(
    place: Place, reader: Visit
) -> None:
    first, *_, last = await _people(place)
    page, say = reader.page, reader.say
    await reader.go("today")
    await expect(page.locator(".wish .button.primary").first).to_be_in_viewport()
    run = page.get_by_role("button", name=say("run.now"))
    assert await _top(_button(reader, "approve", last)) < await _top(run)
    for key, done in (
        ("approve", "wish.approved"),
        ("skip", "wish.skipped"),
        ("block", "person.blocked"),
    ):
        await _decide(reader, key, first)
        await expect(page.get_by_text(say(done, name=first))).to_be_visible()
        await page.get_by_role("button", name=say("action.undo"), exact=True).click()
        await expect(_button(reader, key, first)).to_be_visible()
    assert (await _wishes(place))[first]["state"] == "drafted"


async def test_a_wish_is_approved_edited_skipped_or_its_person_blocked_with_one_touch(
    place: Place, reader: Visit
) -> None:
    one, two, three, four = await _people(place)
    page, say = reader.page, reader.say
    await reader.go("today")
    await _button(reader, "edit", two).click()
    text = page.get_by_label(say("wish.text_for", name=two), exact=True)
    await expect(text).to_be_focused()
    await text.fill("x" * 1001)
    await expect(page.get_by_text(say("text.long", n=1001, max=1000))).to_be_visible()
    await text.fill("")
    await expect(page.get_by_text(say("text.empty"))).to_be_visible()
    await text.fill("All the best, Élodie.")
    await page.get_by_role("button", name=say("wish.save_and_approve")).click()
    await expect(page.get_by_label(say("wish.text_for", name=two))).to_have_count(0)
    pending = (await place.home.state())["counters"]["pending"]
    for key, name in (("approve", one), ("skip", three), ("block", four)):
        await _decide(reader, key, name)
    # Leaving does at once what could still have been taken back.
    await page.goto("about:blank")
    await place.home.until(lambda now: now["counters"]["pending"] == pending - 2)
    found = await _wishes(place)
    states = [found[name]["state"] for name in (one, two, three, four)]
    assert states == ["approved", "approved", "skipped", "skipped"]
    assert found[two]["text"] == "All the best, Élodie."
    blocked = await place.home.ask("GET", "/api/v1/contacts?blocked=true&limit=500")
    assert four in {each["name"] for each in blocked["contacts"]}
    await reader.go("today")
    await expect(_button(reader, "approve", one)).to_have_count(0)
    await expect(_button(reader, "skip", one)).to_be_visible()


async def test_a_second_tap_decides_nothing_about_the_next_wish(
    place: Place, reader: Visit
) -> None:
    *_, last = await _people(place)
    page, say = reader.page, reader.say
    await reader.go("today")
    # The newest is on top, so that another comes up under the finger.
    button = _button(reader, "approve", last)
    await button.scroll_into_view_if_needed()
    box = await button.bounding_box()
    assert box is not None
    await page.mouse.dblclick(box["x"] + box["width"] / 2, box["y"] + 10, delay=50)
    await expect(button).to_have_count(0)
    undo = page.get_by_role("button", name=say("action.undo"), exact=True)
    await expect(undo).to_have_count(1)
    await undo.click()
    await expect(button).to_be_visible()


def _button(reader: Visit, key: str, name: str) -> Locator:
    label = reader.say(f"wish.{key}_name", name=name)
    return reader.page.get_by_role("button", name=label, exact=True)


async def _decide(reader: Visit, key: str, name: str) -> None:
    await _button(reader, key, name).click()
    await expect(_button(reader, key, name)).to_have_count(0)
    # A tap right after another counts as its second half.
    await reader.page.wait_for_timeout(DOUBLE_TAP)


async def _top(place: Locator) -> float:
    box = await place.bounding_box()
    assert box is not None
    return box["y"]
