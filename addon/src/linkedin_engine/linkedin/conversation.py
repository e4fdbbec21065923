"""A proved conversation with one member: read it, write into it, send."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
import time
from typing import Final

from playwright.async_api import Error as PlaywrightError

from linkedin_engine.contract.enums import WishReason
from linkedin_engine.domain.pace import Pacing
from linkedin_engine.errors import LeaveAloneError
from linkedin_engine.log import get_logger

from .composer import Composer, check_text, may_replace
from .conversation_actions import POLL_SECONDS
from .conversation_dialogs import stop_at_limit
from .conversation_facts import ConversationFacts, read_conversation
from .conversation_network import REPLY, NetworkWatch
from .conversation_surface import OpenConversation, Surface
from .conversation_text import is_blank, same_lines, same_text
from .delivery import Delivery, DeliveryFacts, decide_delivery
from .facts import script, translated
from .patience import Timeouts
from .recipient import Confirmed, Recipient, Unconfirmed, confirm
from .thread import (
    Found,
    Message,
    ThreadFacts,
    covers,
    look_for,
    reaches_back,
    since_moment,
)

# What a person looks at of a conversation before writing into it.
_LOOKED_AT: Final = 3
_CLOCKS_APART: Final = timedelta(minutes=5)

_log = get_logger("linkedin")


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What is around a conversation while it is open.

    ``card_says_sent`` looks at the member's card, where there is one to see.
    """

    surface: Surface
    watch: NetworkWatch
    pacing: Pacing
    timeouts: Timeouts
    clock: Callable[[], datetime]
    card_says_sent: Callable[[], Awaitable[bool]]


@dataclass(frozen=True, slots=True)
class _Before:
    """What was there just before Send, to tell what is new after it."""

    own: frozenset[str]
    toasts: int
    answers: int


