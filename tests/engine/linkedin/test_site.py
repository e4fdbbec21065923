from collections.abc import AsyncIterator

from playwright.async_api import Browser
import pytest
import pytest_asyncio

from engine.linkedin.reading import chromium
from engine.linkedin.stage import HASTY, NOW, TEXT, noe, staged, wish, zoe
from linkedin_engine.errors import (
    CheckpointError,
    PageChangedError,
    SessionRequiredError,
    StopRunError,
)
from linkedin_engine.linkedin.delivery import Delivery
from linkedin_engine.linkedin.patience import Timeouts
from twin.scenario import Obstacle, Scenario, Trouble

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as started:
        yield started


async def test_a_session_that_holds_passes_the_check(browser: Browser) -> None:
    async with staged(browser, Scenario()) as stage:
        await stage.site.check_session()

        assert stage.twin.record.documents == ["/feed/"]


async def test_a_session_that_is_over_asks_for_a_login(browser: Browser) -> None:
    async with staged(browser, Scenario()) as stage:
        stage.twin.state.scenario.li_at = "another"
        with pytest.raises(SessionRequiredError):
            await stage.site.check_session()


async def test_the_birthdays_come_with_the_pages_language(browser: Browser) -> None:
    scenario = Scenario(people=[zoe(), noe()], language="fr")
    # With all the patience that LinkedIn itself gets.
    async with staged(browser, scenario, timeouts=Timeouts()) as stage:
        page = await stage.site.birthdays(NOW.date())

    assert [card.name for card in page.celebrations] == ["Zoé Martin", "Noé Fictif"]
    assert page.language == "fr"


@pytest.mark.parametrize(
    ("obstacle", "error"),
    [
        (Obstacle.AUTHWALL, SessionRequiredError),
        (Obstacle.CHECKPOINT, CheckpointError),
    ],
)
async def test_an_obstacle_on_the_way_to_a_profile_stops_the_run(
    browser: Browser, obstacle: Obstacle, error: type[StopRunError]
) -> None:
    scenario = Scenario(people=[zoe()])
    scenario.troubles = [Trouble(obstacle=obstacle, path="/in/")]
    async with staged(browser, scenario) as stage:
        with pytest.raises(error):
            await wish(stage, stage.by_profile("Zoé Martin"))

        assert stage.received == []


async def test_an_obstacle_after_the_first_message_stops_before_the_second(
    browser: Browser,
) -> None:
    scenario = Scenario(people=[zoe(), noe()])
    scenario.troubles = [Trouble(obstacle=Obstacle.CHECKPOINT, after_sent=1)]
    async with staged(browser, scenario) as stage:
        assert await wish(stage, stage.by_profile("Zoé Martin")) is Delivery.SENT
        with pytest.raises(CheckpointError):
            await wish(stage, stage.by_profile("Noé Fictif"))

        assert stage.received == [("Zoé Martin", TEXT)]


async def test_a_profile_page_that_changed_is_not_written_from(
    browser: Browser,
) -> None:
    async with staged(browser, Scenario(people=[zoe()]), timeouts=HASTY) as stage:
        await stage.page.add_init_script(
            """addEventListener("DOMContentLoaded", () => {
                document.querySelectorAll("main section, [role=main] section")
                    .forEach((card) => card.replaceWith("something new"));
            })"""
        )
        with pytest.raises(PageChangedError):
            await wish(stage, stage.by_profile("Zoé Martin"))

        assert stage.received == []
