"""Wishes as they change: each step of their way is one guarded statement."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from linkedin_engine.contract.enums import Occasion, WishReason, WishState
from linkedin_engine.domain.ledger import Wish
from linkedin_engine.errors import ConflictError

from .database import Value
from .values import to_ms
from .wish_queries import WishQueries, wish_from


@dataclass(frozen=True, slots=True)
class Step:
    """One way a wish may change: from which states, what is set, and a guard."""

    verb: str
    sources: frozenset[WishState]
    changes: str
    guard: str = "TRUE"
    guarded: str = ""

    @property
    def sql(self) -> str:
        """Return the statement; it changes nothing in any other state."""
        states = ", ".join(sorted(f"'{state.value}'" for state in self.sources))
        return (
            f"UPDATE wishes SET {self.changes} "  # noqa: S608 - words of ours only
            f"WHERE id = :id AND state IN ({states}) AND {self.guard} RETURNING *"
        )


_UNSENT: Final = frozenset({WishState.DRAFTED, WishState.APPROVED, WishState.FAILED})
_DUE: Final = frozenset({WishState.APPROVED, WishState.FAILED})
_PERHAPS_SENT: Final = frozenset({WishState.SENDING, WishState.UNVERIFIED})

APPROVE: Final = Step(
    "approved",
    _UNSENT,
    "state = 'approved', approved_at = coalesce(approved_at, :now), reason = NULL, "
    "settled_at = NULL, "
    "template_id = CASE WHEN :text IS NULL THEN template_id END, "
    "edited = CASE WHEN :text IS NULL THEN edited ELSE 1 END, "
    "text = coalesce(:text, text)",
)
SKIP: Final = Step(
    "skipped",
    _UNSENT | {WishState.UNVERIFIED},
    "state = 'skipped', reason = :reason, settled_at = :now",
)
REPLACE_TEXT: Final = Step(
    "given another text",
    frozenset({WishState.DRAFTED, WishState.APPROVED}),
    "text = :text, template_id = :template_id",
    guard="edited = 0",
    guarded="a person edited it",
)
EDIT: Final = Step(
    "edited",
    frozenset({WishState.DRAFTED, WishState.APPROVED}),
    "text = :text, template_id = NULL, edited = 1",
)
# The last line before a message: whoever was blocked meanwhile gets none.
BEGIN_SENDING: Final = Step(
    "sent",
    _DUE,
    "state = 'sending', text = :text, run_id = :run_id, intent_at = :now, "
    "attempts = attempts + 1, reason = NULL, settled_at = NULL",
    guard="NOT EXISTS (SELECT 1 FROM contacts WHERE id = contact_id AND blocked = 1)",
    guarded="the person is blocked",
)
MARK_SENT: Final = Step(
    "marked as sent",
    _PERHAPS_SENT,
    "state = 'sent', reason = NULL, settled_at = :now",
)
MARK_FAILED: Final = Step(
    "marked as failed",
    _DUE | {WishState.SENDING},
    "state = 'failed', reason = :reason, settled_at = :now, "
    "attempts = attempts + (state <> 'sending')",
)
MARK_UNVERIFIED: Final = Step(
    "marked as unverified",
    frozenset({WishState.SENDING}),
    "state = 'unverified', reason = :reason, settled_at = :now",
)
RELEASE: Final = Step(
    "made due again",
    _PERHAPS_SENT,
    "state = 'approved', reason = NULL, intent_at = NULL, settled_at = NULL",
)

_INSERT: Final = """
    INSERT INTO wishes (
        contact_id, occasion, day, state, text, template_id, created_at, approved_at,
        run_id
    ) VALUES (
        :contact_id, :occasion, :day, :state, :text, :template_id, :created_at,
        :approved_at, :run_id
    ) RETURNING *
