"""Half a year of wishes: who is left today, what is uncertain, and the chart."""

import asyncio
from collections import Counter
from datetime import datetime, timedelta

from playwright.async_api import expect
import pytest
import pytest_asyncio

from engine.runs.house import NOW
from engine.web.furnishing import furnish
from engine.web.visit import Place, Visit

pytestmark = pytest.mark.asyncio(loop_scope="module")

EXPECTED = 30_000
expect.set_options(timeout=EXPECTED)
DECISIONS = {"en": "not_sent", "fr": "sent"}


@pytest_asyncio.fixture(loop_scope="module")
async def visit(place: Place, reader: Visit) -> Visit:
    """A visit to a home with a past, on a day when nothing is sent."""
    if not (await place.home.ask("GET", "/api/v1/wishes"))["wishes"]:
        await place.home.ask("PUT", "/api/v1/settings", {"days": ["sun"]})
        await asyncio.to_thread(furnish, place.home.data, len(DECISIONS))
    await reader.page.clock.set_fixed_time(NOW)
    return reader


async def test_who_has_a_birthday_and_no_wish_is_named(visit: Visit) -> None:
    page, say = visit.page, visit.say
    await visit.go("today")
    others = page.locator(".card", has_text=say.several("today.others", 2))
    await expect(others.locator("li")).to_have_count(2)
    await expect(others).to_contain_text(say("person.is_blocked"))
    await others.get_by_role("link", name=say("today.look")).first.click()
    await expect(page.locator(".person-row")).to_have_count(1)


async def test_what_is_uncertain_is_settled_on_both_pages_and_can_be_taken_back(
    place: Place, visit: Visit
) -> None:
    page, say = visit.page, visit.say
    unsure = (await place.home.state())["counters"]["unverified"]
    decision = DECISIONS[say.language]
    await visit.go("today")
    # First of all that waits.
    first = page.locator("main .card").first
    sent = say.like("wish.was_sent_name")
    await first.get_by_role("button", name=sent).first.click()
    await page.get_by_role("button", name=say("action.undo"), exact=True).click()
    await expect(page.get_by_role("button", name=sent)).to_have_count(unsure)
    assert (await place.home.state())["counters"]["unverified"] == unsure
    await visit.go("history?state=unverified")
    await expect(page.locator(".wish")).to_have_count(unsure)
    key = f"wish.was_{decision}_name"
    await page.get_by_role("button", name=say.like(key)).first.click()
    settled = page.get_by_text(say.like(f"wish.settled.{decision}"))
    await expect(settled).to_be_visible()
    await place.home.until(lambda now: now["counters"]["unverified"] == unsure - 1)
    found = await place.home.ask("GET", "/api/v1/history?state=unverified")
    assert len(found["wishes"]) == unsure - 1


async def test_the_chart_shows_the_wishes_of_each_week(
    place: Place, visit: Visit
) -> None:
    page, say = visit.page, visit.say
    found = await place.home.ask("GET", "/api/v1/history?state=sent&limit=500")
    sent = [datetime.fromisoformat(each["sent_at"]) for each in found["wishes"]]
    weeks = Counter((each - timedelta(days=each.weekday())).date() for each in sent)
    await visit.go("history")
    chart = page.get_by_role("img")
    summary = say.several("chart.summary", len(sent), weeks=26)
    await expect(chart).to_have_attribute("aria-label", summary)
    bars = await chart.locator("rect").evaluate_all(
        "(bars) => bars.map((bar) => Number(bar.getAttribute('height')))"
    )
    monday = NOW.date() - timedelta(days=NOW.weekday())
    asked = [weeks[monday - timedelta(weeks=ago)] for ago in range(25, -1, -1)]
    most = max(asked)
    assert most > 1
    # Of a hundred, of which two are there also for a week without any.
    assert bars == pytest.approx([each / most * 98 + 2 for each in asked])
    await expect(page.locator("figcaption")).to_contain_text(
        say.several("chart.most", most)
    )
