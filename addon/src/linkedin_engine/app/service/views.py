"""What the ledger holds, in the words of the wire."""

from datetime import date, datetime

from linkedin_engine.contract.enums import RunReason, WishState
from linkedin_engine.contract.replies import ContactItem, WishItem
from linkedin_engine.contract.state import Counters, SessionInfo
from linkedin_engine.domain.ledger import Contact, Wish
from linkedin_engine.domain.limits import day_start, week_start
from linkedin_engine.domain.names import greeting_name
from linkedin_engine.errors import SecretKeyError
from linkedin_engine.session.vault import SessionStatus

from ..engine import Engine

# After these LinkedIn has said that the stored session is not enough.
SESSION_DOUBTED = frozenset(
    {RunReason.SESSION_REQUIRED, RunReason.CHECKPOINT, RunReason.RESTRICTED}
)


def wish_item(wish: Wish, contact: Contact, today: date) -> WishItem:
    """Return one wish with its person."""
    return WishItem(
        id=wish.id,
        contact_id=contact.id,
        member_id=contact.member_id,
        profile_url=contact.profile_url,
        name=contact.name,
        occasion=wish.occasion,
        day=wish.day,
        days_late=wish.days_late(today),
        state=wish.state,
        text=wish.text,
        reason=wish.reason,
        edited=wish.edited,
        created_at=wish.created_at,
        approved_at=wish.approved_at,
        sent_at=wish.intent_at if wish.state is WishState.SENT else None,
        run_id=wish.run_id,
    )


def contact_item(contact: Contact) -> ContactItem:
    """Return one person, with the name that a wish begins with."""
    return ContactItem(
        id=contact.id,
        member_id=contact.member_id,
        profile_url=contact.profile_url,
        name=contact.name,
        first_name=contact.first_name,
        greeting=greeting_name(contact.first_name, contact.name),
        language=contact.language,
        own_text=contact.own_text,
        blocked=contact.blocked,
        birthday=contact.birthday,
    )


def session_status(engine: Engine, now: datetime) -> SessionStatus:
    """Return what is known; a session that cannot be opened is as good as none."""
    try:
        return engine.vault.status(now)
    except SecretKeyError:
        return SessionStatus(present=False)


def session_info(status: SessionStatus, doubt: RunReason | None) -> SessionInfo:
    """Return what is known of the session; ``doubt`` is why runs wait, if they do."""
    return SessionInfo(
        present=status.present,
        source=status.source,
        saved_at=status.saved_at,
        expires_at=status.expires_at,
        usable=status.present and not status.expired and doubt not in SESSION_DOUBTED,
    )


def counters(engine: Engine, now: datetime) -> Counters:
    """Count the ledger and what the limits still allow."""
    wishes, options = engine.wishes, engine.options
    day, week = day_start(now, options.zone), week_start(now)
    today = now.astimezone(options.zone).date()
    states = wishes.counts_by_state()
    return Counters(
        sent_today=wishes.sent_since(day),
        sent_week=wishes.sent_since(week),
        sent_total=states[WishState.SENT],
        birthdays_today=engine.contacts.birthdays_on(today),
        pending=wishes.pending_count(),
        unverified=states[WishState.UNVERIFIED],
        daily_allowance=max(0, options.daily_limit - wishes.counted_since(day)),
        weekly_allowance=max(0, options.weekly_limit - wishes.counted_since(week)),
    )
