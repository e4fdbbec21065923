"""Real runs before the eyes of a person, and an engine that goes and comes back."""

from collections.abc import AsyncIterator

from playwright.async_api import Page, Response, expect
import pytest
import pytest_asyncio

from engine.runs.house import NOW
from engine.web.visit import Place, Visit, visiting

pytestmark = pytest.mark.asyncio(loop_scope="module")

PATIENCE = 30_000
expect.set_options(timeout=PATIENCE)
# Keeps every sentence that the status of a run says.
LISTEN = """() => {
    window.said = new Set();
    new MutationObserver(() => {
        for (const each of document.querySelectorAll(".strip [role=status]")) {
            window.said.add(each.innerText);
        }
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
}"""


@pytest_asyncio.fixture(loop_scope="module")
async def visit(place: Place) -> AsyncIterator[Visit]:
    async with visiting(place.browser, place.url) as come:
        await come.page.clock.set_fixed_time(NOW)
        yield come


async def test_wishes_are_found_approved_all_at_once_and_sent_while_one_watches(
    place: Place, visit: Visit
) -> None:
    page = visit.page
    await visit.go("today")
    await page.evaluate(LISTEN)
    await page.get_by_role("button", name="Run now").click()
    await expect(
        page.get_by_role("heading", name="2 wishes to approve")
    ).to_be_visible()
    await place.home.idle()
    await page.get_by_role("button", name="Approve all").click()
    dialog = page.get_by_role("dialog")
    await expect(dialog).to_contain_text("2 messages will be sent")
    await dialog.get_by_role("button", name="Approve").click()
    await expect(
        page.get_by_role("heading", name="2 wishes sent today")
    ).to_be_visible()
    assert place.home.received() == ["Alice Martin", "Bruno Keller"]
    said = await page.evaluate("[...window.said]")
    for step in ("reading the birthdays", "opening a conversation", "of 2)"):
        assert any(step in each for each in said), said
    # What the run itself logged, in a process of its own.
    await visit.go("system")
    await expect(page.get_by_role("log")).to_contain_text("wish_clicked")
    assert "Alice" not in await page.get_by_role("log").inner_text()


async def test_a_run_is_stopped(place: Place, visit: Visit) -> None:
    page = visit.page
    place.home.twin.state.scenario.latency_ms = 1500
    await visit.go("today")
    await page.get_by_role("button", name="Run now").click()
    strip = page.get_by_role("region", name="Progress of the run")
    await expect(strip).to_contain_text("reading the birthdays")
    # It stays in sight and in reach on every page.
    await visit.go("people")
    await expect(strip).to_be_in_viewport()
    await strip.get_by_role("button", name="Stop").click()
    await expect(strip).to_have_count(0)
    await visit.go("today")
    await expect(page.locator(".result")).to_contain_text("It was stopped.")
    place.home.twin.state.scenario.latency_ms = 0
    state = await place.home.idle()
    assert (state["last_run"]["state"], state["last_run"]["reason"]) == (
        "stopped",
        "cancelled",
    )


async def test_too_many_requests_at_once_only_take_longer(
    place: Place, visit: Visit
) -> None:
    page = visit.page
    await visit.go("settings")
    switch = page.get_by_role("switch", name="Run by itself every day")
    await page.evaluate("window.crowd = setInterval(() => fetch('api/v1/session'), 20)")
    status = 0
    while status != 429:
        async with page.expect_response(_is_change) as reply:
            await switch.click()
        status = (await reply.value).status
    await page.evaluate("clearInterval(window.crowd)")
    is_on = await switch.is_checked()
    await place.home.until(lambda now: now["schedule_enabled"] is is_on)
    await place.home.ask("PUT", "/api/v1/settings", {"schedule_enabled": False})


async def test_the_page_finds_the_engine_again_after_it_was_started_anew(
    place: Place, visit: Visit
) -> None:
    home, page = place.home, visit.page
    said = await home.logged("listening")
    home.words = ("--port", str(said["port"]))
    home.words += ("--ingress-port", str(said["ingress_port"]))
    await visit.go("today")
    await home.end()
    await expect(page.get_by_text("The engine does not answer.")).to_be_visible()
    await _press_in_vain(page)
    await home.start()
    await home.ask("PUT", "/api/v1/settings", {"sending_mode": "preview"})
    await expect(page.get_by_text("The engine does not answer.")).to_be_hidden()
    await expect(
        page.get_by_text("drafts are written, nothing is sent")
    ).to_be_visible()
    visit.troubles.clear()


def _is_change(reply: Response) -> bool:
    return reply.request.method == "PUT"


async def _press_in_vain(page: Page) -> None:
    await page.get_by_role("button", name="Preview").click()
    await expect(page.get_by_role("alert").last).to_contain_text(
        "Home Assistant cannot reach the engine."
    )
