"""From the cards of a page to drafts in the ledger."""

from collections.abc import Sequence
import contextlib
from dataclasses import dataclass, replace
from datetime import date

from linkedin_engine.contract.enums import SendingMode, WishReason, WishState
from linkedin_engine.contract.models import WishReport
from linkedin_engine.domain.celebrations import Celebration
from linkedin_engine.domain.ledger import Contact, Wish
from linkedin_engine.domain.planning import Action, Decision, Policy, plan

from .context import BotContext
from .reports import card_report, wish_report
from .texts import TextWriter

# A card that is too late is so every day until it leaves the page.
_WORTH_TELLING = frozenset(
    {WishReason.DAY_UNKNOWN, WishReason.BLOCKED, WishReason.ALREADY_WISHED}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafted:
    """What became of one card. ``wish`` is None where the ledger holds none.

    ``contact`` is None for a person who was forgotten after this occasion's wish.
    """

    celebration: Celebration
    contact: Contact | None
    wish: Wish | None
    report: WishReport | None
    is_new: bool = False


class _DryRunOver(Exception):  # noqa: N818 - no error: it undoes a dry run
    """Leaves the transaction of a dry run so that nothing of it stays."""


class Drafting:
    """Decides card by card, and writes the drafts in one transaction."""

    def __init__(
        self, context: BotContext, *, late_allowed: bool, page_language: str | None
    ) -> None:
        """Take the run's context and the language of the page that was read."""
        self._context = context
        self._ledger = context.ledger
        self._rules = context.rules
        self._policy = Policy(
            mode=context.rules.mode,
            max_days_late=context.rules.max_days_late,
            late_allowed=late_allowed,
        )
        self._writer = TextWriter(context, page_language)

    def draft(self, celebrations: Sequence[Celebration], today: date) -> list[Drafted]:
        """Plan every card; a dry run plans the same and keeps nothing."""
        drafted: list[Drafted] = []
        with (
            contextlib.suppress(_DryRunOver),
            self._ledger.database.transaction(),
        ):
            self._expire(today)
            drafted = [self._draft(card, today) for card in celebrations]
            if self._rules.dry_run:
                raise _DryRunOver
        return drafted

    def _expire(self, today: date) -> None:
        now = self._context.clock.now()
        oldest = today - self._rules.latest
        for wish in self._ledger.wishes.expired(oldest):
            self._ledger.wishes.skip(wish.id, WishReason.TOO_LATE, now)

    def _draft(self, card: Celebration, today: date) -> Drafted:
        if self._is_forgotten(card):
            report = card_report(card, WishReason.ALREADY_WISHED, today)
            return Drafted(celebration=card, contact=None, wish=None, report=report)
        contact = self._ledger.contacts.observe(
            member_id=card.member_id,
            vanity=card.vanity,
            profile_url=card.profile_url,
            name=card.name,
            first_name=card.first_name,
            birthday=card.day,
            now=self._context.clock.now(),
        )
        existing = (
            None
            if card.day is None
            else self._ledger.wishes.near(contact.id, card.occasion, card.day)
        )
        decision = plan(
            card,
            contact=contact,
            existing=existing,
            today=today,
            policy=self._policy,
        )
        wish = self._carry_out(decision, card, contact, existing, today)
        return Drafted(
            celebration=card,
            contact=contact,
            wish=wish,
            report=self._report(decision, card, contact, wish, today),
            is_new=wish is not None and decision.action is Action.DRAFT,
        )

    def _is_forgotten(self, card: Celebration) -> bool:
        return card.day is not None and self._ledger.contacts.is_forgotten(
            member_id=card.member_id,
            vanity=card.vanity,
            occasion=card.occasion,
            day=card.day,
        )

    def _carry_out(
        self,
        decision: Decision,
        card: Celebration,
        contact: Contact,
        existing: Wish | None,
        today: date,
    ) -> Wish | None:
        if decision.action is Action.DRAFT and card.day is not None:
            return self._add(card, contact, card.day, today)
        if existing is None:
            return None
        now = self._context.clock.now()
        if decision.action is Action.SKIP and decision.reason is not None:
            return self._ledger.wishes.skip(existing.id, decision.reason, now)
        refreshed = self._refresh(existing, contact, today)
        if decision.action is Action.PROMOTE:
            return self._ledger.wishes.approve(refreshed.id, now=now)
        return refreshed

    def _add(
        self, card: Celebration, contact: Contact, day: date, today: date
    ) -> Wish | None:
        written = self._writer.write(contact, card.occasion, day, today)
        if written is None:
            return None
        automatic = self._rules.mode is SendingMode.AUTOMATIC
        return self._ledger.wishes.add(
            contact_id=contact.id,
            occasion=card.occasion,
            day=min(day, today),
            text=written.text,
            template_id=written.template_id,
            state=WishState.APPROVED if automatic else WishState.DRAFTED,
            now=self._context.clock.now(),
            run_id=self._context.run_id,
        )

    def _refresh(self, wish: Wish, contact: Contact, today: date) -> Wish:
        """Give a wish that waited past its day a text that knows it is late.

        A text that a person wrote, or approved as it stands, is theirs.
        """
        waiting = wish.state is WishState.DRAFTED or (
            wish.state is WishState.APPROVED
            and self._rules.mode is SendingMode.AUTOMATIC
        )
        if (
            not waiting
            or wish.edited
            or wish.day >= today
            or self._writer.is_late(wish.template_id)
        ):
            return wish
        written = self._writer.write(contact, wish.occasion, wish.day, today)
        if written is None or written.template_id is None:
            return wish
        return self._ledger.wishes.replace_text(
            wish.id, written.text, written.template_id
        )

    def _report(
        self,
        decision: Decision,
        card: Celebration,
        contact: Contact,
        wish: Wish | None,
        today: date,
    ) -> WishReport | None:
        if wish is not None and wish.state in (WishState.DRAFTED, WishState.APPROVED):
            report = wish_report(wish, contact, today)
            return replace(report, id=None) if self._rules.dry_run else report
        if decision.action is Action.DRAFT:
            return card_report(card, WishReason.NO_MESSAGE, today)
        if decision.action is Action.SKIP and decision.reason in _WORTH_TELLING:
            return card_report(card, decision.reason, today)
        return None
