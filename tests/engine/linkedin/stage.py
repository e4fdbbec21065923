"""A signed-in page of a real Chromium beside a twin, for tests of conversations."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
import random
from typing import Any

from playwright.async_api import Browser, Page
import pytest

from engine.linkedin.reading import visitor
from linkedin_engine.contract.enums import WishReason
from linkedin_engine.domain.celebrations import Celebration
from linkedin_engine.domain.pace import Pacing
from linkedin_engine.errors import LeaveAloneError
from linkedin_engine.linkedin.delivery import Delivery
from linkedin_engine.linkedin.patience import Timeouts
from linkedin_engine.linkedin.recipient import Recipient
from linkedin_engine.linkedin.site import Site
from linkedin_engine.linkedin.thread import wished_by_hand
from linkedin_engine.linkedin.urls import SiteUrls
from linkedin_engine.settings import Pace
from twin.scenario import Line, Person, Scenario
from twin.server import Twin, running

NOW = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)
SINCE = NOW - timedelta(days=3)
TEXT = "Happy birthday, Zoé!\n\nHave a wonderful day 🎂"
PROMPT = Timeouts.at(Pace.INSTANT)
# For what never comes, however long it is waited for.
HASTY = replace(PROMPT, opening=1.0, delivery=0.5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A twin, a page signed in to it, and LinkedIn as the engine sees it."""

    twin: Twin
    page: Page
    site: Site

    @property
    def received(self) -> list[tuple[str, str]]:
        """Return who got which text."""
        return [(m.name, m.text) for m in self.twin.record.messages]

    def person(self, name: str) -> Person:
        """Return the first person of this name."""
        return next(p for p in self.twin.state.scenario.people if p.name == name)

    async def card(self, vanity: str) -> Celebration:
        """Return somebody's card, read as a run reads it."""

        def has_come(cards: Sequence[Celebration]) -> bool:
            return any(card.vanity == vanity for card in cards)

        page = await self.site.birthdays(NOW.date(), has_come)
        return next(card for card in page.celebrations if card.vanity == vanity)

    async def by_card(self, name: str, vanity: str = "") -> Recipient:
        """Return somebody to write to, known by their card as a run knows them."""
        card = await self.card(vanity or self.person(name).vanity)
        return Recipient(
            member_id=card.member_id,
            vanity=card.vanity,
            name=card.name,
            profile_url=card.profile_url,
            celebration=card,
            suggested_text=card.suggested_text,
        )

    def by_profile(self, name: str, *, knows_id: bool = True) -> Recipient:
        """Return somebody to write to who has no card now."""
        person = self.person(name)
        return Recipient(
            member_id=person.member_id if knows_id else None,
            vanity=person.vanity,
            name=person.name,
            profile_url=f"{self.twin.url}/in/{person.vanity}/",
        )


@asynccontextmanager
async def staged(
    browser: Browser,
    scenario: Scenario,
    *,
    timeouts: Timeouts = PROMPT,
    pace: Pace = Pace.INSTANT,
) -> AsyncIterator[Stage]:
    """Play a scenario and sign a fresh page in."""
    scenario.now = scenario.now or NOW
    async with running(scenario) as twin, visitor(browser, twin) as page:
        site = Site(
            page,
            SiteUrls(twin.url),
            pacing=Pacing(0, 0, random.Random(1), pace),
            clock=twin.state.now,
            timeouts=timeouts,
        )
        yield Stage(twin=twin, page=page, site=site)


def zoe(**changes: Any) -> Person:
    """Return the person whom most tests write to."""
    return Person(**({"name": "Zoé Martin"} | changes))


def noe(**changes: Any) -> Person:
    """Return somebody with an older conversation who must not get anything."""
    thread = [Line(text="Hello", days_ago=40)]
    return Person(**({"name": "Noé Fictif", "thread": thread} | changes))


async def wish(stage: Stage, target: Recipient, text: str = TEXT) -> Delivery:
    """Do what a run does for one person."""
    async with stage.site.conversation(target) as conversation:
        facts = await conversation.facts(SINCE)
        if wished_by_hand(facts, SINCE):
            raise LeaveAloneError(WishReason.ALREADY_WISHED)
        await conversation.write(text)
        return await conversation.send()


async def reason_for(stage: Stage, target: Recipient) -> str:
    """Return why a wish was left alone."""
    with pytest.raises(LeaveAloneError) as caught:
        await wish(stage, target)
    return caught.value.reason


async def drafts(stage: Stage) -> list[str]:
    """Return what conversations hold that was not sent, hidden ones too."""
    texts: set[str] = set()
    for frame in stage.page.frames:
        texts |= set(await frame.locator("[contenteditable=true]").all_text_contents())
    return sorted(texts - {""})