"""


class WishRepository(WishQueries):
    """The wishes in one database. What is not allowed raises ``ConflictError``."""

    def add(  # noqa: PLR0913 - the columns of a new wish
        self,
        *,
        contact_id: int,
        occasion: Occasion,
        day: date,
        text: str,
        template_id: str | None,
        state: WishState,
        now: datetime,
        run_id: str | None,
    ) -> Wish:
        """Add a draft, or an approved wish; never a second one for an occasion."""
        if state not in {WishState.DRAFTED, WishState.APPROVED}:
            raise ConflictError(f"A new wish cannot be {state.value}.")
        moment = to_ms(now)
        values: dict[str, Value] = {
            "contact_id": contact_id,
            "occasion": occasion.value,
            "day": day.isoformat(),
            "state": state.value,
            "text": text,
            "template_id": template_id,
            "created_at": moment,
            "approved_at": moment if state is WishState.APPROVED else None,
            "run_id": run_id,
        }
        with self._database.transaction():
            known = self.near(contact_id, occasion, day)
            if known is not None:
                raise ConflictError(
                    f"Wish {known.id} is for the same person and occasion."
                )
            wish = wish_from(self._database.fetch_all(_INSERT, values)[0])
            if self.is_forgotten(wish):
                raise ConflictError(
                    "This person was forgotten after a wish for the same occasion."
                )
            return wish

    def approve(self, wish_id: int, *, text: str | None = None, now: datetime) -> Wish:
        """Allow a wish to be sent, with a text of the person's own if given."""
        return self._take(APPROVE, wish_id, text=text, now=to_ms(now))

    def skip(self, wish_id: int, reason: WishReason, now: datetime) -> Wish:
        """Leave a wish alone for good; not while it is being sent."""
        return self._take(SKIP, wish_id, reason=reason.value, now=to_ms(now))

    def replace_text(self, wish_id: int, text: str, template_id: str | None) -> Wish:
        """Give a draft or approved wish another text, unless a person edited it."""
        return self._take(REPLACE_TEXT, wish_id, text=text, template_id=template_id)

    def edit(self, wish_id: int, text: str) -> Wish:
        """Give a draft or approved wish the text that a person wrote."""
        return self._take(EDIT, wish_id, text=text)

    def begin_sending(
        self, wish_id: int, *, run_id: str, text: str, now: datetime
    ) -> Wish:
        """Write the intent; when this returns it is on the disk.

        Refused unless the wish is approved or failed, for a blocked contact, and
        inside another transaction, where it would not be durable yet.
        """
        with self._database.transaction(durable=True):
            return self._take(
                BEGIN_SENDING, wish_id, run_id=run_id, text=text, now=to_ms(now)
            )

    def mark_sent(self, wish_id: int, now: datetime) -> Wish:
        """Settle an intent, or an unverified wish: the message is there."""
        return self._take(MARK_SENT, wish_id, now=to_ms(now))

    def mark_failed(self, wish_id: int, reason: WishReason, now: datetime) -> Wish:
        """Settle an intent, or a try that came to none: nothing was sent."""
        return self._take(MARK_FAILED, wish_id, reason=reason.value, now=to_ms(now))

    def mark_unverified(self, wish_id: int, reason: WishReason, now: datetime) -> Wish:
        """Settle an intent of which nobody can tell; the person is asked."""
        return self._take(MARK_UNVERIFIED, wish_id, reason=reason.value, now=to_ms(now))

    def release(self, wish_id: int) -> Wish:
        """Make a wish due again: it is certain that nothing was sent."""
        return self._take(RELEASE, wish_id)

    def _take(self, step: Step, wish_id: int, **values: Value) -> Wish:
        rows = self._database.fetch_all(step.sql, {**values, "id": wish_id})
        if rows:
            return wish_from(rows[0])
        state = self.get(wish_id).state
        why = step.guarded if state in step.sources else f"it is {state.value}"
        raise ConflictError(f"Wish {wish_id} cannot be {step.verb}: {why}.")