class Conversation:
    """One conversation that is certainly the target's, and stays so.

    Everything is read from and typed into the one element that was proved, and it
    is proved again before anything is typed and before Send.
    """

    def __init__(
        self, opened: OpenConversation, target: Recipient, around: Surroundings
    ) -> None:
        """Take a conversation that ``confirm`` has confirmed."""
        if target.member_id is None:
            raise ValueError("a conversation needs a proved member id")
        self.member_id: str = target.member_id
        self.vanity = target.vanity
        self.clicked = False
        self.evidence: tuple[str, ...] = ()
        self._target = target
        self._around = around
        self._root = opened.root
        self._text: str | None = None
        self._last_read: str | None = None

    async def facts(self, since: date | None = None) -> ThreadFacts:
        """Read the messages back to before ``since``, or all of them.

        Scrolls up within bounds; ``complete`` tells whether that was far enough.
        """
        with translated():
            facts, from_top = await self._read_back(since)
        self._last_read = facts.messages[-1].urn if facts.messages else None
        looked_at = sum(len(message.text) for message in facts.messages[-_LOOKED_AT:])
        await self._pause(self._around.pacing.reading(looked_at))
        is_complete = facts.is_readable and covers(
            facts.messages, since, from_top=from_top
        )
        return ThreadFacts(
            shape=facts.shape,
            messages=facts.messages,
            draft=facts.draft,
            enter_to_send=facts.enter_sends,
            has_send_button=facts.has_send_button,
            complete=is_complete,
        )

    async def find_own(self, text: str, since: datetime) -> Found:
        """Say whether a message that may have been sent since then is there."""
        facts = await self.facts(since)
        is_new = not facts.messages
        if is_new and not self._around.watch.option_types:
            # An empty draft alone does not prove that there is no conversation.
            return Found.UNCLEAR
        return look_for(facts, text, since)

    async def write(self, text: str) -> None:
        """Put the text, and nothing else, into the composer.

        Raises ``LeaveAloneError`` where a person's draft is there, or where the
        composer does not hold the text afterwards; then it is left empty.
        """
        check_text(text)
        with translated():
            facts = await self._proved()
            suggested = self._target.suggested_text
            if not may_replace(facts.draft, suggested=suggested, text=text):
                raise LeaveAloneError(WishReason.DRAFT_IN_PROGRESS)
            await self._pause(self._around.pacing.glance())
            # From here on, whatever the composer holds is ours to clear.
            self._text = text
            composer = self._composer()
            if not (await composer.clear() and await composer.type(text)):
                await composer.clear()
                raise LeaveAloneError(
                    WishReason.TEXT_NOT_ACCEPTED, "the composer holds another text"
                )
            await self._proved()

    async def send(self) -> Delivery:
        """Click Send once, and decide what became of the message.

        Raises ``LeaveAloneError`` only before the click. ``clicked`` tells whether
        it came to that, ``evidence`` what was seen after it. A page that dies after
        the click leaves the delivery unknown; LinkedIn speaking of a limit raises.
        """
        with translated():
            click = await self._ready_to_click()
            before = await self._last_look()
        self.clicked = True
        try:
            await click()
            async with asyncio.timeout(2 * self._around.timeouts.delivery):
                return await self._follow(before)
        except (PlaywrightError, TimeoutError) as error:
            self.evidence = (*self.evidence, type(error).__name__)
            return Delivery.UNKNOWN

    async def leave(self) -> None:
        """Leave no text of ours behind, and close the conversation."""
        for dialog in await self._around.surface.dialogs():
            await self._around.surface.dismiss(dialog)
        facts = await read_conversation(self._root)
        if not facts.is_there:
            return
        suggested = self._target.suggested_text
        is_ours = self._text is not None or may_replace(
            facts.draft, suggested=suggested, text=""
        )
        if is_ours and facts.composers and not is_blank(facts.draft):
            await self._composer().clear()
        facts = await read_conversation(self._root)
        if facts.is_bubble and facts.is_there:
            await self._around.surface.close(OpenConversation(self._root, facts))

    def _composer(self) -> Composer:
        around = self._around
        return Composer(around.surface.page, self._root, around.pacing)

    async def _pause(self, seconds: float) -> None:
        await asyncio.sleep(seconds)

    async def _proved(self) -> ConversationFacts:
        """Read the conversation, and raise unless it is still the target's."""
        facts = await read_conversation(self._root)
        if not facts.is_there or facts.is_minimized:
            raise LeaveAloneError(
                WishReason.RECIPIENT_UNCONFIRMED, "the conversation went away"
            )
        verdict = confirm(
            facts.recipient(self._around.watch.recipient_ids), self._target
        )
        if isinstance(verdict, Unconfirmed):
            raise LeaveAloneError(WishReason.RECIPIENT_UNCONFIRMED, verdict.detail)
        if facts.is_paid or self._around.watch.needs_premium:
            raise LeaveAloneError(WishReason.PREMIUM_REQUIRED)
        return facts

    async def _read_back(self, since: date | None) -> tuple[ConversationFacts, bool]:
        """Return the messages, and whether the first one of all is among them."""
        timeouts = self._around.timeouts
        moment = None if since is None else since_moment(since)
        end = time.monotonic() + timeouts.thread
        quiet_from = time.monotonic()
        seen: tuple[int, bool, bool] | None = None
        while True:
            facts = await self._proved()
            if moment is not None and reaches_back(facts.messages, moment):
                return facts, False
            now = (len(facts.messages), facts.is_loading, facts.is_readable)
            if now != seen or facts.is_loading or not self._is_whole(facts):
                seen, quiet_from = now, time.monotonic()
            if time.monotonic() - quiet_from >= timeouts.settling:
                return facts, True
            if time.monotonic() >= end:
                return facts, False
            await self._root.evaluate(script("conversation_scroll"))
            await asyncio.sleep(POLL_SECONDS)

    def _is_whole(self, facts: ConversationFacts) -> bool:
        """Say whether this can be everything: messages, or a draft to a new member."""
        is_reply = REPLY in self._around.watch.option_types
        return facts.is_readable and not (facts.is_new and is_reply)

    async def _ready_to_click(self) -> Callable[[], Awaitable[None]]:
        """Return the one act that sends, once nothing stands in its way."""
        facts = await self._proved()
        if await self._around.surface.dialogs():
            raise LeaveAloneError(
                WishReason.NOT_MESSAGEABLE, "a dialog is in the way", is_strange=True
            )
        await self._pause(self._around.pacing.glance())
        composer = self._composer()
        limit = self._around.timeouts.action * 1000
        if facts.enter_sends:
            editor = await composer.focus()
            return lambda: editor.press("Enter", timeout=limit)
        button = await composer.send_button()
        if button is None:
            raise LeaveAloneError(
                WishReason.TEXT_NOT_ACCEPTED, "Send did not become ready"
            )
        await button.click(trial=True, timeout=limit)
        return lambda: button.click(timeout=limit)

    async def _last_look(self) -> _Before:
        """Prove recipient and text once more, and note what is there already."""
        around = self._around
        toasts = await around.surface.error_toasts()
        facts = await self._proved()
        if self._text is None or not same_lines(facts.draft, self._text):
            raise LeaveAloneError(
                WishReason.TEXT_NOT_ACCEPTED, "the composer holds another text"
            )
        if self._wrote_meanwhile(facts):
            raise LeaveAloneError(WishReason.ALREADY_WISHED, "written meanwhile")
        return _Before(
            own=frozenset(message.urn for message in facts.messages if message.mine),
            toasts=toasts,
            answers=len(around.watch.answers),
        )

    def _wrote_meanwhile(self, facts: ConversationFacts) -> bool:
        """Say whether the person wrote by hand since the messages were read."""
        urns = [message.urn for message in facts.messages]
        if self._last_read not in urns:
            return False
        newer = facts.messages[urns.index(self._last_read) + 1 :]
        return any(message.mine for message in newer)

    async def _follow(self, before: _Before) -> Delivery:
        end = time.monotonic() + self._around.timeouts.delivery
        while True:
            seen = await self._seen_since(before)
            if seen is not None:
                self.evidence = seen.evidence()
                delivery = decide_delivery(seen)
                if delivery is not Delivery.UNKNOWN:
                    return delivery
            stop_at_limit(await self._around.surface.dialogs())
            if time.monotonic() >= end:
                return Delivery.UNKNOWN
            await asyncio.sleep(POLL_SECONDS)

    async def _seen_since(self, before: _Before) -> DeliveryFacts | None:
        facts = await self._current()
        if facts is None or self._text is None:
            return None
        around = self._around
        new = [m for m in facts.messages if m.mine and m.urn not in before.own]
        last = facts.messages[-1] if facts.messages else None
        self._compare_clocks(new)
        urns = {message.urn for message in new}
        answers = around.watch.answers[before.answers :]
        return DeliveryFacts(
            new_own=len(new),
            last_is_ours=last in new and same_text(last.text, self._text),
            composer_is_empty=facts.composers == 1 and is_blank(facts.draft),
            composer_holds_text=same_lines(facts.draft, self._text),
            answer=max(answers, default=None),
            has_sent_mark=bool(urns & facts.delivered),
            has_failed_mark=bool(urns & facts.failed),
            has_error_toast=await around.surface.error_toasts() > before.toasts,
            card_says_sent=await around.card_says_sent(),
        )

    def _compare_clocks(self, new: Sequence[Message]) -> None:
        """Log where our clock differs so much that later readings may be unclear."""
        for message in new:
            if message.sent_at is None:
                continue
            apart = abs(message.sent_at - self._around.clock())
            if apart > _CLOCKS_APART:
                _log.warning("clock_differs", seconds=round(apart.total_seconds()))

    async def _current(self) -> ConversationFacts | None:
        """Read the conversation, also where a draft became one in a new element."""
        facts = await read_conversation(self._root)
        if facts.is_there:
            return facts
        found = await self._around.surface.open_conversations()
        if len(found) != 1:
            return None
        network_ids = self._around.watch.recipient_ids
        verdict = confirm(found[0].facts.recipient(network_ids), self._target)
        if not isinstance(verdict, Confirmed):
            return None
        self._root = found[0].root
        return found[0].facts
