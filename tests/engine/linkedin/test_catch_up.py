"""The birthdays page in every variant, read by a real browser."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
import re

from aiohttp import web
from playwright.async_api import Browser, Page
import pytest
import pytest_asyncio

from engine.linkedin.reading import chromium, no_pause, visitor
from linkedin_engine.domain.celebrations import Celebration
from linkedin_engine.errors import PageChangedError
from linkedin_engine.linkedin.catch_up import (
    BirthdayPage,
    card_is_sent,
    find_card,
    read_birthdays,
)
from linkedin_engine.linkedin.patience import Patience, Timeouts
from linkedin_engine.linkedin.urls import SiteUrls
from linkedin_engine.settings import Pace
from twin.languages import languages
from twin.scenario import Change, Person, Scenario, Variant, load
from twin.server import Twin, running

pytestmark = pytest.mark.asyncio(loop_scope="module")

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
TODAY = NOW.date()
SAVED = Path(__file__).parents[4] / "shared/pages/birthdays_fr_2025-11.html"
# The cards as the saved file writes them, read without any browser.
SAVED_CARD = re.compile(
    r'href="https://www\.linkedin\.com/in/([^/"]+)/".*?<p[^>]*>([^<]+)</p>'
    r"<p[^>]*>Célébrez l’anniversaire de ([^<]+)<.*?recipient=(ACoA[\w-]+)"
)
BRIEF = replace(Timeouts.at(Pace.INSTANT).cards, more=1.0)
# For pages that show nothing, however long they are waited for.
HASTY = replace(BRIEF, first=0.8, more=0.8)
VARIANTS = list(Variant)


@dataclass(frozen=True)
class Visit:
    """A page of the twin, and what the tests ask of it."""

    page: Page
    twin: Twin

    @property
    def urls(self) -> SiteUrls:
        return SiteUrls(self.twin.url)

    async def read(
        self,
        enough: Callable[[list[Celebration]], bool] | None = None,
        *,
        patience: Patience = BRIEF,
    ) -> BirthdayPage:
        today = self.twin.state.now().date()
        return await read_birthdays(
            self.page,
            self.urls,
            today=today,
            pause=no_pause,
            enough=enough,
            patience=patience,
        )

    async def read_first(self, count: int) -> BirthdayPage:
        """Read until so many people are known, without waiting for further ones."""
        return await self.read(lambda seen: len(seen) >= count)

    async def find(self, celebration: Celebration) -> str | None:
        found = await find_card(
            self.page, self.urls, celebration, pause=no_pause, patience=BRIEF
        )
        return None if found is None else await found.get_attribute("aria-label")


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as started:
        yield started


@asynccontextmanager
async def _visit(browser: Browser, scenario: Scenario) -> AsyncIterator[Visit]:
    scenario.now = scenario.now or NOW
    async with running(scenario) as twin, visitor(browser, twin) as page:
        yield Visit(page, twin)


def _people() -> list[Person]:
    return [
        Person(name="Camille Exemple"),
        Person(name="Noé Fictif", card_sent=True),
        Person(name="🔥 Inès Modèle 🚀", day=1),
        Person(name="Dr. Marie Example", day=9),
        Person(name="Agent 47", first_name="Agent 47", day=3),
        Person(name="Mai Today", day="unknown"),
    ]


def _days(page: BirthdayPage) -> dict[str, date | None]:
    return {c.name: c.day for c in page.celebrations}


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("code", list(languages()))
async def test_every_variant_is_read_in_every_language(
    browser: Browser, variant: Variant, code: str
) -> None:
    scenario = Scenario(people=_people(), variant=variant, language=code, ads=True)
    async with _visit(browser, scenario) as visit:
        read = await visit.read_first(len(_people()))
    assert read.language == code
    assert read.not_understood == 0
    assert _days(read) == {
        "Camille Exemple": TODAY,
        "Noé Fictif": TODAY,
        "🔥 Inès Modèle 🚀": TODAY - timedelta(days=1),
        "Agent 47": TODAY - timedelta(days=3),
        "Dr. Marie Example": TODAY - timedelta(days=9),
        "Mai Today": None,
    }
    assert [c.name for c in read.celebrations if c.already_sent] == ["Noé Fictif"]
    assert visit.twin.record.traps == []


@pytest.mark.parametrize("variant", VARIANTS)
async def test_people_are_identified_as_far_as_the_variant_says_who_they_are(
    browser: Browser, variant: Variant
) -> None:
    async with _visit(browser, Scenario(people=_people(), variant=variant)) as visit:
        read = await visit.read_first(len(_people()))
    people = {p.name: p for p in visit.twin.state.scenario.people}
    has_links = variant in {Variant.OVERLAY, Variant.OVERLAY_PLAIN}
    for celebration in read.celebrations:
        person = people[celebration.name]
        assert celebration.vanity == person.vanity
        is_linked = has_links and not celebration.already_sent
        assert celebration.member_id == (person.member_id if is_linked else None)
        if not celebration.already_sent:
            assert celebration.suggested_text


async def test_two_people_of_one_name_are_two_people(browser: Browser) -> None:
    async with _visit(browser, load("namesakes")) as visit:
        read = await visit.read()
    assert len(read.celebrations) == 5
    assert len({c.member_id for c in read.celebrations}) == 5


@pytest.mark.parametrize("variant", [Variant.EMBER, Variant.OVERLAY_PLAIN])
async def test_a_long_list_that_takes_earlier_cards_away_is_read_to_its_end(
    browser: Browser, variant: Variant
) -> None:
    scenario = Scenario(
        crowd=100, crowd_late_days=9, keep_mounted=20, page_size=20, variant=variant
    )
    async with _visit(browser, scenario) as visit:
        read = await visit.read()
    assert len({c.vanity for c in read.celebrations}) == 100
    assert len(read.celebrations) == 100


async def test_more_is_asked_for_when_nothing_comes_by_itself(
    browser: Browser,
) -> None:
    scenario = Scenario(crowd=35, page_size=10, automatic_pages=0)
    async with _visit(browser, scenario) as visit:
        assert len((await visit.read()).celebrations) == 35


async def test_reading_ends_when_it_is_enough(browser: Browser) -> None:
    scenario = Scenario(crowd=100, crowd_late_days=20, page_size=10)
    async with _visit(browser, scenario) as visit:
        read = await visit.read(lambda seen: (seen[-1].days_late(TODAY) or 0) > 3)
    assert 10 <= len(read.celebrations) <= 60


async def test_slow_answers_are_waited_for(browser: Browser) -> None:
    scenario = Scenario(crowd=25, latency_ms=500)
    async with _visit(browser, scenario) as visit:
        assert len((await visit.read()).celebrations) == 25


async def test_somebody_without_birthdays_gets_an_empty_page(browser: Browser) -> None:
    for variant in VARIANTS:
        async with _visit(browser, Scenario(variant=variant)) as visit:
            read = await visit.read()
        assert read.celebrations == ()
        assert read.not_understood == 0


@pytest.mark.parametrize("variant", [Variant.EMBER, Variant.OVERLAY_PLAIN])
async def test_a_bare_page_is_not_taken_for_a_day_without_birthdays(
    browser: Browser, variant: Variant
) -> None:
    scenario = Scenario(empty_state=False, variant=variant)
    async with _visit(browser, scenario) as visit:
        with pytest.raises(PageChangedError):
            await visit.read(patience=HASTY)


@pytest.mark.parametrize(
    ("change", "variant"),
    [
        (Change.NO_ROOT, Variant.OVERLAY),
        (Change.NO_ROOT, Variant.OVERLAY_PLAIN),
        (Change.NO_ROLES, Variant.OVERLAY),
        (Change.NO_ROLES, Variant.OVERLAY_PLAIN),
        (Change.NO_LINKS, Variant.OVERLAY_PLAIN),
        (Change.FOREIGN_PAGE, Variant.OVERLAY_PLAIN),
        (Change.HALF, Variant.OVERLAY_PLAIN),
    ],
)
async def test_a_changed_page_is_an_error_and_never_an_empty_day(
    browser: Browser, change: Change, variant: Variant
) -> None:
    people = [Person(name=f"Person {letter}") for letter in "ABCDEF"]
    scenario = Scenario(people=people, changed=change, variant=variant)
    async with _visit(browser, scenario) as visit:
        with pytest.raises(PageChangedError):
            await visit.read(patience=HASTY)


async def test_without_icons_links_are_enough_and_sent_cards_are_not_understood(
    browser: Browser,
) -> None:
    people = [*_people(), Person(name="Second Sent", card_sent=True)]
    async with _visit(
        browser, Scenario(people=people, changed=Change.NO_ICONS)
    ) as visit:
        read = await visit.read()
    assert len(read.celebrations) == 5
    assert read.not_understood == 2


@pytest.mark.parametrize("variant", VARIANTS)
async def test_the_card_of_one_person_is_found_in_a_long_list(
    browser: Browser, variant: Variant
) -> None:
    scenario = Scenario(
        crowd=36, crowd_late_days=9, keep_mounted=12, page_size=12, variant=variant
    )
    async with _visit(browser, scenario) as visit:
        read = await visit.read_first(36)
        for index in (0, 18, 35):
            person = read.celebrations[index]
            label = await visit.find(person)
            assert label is not None
            assert person.name in label
            assert await card_is_sent(visit.page, visit.urls, person) is False


async def test_the_page_is_opened_anew_to_find_a_card(browser: Browser) -> None:
    async with _visit(browser, Scenario(people=_people())) as visit:
        read = await visit.read()
        await visit.page.goto(visit.urls.feed)
        assert await visit.find(read.celebrations[0]) is not None


async def test_a_card_that_is_sent_or_gone_is_not_found(browser: Browser) -> None:
    async with _visit(browser, Scenario(people=_people())) as visit:
        read = await visit.read_first(len(_people()))
        sent = next(c for c in read.celebrations if c.already_sent)
        assert await visit.find(sent) is None
        assert await card_is_sent(visit.page, visit.urls, sent) is True
        visit.twin.state.scenario.people = [
            p for p in visit.twin.state.scenario.people if p.name != "Camille Exemple"
        ]
        await visit.page.reload()
        assert await visit.find(read.celebrations[0]) is None
        gone = await card_is_sent(visit.page, visit.urls, read.celebrations[0])
        assert gone is None


async def test_a_card_that_became_somebody_elses_is_not_found(browser: Browser) -> None:
    async with _visit(browser, Scenario(people=_people())) as visit:
        read = await visit.read_first(len(_people()))
        first = read.celebrations[0]
        await visit.page.locator(f'a[href*="{first.member_id}"]').first.evaluate(
            "(a, [from, to]) => { a.href = a.href.replaceAll(from, to) }",
            [first.member_id, "ACoAAsomebodyElse0000000000000000000000"],
        )
        assert await visit.find(first) is None


async def test_a_hidden_card_is_not_read(browser: Browser) -> None:
    async with _visit(browser, Scenario(people=_people())) as visit:
        hide = """addEventListener("DOMContentLoaded", () => {
            const hidden = document.querySelector("[data-twin-card]").cloneNode(true);
            hidden.style.cssText = "position:absolute;left:-9999px";
            hidden.innerHTML = hidden.innerHTML.replaceAll("camille", "honeypot");
            document.querySelector("[data-twin-list]").append(hidden);
        })"""
        await visit.page.add_init_script(hide)
        read = await visit.read()
        assert await visit.page.locator('a[href*="honeypot"]').count() > 0
    assert "honeypot-exemple" not in {c.vanity for c in read.celebrations}
    assert len(read.celebrations) == 6


@pytest.mark.skipif(not SAVED.exists(), reason="the saved page is not here")
async def test_the_saved_page_is_read_to_ten_people(browser: Browser) -> None:
    async with _saved_page() as url:
        context = await browser.new_context()
        read = await read_birthdays(
            await context.new_page(),
            SiteUrls(url),
            today=TODAY,
            pause=no_pause,
            patience=BRIEF,
        )
        await context.close()
    assert read.language == "fr"
    assert read.not_understood == 0
    written = SAVED_CARD.findall(SAVED.read_text(encoding="utf-8"))
    assert len(written) == 10
    assert written == [
        (c.vanity, c.name, c.first_name, c.member_id) for c in read.celebrations
    ]
    assert all(c.day == TODAY and not c.already_sent for c in read.celebrations)
    wishes = {c.suggested_text for c in read.celebrations}
    assert wishes == {"Je vous souhaite un très joyeux anniversaire."}


@asynccontextmanager
async def _saved_page() -> AsyncIterator[str]:
    """Serve the saved page as if this host were LinkedIn."""

    async def birthdays(request: web.Request) -> web.Response:
        html = SAVED.read_text(encoding="utf-8")
        origin = f"http://{request.host}"
        return web.Response(
            text=html.replace("https://www.linkedin.com", origin),
            content_type="text/html",
        )

    app = web.Application()
    app.router.add_get("/mynetwork/catch-up/birthday/", birthdays)
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0][:2]
        yield f"http://{host}:{port}"
    finally:
        await runner.cleanup()
