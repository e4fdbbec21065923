"""Open intents: what became of a message that may or may not have been sent."""

from datetime import timedelta

from linkedin_engine.contract.enums import WishReason
from linkedin_engine.domain.ledger import Contact, Wish
from linkedin_engine.errors import LeaveAloneError
from linkedin_engine.linkedin.recipient import Recipient
from linkedin_engine.linkedin.site import Site
from linkedin_engine.linkedin.thread import Found
from linkedin_engine.log import get_logger
from linkedin_engine.settings import Pace

from .context import BotContext

# A message that left the browser has reached LinkedIn by then, or never will.
SETTLED_AFTER = timedelta(seconds=30)
# Our clock and LinkedIn's may differ by this much.
CLOCK_TOLERANCE = timedelta(minutes=5)

_log = get_logger("bots")


async def settle(context: BotContext, site: Site, wish: Wish, contact: Contact) -> Wish:
    """Settle an open intent by reading the conversation, never by guessing.

    Found: ``sent``. Certainly not there: ``approved``, so due again. Anything
    else: ``unverified``, and the person is asked. Raises a ``StopRunError`` with
    the intent still open when the conversation could not be read at all.
    """
    wishes = context.ledger.wishes
    since = (wish.intent_at or wish.created_at) - CLOCK_TOLERANCE
    target = Recipient.of_contact(contact)
    try:
        async with site.conversation(target) as conversation:
            found = await conversation.find_own(wish.text, since)
    except LeaveAloneError as error:
        _log.info("intent_unreadable", wish_id=wish.id, reason=error.reason)
        found = Found.UNCLEAR
    _log.info("intent_settled", wish_id=wish.id, found=found.value)
    now = context.clock.now()
    if found is Found.FOUND:
        return wishes.mark_sent(wish.id, now)
    if found is Found.NOT_THERE:
        return wishes.release(wish.id)
    return wishes.mark_unverified(wish.id, WishReason.SEND_UNCONFIRMED, now)


def settling_delay(context: BotContext, wish: Wish) -> float:
    """Return the seconds to wait before the conversation can be believed."""
    if wish.intent_at is None or context.pacing.pace is Pace.INSTANT:
        return 0.0
    ready = wish.intent_at + SETTLED_AFTER
    return max(0.0, (ready - context.clock.now()).total_seconds())
