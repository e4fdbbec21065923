"""What the bots that congratulate have in common: settle, read, plan, send."""

from abc import abstractmethod
import asyncio
from collections.abc import Coroutine, Sequence
from datetime import datetime, time, timedelta
from typing import Any, ClassVar, override

from linkedin_engine.contract.enums import WishReason, WishState
from linkedin_engine.domain.celebrations import Celebration
from linkedin_engine.domain.ledger import Contact, Wish
from linkedin_engine.domain.limits import Limits, Used, allowance, day_start, week_start
from linkedin_engine.domain.planning import order
from linkedin_engine.errors import (
    ConflictError,
    EngineError,
    LeaveAloneError,
    LimitReachedError,
    LinkedInLimitError,
    NetworkError,
    NotFoundError,
    PageChangedError,
)
from linkedin_engine.linkedin.conversation import Conversation
from linkedin_engine.linkedin.delivery import Delivery
from linkedin_engine.linkedin.recipient import Recipient
from linkedin_engine.linkedin.thread import wished_by_hand
from linkedin_engine.log import bound_wish, get_logger

from .base import BaseBot
from .context import BotContext
from .drafting import Drafting
from .reports import wish_report
from .settling import settle, settling_delay

# An own message as early as this before the day may already be the wish.
BY_HAND_BEFORE = timedelta(days=3)
# LinkedIn refusing twice in a row is no accident.
REFUSALS_TO_STOP = 2
# One member's conversation may be odd; the next one's as well is a changed site.
STRANGE_TO_STOP = 2
SENDABLE = frozenset({WishState.APPROVED, WishState.FAILED})
_UNCONFIRMED = WishReason.RECIPIENT_UNCONFIRMED

_log = get_logger("bots")


