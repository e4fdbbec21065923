"""From a member to their open conversation, proved before anything is typed."""

import asyncio
from dataclasses import dataclass, replace
import time
from urllib.parse import urlsplit

from playwright.async_api import ElementHandle, Error as PlaywrightError, Page

from linkedin_engine.contract.enums import WishReason
from linkedin_engine.domain.pace import Pacing
from linkedin_engine.errors import LeaveAloneError, PageChangedError

from .catch_up import card_is_sent, find_card
from .composer import Composer, may_replace
from .conversation_actions import POLL_SECONDS, is_seen, press, wait_until
from .conversation_dialogs import clear_dialogs, leave_alone_at
from .conversation_facts import read_conversation
from .conversation_network import NetworkWatch
from .conversation_surface import OpenConversation, Surface
from .conversation_text import is_blank
from .facts import navigated_away
from .patience import Timeouts
from .profile import open_profile
from .recipient import Confirmed, Recipient, Unconfirmed, confirm
from .signals import check_still_there
from .urls import SiteUrls

# A bubble that LinkedIn restores late may come between our clearing and clicking.
_TRIES = 2


@dataclass(frozen=True, slots=True)
class Way:
    """A link that opens the target's conversation, and what is known by then."""

    target: Recipient
    link: ElementHandle
    is_card: bool


