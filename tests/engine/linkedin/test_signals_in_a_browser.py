"""Obstacles as Chromium meets them on the way to a page."""

from collections.abc import AsyncIterator

from playwright.async_api import Browser, Page
import pytest
import pytest_asyncio

from engine.linkedin.reading import chromium, visitor
from linkedin_engine.errors import (
    BrowserCrashedError,
    CheckpointError,
    EngineError,
    LinkedInLimitError,
    NetworkError,
    PageChangedError,
    RestrictedError,
    SessionRequiredError,
)
from linkedin_engine.linkedin.dialogs import blocking_dialogs, clear_the_way
from linkedin_engine.linkedin.signals import (
    check_still_there,
    goto,
    open_page,
    ui_language,
)
from linkedin_engine.linkedin.signals_rules import PageState, classify
from linkedin_engine.linkedin.urls import CATCH_UP_PATH, SiteUrls
from twin.scenario import Obstacle, Person, Scenario, Trouble, Variant
from twin.server import Twin, running

pytestmark = pytest.mark.asyncio(loop_scope="module")

STOPS: dict[Obstacle, tuple[PageState | None, type[EngineError]]] = {
    Obstacle.AUTHWALL: (PageState.LOGGED_OUT, SessionRequiredError),
    Obstacle.LOGIN: (PageState.LOGGED_OUT, SessionRequiredError),
    Obstacle.ACCOUNT_PICKER: (PageState.LOGGED_OUT, SessionRequiredError),
    Obstacle.REDIRECT_LOOP: (None, SessionRequiredError),
    Obstacle.CHECKPOINT: (PageState.CHECKPOINT, CheckpointError),
    Obstacle.CAPTCHA: (PageState.CAPTCHA, CheckpointError),
    Obstacle.CODE: (PageState.CODE_ASKED, CheckpointError),
    Obstacle.DEVICE_APPROVAL: (PageState.DEVICE_APPROVAL, CheckpointError),
    Obstacle.RESTRICTED: (PageState.RESTRICTED, RestrictedError),
    Obstacle.RATE_LIMIT: (PageState.LIMIT, LinkedInLimitError),
    Obstacle.TOO_MANY_REQUESTS: (PageState.LIMIT, LinkedInLimitError),
    Obstacle.REQUEST_DENIED: (PageState.LIMIT, LinkedInLimitError),
    Obstacle.BLANK: (PageState.BLANK, PageChangedError),
    Obstacle.SERVER_ERROR: (PageState.SERVER_ERROR, NetworkError),
    Obstacle.DROP: (None, NetworkError),
}


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as started:
        yield started


async def _open(page: Page, twin: Twin, path: str = "") -> None:
    url = twin.url + path if path else SiteUrls(twin.url).birthdays
    await open_page(
        page, url, name="birthdays", expected_path=CATCH_UP_PATH, settle_seconds=1.5
    )


@pytest.mark.parametrize("obstacle", list(Obstacle))
async def test_every_obstacle_stops_with_its_own_error(
    browser: Browser, obstacle: Obstacle
) -> None:
    state, error = STOPS[obstacle]
    scenario = Scenario(troubles=[Trouble(obstacle=obstacle)])
    async with running(scenario) as twin, visitor(browser, twin) as page:
        with pytest.raises(error):
            await _open(page, twin)
        if state is not None:
            url = SiteUrls(twin.url).birthdays
            signals = await goto(
                page, url, expected_path=CATCH_UP_PATH, settle_seconds=0.5
            )
            told = classify(signals, expected_path_prefix=CATCH_UP_PATH)
            assert told is state


@pytest.mark.parametrize("variant", list(Variant))
@pytest.mark.parametrize("language", ["en", "fr", "de"])
async def test_the_birthdays_page_is_reached_and_tells_its_language(
    browser: Browser, variant: Variant, language: str
) -> None:
    people = [Person(name="Ann Example")]
    scenario = Scenario(people=people, variant=variant, language=language)
    async with running(scenario) as twin, visitor(browser, twin) as page:
        url = SiteUrls(twin.url).birthdays
        signals = await open_page(page, url, name="birthdays")
        assert ui_language(signals) == language
        await check_still_there(page, name="birthdays", expected_path=CATCH_UP_PATH)


