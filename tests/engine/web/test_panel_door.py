"""The panel by itself: the token once, then a cookie until the person leaves."""

from playwright.async_api import expect
import pytest

from engine.web.visit import PHONE, Place, visiting
from linkedin_engine.web.visitors import COOKIE

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_person_enters_with_the_token_and_leaves(place: Place) -> None:
    url = f"{place.home.url}/"
    token = (place.home.data / "api_token").read_text().strip()
    async with visiting(place.browser, url, size=PHONE) as visit:
        page = visit.page
        await page.goto(url)
        box = page.get_by_label("API token")
        await box.fill("not the token")
        await page.get_by_role("button", name="Enter").click()
        await expect(page.get_by_text("This is not the API token.")).to_be_visible()
        await box.fill(token)
        heading = page.get_by_role("heading", name="Today")
        # The next try is let in some seconds after a wrong one.
        async with page.expect_response(lambda reply: reply.status == 204) as entered:
            while not await heading.is_visible():
                await page.get_by_role("button", name="Enter").click()
                await page.wait_for_timeout(1000)
        assert (await entered.value).status == 204
        await expect(
            page.get_by_role("heading", name="How things stand")
        ).to_be_visible()
        (cookie,) = await visit.context.cookies()
        assert (cookie["name"], cookie["httpOnly"], cookie["sameSite"]) == (
            COOKIE,
            True,
            "Strict",
        )
        assert token not in await page.evaluate(
            "JSON.stringify(localStorage) + JSON.stringify(sessionStorage)"
        )
        await page.reload()
        await expect(
            page.get_by_role("heading", name="How things stand")
        ).to_be_visible()
        await page.get_by_role("button", name="Leave").click()
        await expect(box).to_be_visible()
        assert await visit.context.cookies() == []
        visit.expect("401")