class Opener:
    """Finds the way to a member's conversation, follows it, and proves the result."""

    def __init__(
        self,
        page: Page,
        urls: SiteUrls,
        *,
        surface: Surface,
        pacing: Pacing,
        timeouts: Timeouts,
    ) -> None:
        """Take the page that is to be used; nothing is opened yet."""
        self._page = page
        self._urls = urls
        self._surface = surface
        self._pacing = pacing
        self._timeouts = timeouts

    async def open(
        self, target: Recipient, watch: NetworkWatch
    ) -> tuple[OpenConversation, Recipient]:
        """Open the target's conversation and return it, proved.

        The recipient that comes back knows its member id. Raises
        ``LeaveAloneError`` where the conversation is not certainly theirs, or they
        cannot be written to.
        """
        for _ in range(_TRIES):
            way = await self._way(target)
            watch.forget()
            await press(way.link, self._timeouts.action)
            await self._check_link(way)
            opened = await self._wait(way.target, watch)
            if opened is not None:
                return opened, way.target
            await self.abandon(way.target)
        raise LeaveAloneError(
            WishReason.RECIPIENT_UNCONFIRMED, "another conversation is open"
        )

    async def card_says_sent(self, target: Recipient) -> bool:
        """Say whether the member's card, if it is mounted, says sent."""
        card = target.celebration
        if card is None:
            return False
        return await card_is_sent(self._page, self._urls, card) is True

    async def abandon(self, target: Recipient) -> None:
        """Close what is open; LinkedIn's own suggestion does not stay as a draft."""
        for dialog in await self._surface.dialogs():
            await self._surface.dismiss(dialog)
        for opened in await self._surface.open_conversations():
            facts = (await self._with_suggestion(opened, target)).facts
            suggested = target.suggested_text
            if not is_blank(facts.draft) and may_replace(
                facts.draft, suggested=suggested, text=""
            ):
                await Composer(self._page, opened.root, self._pacing).clear()
                facts = await read_conversation(opened.root)
            if facts.is_bubble:
                await self._surface.close(OpenConversation(opened.root, facts))

    async def _way(self, target: Recipient) -> Way:
        way = await self._card_way(target)
        if way is None:
            learned, link = await open_profile(
                self._page, self._urls, target, self._timeouts.opening
            )
            way = Way(learned, link, is_card=False)
        await asyncio.sleep(self._pacing.glance())
        await clear_dialogs(self._surface)
        await self._surface.clear()
        return await self._looked_at_again(way)

    async def _card_way(self, target: Recipient) -> Way | None:
        """Return the card's compose link; None where only the profile will do."""
        card = target.celebration
        if card is None or card.member_id is None or card.already_sent:
            return None
        locator = await find_card(
            self._page,
            self._urls,
            card,
            pause=self._glance,
            patience=self._timeouts.cards,
        )
        if locator is None:
            return None
        link = await locator.element_handle(timeout=self._timeouts.action * 1000)
        said = self._urls.compose_link(await link.get_attribute("href"))
        if said is None:
            return None
        suggested = said.body or target.suggested_text
        return Way(replace(target, suggested_text=suggested), link, is_card=True)

    async def _looked_at_again(self, way: Way) -> Way:
        """Raise unless the link still is the target's, just before the click."""
        said = self._urls.compose_link(await way.link.get_attribute("href"))
        if said is None or said.member_id != way.target.member_id:
            raise LeaveAloneError(
                WishReason.RECIPIENT_UNCONFIRMED, "the link is somebody else's"
            )
        return way

    async def _check_link(self, way: Way) -> None:
        """Raise where the link turned into somebody else's under the click."""
        try:
            if await is_seen(way.link):
                await self._looked_at_again(way)
        except PlaywrightError as error:
            # The click may lead to a page of its own.
            if not navigated_away(error):
                raise

    async def _wait(
        self, target: Recipient, watch: NetworkWatch
    ) -> OpenConversation | None:
        """Wait for the one conversation that the click opens.

        None where another one came between, so that it is worth another try.
        """
        end = time.monotonic() + self._timeouts.opening
        while True:
            found, is_over = [], time.monotonic() >= end
            try:
                leave_alone_at(await self._surface.dialogs())
                found = await self._surface.open_conversations()
            except PlaywrightError as error:
                if is_over or not navigated_away(error):
                    raise
            if len(found) == 1:
                verdict = self._judge(found[0], target, watch, is_over=is_over)
                if isinstance(verdict, Confirmed):
                    return await self._with_suggestion(found[0], target)
                if verdict is not None and verdict.contradicts:
                    return None
            if is_over:
                break
            await asyncio.sleep(POLL_SECONDS)
        if not found:
            await self._explain_nothing()
        return None

    def _judge(
        self,
        opened: OpenConversation,
        target: Recipient,
        watch: NetworkWatch,
        *,
        is_over: bool,
    ) -> Confirmed | Unconfirmed | None:
        """Say whose it is, None while it has no composer; raise what is certain."""
        facts = opened.facts
        if facts.is_paid or watch.needs_premium:
            raise LeaveAloneError(WishReason.PREMIUM_REQUIRED)
        verdict = confirm(facts.recipient(watch.recipient_ids), target)
        is_named = any(seen != target.member_id for seen in watch.recipient_ids)
        if isinstance(verdict, Unconfirmed) and (is_over or is_named):
            raise LeaveAloneError(WishReason.RECIPIENT_UNCONFIRMED, verdict.detail)
        if facts.composers == 1 or isinstance(verdict, Unconfirmed):
            return verdict
        if is_over:
            raise LeaveAloneError(WishReason.NOT_MESSAGEABLE, "it has no composer")
        return None

    async def _explain_nothing(self) -> None:
        path = urlsplit(self._page.url).path
        await check_still_there(self._page, name="messaging", expected_path=path)
        raise PageChangedError("messaging", "no conversation opened")

    async def _with_suggestion(
        self, opened: OpenConversation, target: Recipient
    ) -> OpenConversation:
        """Wait until LinkedIn's own text has come, so that it is not typed into."""

        async def has_text() -> bool:
            return not is_blank((await read_conversation(opened.root)).draft)

        if target.suggested_text:
            await wait_until(has_text, self._timeouts.settling)
        return OpenConversation(opened.root, await read_conversation(opened.root))

    async def _glance(self) -> None:
        await asyncio.sleep(self._pacing.glance())