class WishingBot(BaseBot):
    """Settles what is open, reads the page, plans, and sends what is due."""

    late_allowed: ClassVar[bool]

    def __init__(self, context: BotContext) -> None:
        """Start with nothing read and nothing sent."""
        super().__init__(context)
        self._cards: dict[int, Celebration] = {}
        self._sent_now = 0
        self._refused_in_a_row = 0
        self._strange_in_a_row = 0

    @abstractmethod
    def limits(self) -> Limits:
        """Return the limits that hold for this bot."""

    @override
    def pending(self) -> int:
        return self.ledger.wishes.pending_count()

    @override
    async def work(self) -> None:
        if self.may_send:
            await self._settle_open_intents()
        await self._read_and_draft()
        if self.may_send:
            await self._send_due()

    async def _settle_open_intents(self) -> None:
        for wish in self.ledger.wishes.open_intents():
            self.progress("settling")
            await asyncio.sleep(settling_delay(self.context, wish))
            await self._settle(wish)

    async def _settle(self, wish: Wish) -> Wish:
        contact = self.ledger.contacts.get(wish.contact_id)
        settled = await settle(self.context, await self.site(), wish, contact)
        self._note(settled, contact)
        return settled

    async def _read_and_draft(self) -> None:
        site = await self.site()
        self.progress("reading")
        page = await site.birthdays(self.today(), self._read_enough)
        drafting = Drafting(
            self.context, late_allowed=self.late_allowed, page_language=page.language
        )
        self.tally.found = len(page.celebrations)
        for item in drafting.draft(page.celebrations, self.today()):
            card = item.celebration
            if item.contact is not None:
                self._cards[item.contact.id] = card
            if item.report is not None:
                key = item.report.id or card.member_id or f"{card.vanity}"
                self.tally.put(item.report, key)
                if item.is_new and not self.rules.dry_run:
                    self.progress("planned", wish=item.report)
        self.progress("planned")

    def _read_enough(self, celebrations: Sequence[Celebration]) -> bool:
        """Whether the page has come to days that no longer count."""
        last = next((c for c in reversed(celebrations) if c.day is not None), None)
        if last is None:
            return False
        days_late = last.days_late(self.today()) or 0
        # One day more than counts: the page may sort by another time zone's day.
        return days_late > self._days_that_count() + 1

    def _days_that_count(self) -> int:
        return self.rules.max_days_late if self.late_allowed else 0

    async def _send_due(self) -> None:
        today = self.today()
        oldest = today - timedelta(days=self.rules.max_days_late)
        due = order(self.ledger.wishes.due(oldest_day=oldest), today)
        self.tally.total = self.tally.done + len(due)
        for position, wish in enumerate(due):
            if position:
                await self.pause(self.context.pacing.between_messages())
            await self.cool_down()
            self.check_hours()
            self._check_limits()
            with bound_wish(wish.id):
                await self._send(wish)

    def _check_limits(self) -> None:
        now = self.context.clock.now()
        counted = self.ledger.wishes.counted_since
        used = Used(
            run=self._sent_now,
            today=counted(day_start(now, self.rules.hours.zone)),
            week=counted(week_start(now)),
        )
        if allowance(self.limits(), used) <= 0:
            raise LimitReachedError(
                "As many messages were sent as the limits allow; what is left stays "
                "due for the next run."
            )

    async def _send(self, listed: Wish) -> None:
        decided = self._still_due(listed)
        if decided is None:
            return
        wish, contact = decided
        target = Recipient.of_contact(contact, self._cards.get(contact.id))
        self.progress("opening")
        site = await self.site()
        try:
            async with site.conversation(target) as conversation:
                wish, contact = self._joined(wish, contact, conversation)
                if wish.state not in SENDABLE:
                    _log.info("wish_known_already", state=wish.state.value)
                    return
                await self._write(conversation, wish)
                wish = await _uninterrupted(self._click(conversation, wish, contact))
        except LeaveAloneError as error:
            self._check_strangeness(error)
            wish = self._leave_alone(wish, contact, error)
        else:
            self._strange_in_a_row = 0
        if wish.state is WishState.SENDING:
            await self._settle_doubt(wish)
        self._check_refusals(wish)

    def _still_due(self, listed: Wish) -> tuple[Wish, Contact] | None:
        """Look again: a person may have decided otherwise while the run was on."""
        try:
            wish = self.ledger.wishes.get(listed.id)
            contact = self.ledger.contacts.get(wish.contact_id)
        except NotFoundError:
            _log.info("wish_forgotten_meanwhile")
            return None
        if wish.state not in SENDABLE:
            self._note(wish, contact)
            return None
        if contact.blocked:
            self._leave_alone(wish, contact, LeaveAloneError(WishReason.BLOCKED))
            return None
        return wish, contact

    async def _write(self, conversation: Conversation, wish: Wish) -> None:
        since = self._start_of(wish) - BY_HAND_BEFORE
        facts = await conversation.facts(since)
        if wished_by_hand(facts, since) or self.ledger.wishes.is_forgotten(wish):
            raise LeaveAloneError(WishReason.ALREADY_WISHED)
        self.progress("writing")
        await conversation.write(wish.text)

    async def _click(
        self, conversation: Conversation, wish: Wish, contact: Contact
    ) -> Wish:
        """Write the intent, click Send, and settle what the page then shows."""
        wishes = self.ledger.wishes
        self.progress("intent")
        try:
            wish = wishes.begin_sending(
                wish.id,
                run_id=self.context.run_id,
                text=wish.text,
                now=self.context.clock.now(),
            )
        except ConflictError as error:
            # Blocked or skipped by the person in the very last moment.
            raise LeaveAloneError(WishReason.BLOCKED, str(error)) from error
        self._sent_now += 1
        self.progress("sending")
        try:
            delivery = await conversation.send()
            now = self.context.clock.now()
            if delivery is Delivery.SENT:
                wish = wishes.mark_sent(wish.id, now)
            elif delivery is Delivery.FAILED:
                wish = wishes.mark_failed(wish.id, WishReason.SEND_FAILED, now)
        except EngineError:
            if not conversation.clicked:
                wish = wishes.release(wish.id)
            raise
        finally:
            _log.info("wish_clicked", state=wish.state.value)
            self._note(wish, contact)
        return wish

    async def _settle_doubt(self, wish: Wish) -> None:
        """Read the conversation again after a click that showed nothing certain."""
        await self.pause(settling_delay(self.context, wish))
        settled = await self._settle(wish)
        if settled.state is not WishState.SENT:
            raise NetworkError(
                "A message was not confirmed by LinkedIn, so the run stopped. "
                "The next run goes on; a wish that stays unverified wants a look."
            )

    def _check_refusals(self, wish: Wish) -> None:
        refused = wish.state is WishState.FAILED
        self._refused_in_a_row = self._refused_in_a_row + 1 if refused else 0
        if self._refused_in_a_row >= REFUSALS_TO_STOP:
            raise LinkedInLimitError(
                "LinkedIn refused several messages in a row. Look at LinkedIn "
                "yourself before the next run."
            )

    def _check_strangeness(self, error: LeaveAloneError) -> None:
        """Raise where going on would leave one person after another alone."""
        is_strange = error.is_strange or error.reason == _UNCONFIRMED
        self._strange_in_a_row = self._strange_in_a_row + 1 if is_strange else 0
        if self._strange_in_a_row >= STRANGE_TO_STOP:
            raise PageChangedError("messaging", str(error)) from error

    def _joined(
        self, wish: Wish, contact: Contact, conversation: Conversation
    ) -> tuple[Wish, Contact]:
        """Join the identity that the conversation proved with the contact.

        The person may turn out to be known already, and wished already.
        """
        joined = self.ledger.contacts.join(
            contact.id, member_id=conversation.member_id, vanity=conversation.vanity
        )
        current = self.ledger.wishes.near(joined.id, wish.occasion, wish.day)
        return current or wish, joined

    def _leave_alone(
        self, wish: Wish, contact: Contact, error: LeaveAloneError
    ) -> Wish:
        reason = WishReason(error.reason)
        _log.info("wish_left_alone", reason=reason.value, detail=str(error))
        left = self.ledger.wishes.get(wish.id)
        if left.state in SENDABLE:
            left = self.ledger.wishes.skip(wish.id, reason, self.context.clock.now())
        self._note(left, contact)
        return left

    def _note(self, wish: Wish, contact: Contact) -> None:
        report = wish_report(wish, contact, self.today())
        self.tally.put(report, wish.id)
        self.progress("wish", wish=report)

    def _start_of(self, wish: Wish) -> datetime:
        return datetime.combine(wish.day, time(), tzinfo=self.rules.hours.zone)


async def _uninterrupted[T](work: Coroutine[Any, Any, T]) -> T:
    """Finish work whatever happens: a stop waits for it and holds afterwards."""
    task = asyncio.create_task(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await task
        raise
