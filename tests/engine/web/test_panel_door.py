"""The panel by itself: the token once, then a cookie until the person leaves."""

from playwright.async_api import Locator, expect
import pytest

from engine.web.visit import READERS, Place, visiting
from linkedin_engine.web.visitors import COOKIE

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.parametrize(("language", "size"), READERS)
async def test_a_person_enters_with_the_token_and_leaves(
    place: Place, language: str, size: tuple[int, int]
) -> None:
    url = f"{place.home.url}/"
    token = (place.home.data / "api_token").read_text().strip()
    async with visiting(place.browser, url, language=language, size=size) as visit:
        page, say = visit.page, visit.say
        await page.goto(url)
        box = page.get_by_label(say("token.label"))
        await box.fill("not the token")
        enter = page.get_by_role("button", name=say("token.enter"))
        await _press_until(enter, page.get_by_text(say("token.wrong")))
        await box.fill(token)
        heading = page.get_by_role("heading", name=say("page.today"))
        async with page.expect_response(lambda reply: reply.status == 204) as entered:
            await _press_until(enter, heading)
        assert (await entered.value).status == 204
        await expect(
            page.get_by_role("heading", name=say("standing.title"))
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
            page.get_by_role("heading", name=say("standing.title"))
        ).to_be_visible()
        await page.get_by_role("button", name=say("app.leave")).click()
        await expect(box).to_be_visible()
        assert await visit.context.cookies() == []
        visit.expect("401")


async def _press_until(button: Locator, sign: Locator) -> None:
    """Try and try again: the next is let in some seconds after a wrong one."""
    while not await sign.is_visible():
        await button.click()
        await button.page.wait_for_timeout(1000)
