"""What somebody before the panel does again and again."""

from playwright.async_api import Locator, Page

from engine.web.visit import Visit


def press(visit: Visit, key: str, **values: object) -> Locator:
    """Return the first button that says this."""
    name = visit.say(key, **values)
    return visit.page.get_by_role("button", name=name, exact=True).first


async def agree(visit: Visit, key: str) -> None:
    """Answer the question that is asked."""
    dialog = visit.page.get_by_role("dialog")
    await dialog.get_by_role("button", name=visit.say(key), exact=True).click()


async def download(page: Page, button: Locator) -> bytes:
    """Press, and return the file that comes."""
    async with page.expect_download() as begun:
        await button.click()
    return (await (await begun.value).path()).read_bytes()