async def test_without_a_session_a_login_is_asked_for(browser: Browser) -> None:
    async with (
        running(Scenario()) as twin,
        visitor(browser, twin, signed_in=False) as page,
    ):
        with pytest.raises(SessionRequiredError):
            await _open(page, twin)


async def test_another_page_than_the_one_asked_for_is_not_taken_for_it(
    browser: Browser,
) -> None:
    async with running(Scenario()) as twin, visitor(browser, twin) as page:
        with pytest.raises(PageChangedError):
            await _open(page, twin, "/feed/")


async def test_a_site_that_is_not_there_is_a_matter_of_the_network(
    browser: Browser,
) -> None:
    async with running(Scenario()) as twin, visitor(browser, twin) as page:
        url = "http://127.0.0.1:9/feed/"
        with pytest.raises(NetworkError):
            await open_page(page, url, name="feed")


async def test_a_page_that_was_closed_is_a_crash_of_the_browser(
    browser: Browser,
) -> None:
    async with running(Scenario()) as twin, visitor(browser, twin) as page:
        await page.close()
        with pytest.raises(BrowserCrashedError):
            await _open(page, twin)


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_an_advertisement_is_dismissed_and_never_followed(
    browser: Browser, language: str
) -> None:
    scenario = Scenario(nag=True, language=language)
    async with running(scenario) as twin, visitor(browser, twin) as page:
        await _open(page, twin)
        assert len(await blocking_dialogs(page)) == 1
        await clear_the_way(page, name="birthdays")
        assert await blocking_dialogs(page) == ()
        assert twin.record.traps == []


async def test_an_advertisement_without_a_close_button_gives_way_to_escape(
    browser: Browser,
) -> None:
    async with running(Scenario(nag=True)) as twin, visitor(browser, twin) as page:
        await _open(page, twin)
        await page.locator("[data-twin-dismiss]").evaluate("e => e.remove()")
        await clear_the_way(page, name="birthdays")
        assert await blocking_dialogs(page) == ()
        assert twin.record.traps == []


@pytest.mark.parametrize(
    ("inside", "role", "error"),
    [
        ("<p>Please confirm</p><button>OK</button>", "alertdialog", PageChangedError),
        ("<input name=email><button>OK</button>", "dialog", PageChangedError),
        ("<p>A thing</p><button>Go on</button>", "dialog", PageChangedError),
        ("<p>Your account has been restricted</p>", "dialog", RestrictedError),
        ("<p>Too many requests</p>", "alertdialog", LinkedInLimitError),
    ],
)
async def test_any_other_dialog_stops_and_is_left_alone(
    browser: Browser, inside: str, role: str, error: type[EngineError]
) -> None:
    async with running(Scenario()) as twin, visitor(browser, twin) as page:
        await _open(page, twin)
        dialog = f"<div role={role} id=it><div onclick='this.remove()'>{inside}"
        await page.evaluate(
            "html => document.body.insertAdjacentHTML('beforeend', html)", dialog
        )
        with pytest.raises(error):
            await clear_the_way(page, name="birthdays")
        assert await page.locator("#it > div").count() == 1


async def test_open_conversations_are_no_dialogs_in_the_way(browser: Browser) -> None:
    async with running(Scenario()) as twin, visitor(browser, twin) as page:
        await _open(page, twin)
        bubble = (
            '<div role="dialog" class="msg-overlay-conversation-bubble">Ann</div>'
            '<div role="dialog"><div contenteditable="true">Hello</div></div>'
        )
        await page.evaluate(
            "html => document.body.insertAdjacentHTML('beforeend', html)", bubble
        )
        await clear_the_way(page, name="birthdays")
        assert await page.get_by_text("Hello").count() == 1
