"""What a conversation's messages say, and whether they say enough."""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
import re

from linkedin_engine.contract.enums import WishReason
from linkedin_engine.errors import LeaveAloneError

from .conversation_text import same_text
from .recipient import Shape

_URN_ID = re.compile(r",2-([A-Za-z0-9+/_=-]+)\)$")
_SENT_AT = re.compile(rb"(\d{13})b")
# A date begins first where clocks are 14 hours ahead of UTC.
_EARLIEST_ZONE = timedelta(hours=14)


class Found(StrEnum):
    """What reading a conversation says about a message that may have been sent."""

    FOUND = "found"
    NOT_THERE = "not_there"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message; ``sent_at`` is the server's time, None where it is not told."""

    urn: str
    text: str
    mine: bool
    sent_at: datetime | None
    recalled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadFacts:
    """A conversation as it was read.

    ``messages`` are in order. ``complete`` means that nothing of our own since the
    day that was asked for can be missing. ``draft`` is what the composer holds.
    """

    shape: Shape
    messages: tuple[Message, ...]
    draft: str
    enter_to_send: bool
    has_send_button: bool
    complete: bool

    @property
    def own(self) -> tuple[Message, ...]:
        """Return the messages that were sent from this account."""
        return tuple(message for message in self.messages if message.mine)

    @property
    def has_own_without_time(self) -> bool:
        """Say whether it is unknown when one of our own messages was sent."""
        return any(message.sent_at is None for message in self.own)

    @property
    def last_is_inbound(self) -> bool:
        """Say whether the other side wrote last."""
        return bool(self.messages) and not self.messages[-1].mine


def sent_at(urn: str) -> datetime | None:
    """Return the time that a message's URN carries (LINKEDIN facts: seen Feb 2026)."""
    found = _URN_ID.search(urn)
    if found is None:
        return None
    encoded = found[1].rstrip("=")
    try:
        decoded = base64.b64decode(encoded + "=" * (-len(encoded) % 4), altchars=b"-_")
    except binascii.Error:
        return None
    told = _SENT_AT.match(decoded)
    return datetime.fromtimestamp(int(told[1]) / 1000, UTC) if told else None


def since_moment(since: date) -> datetime:
    """Return a moment as it is, and a bare date as the first moment it has anywhere."""
    if isinstance(since, datetime):
        return since
    return datetime.combine(since, time(), tzinfo=UTC) - _EARLIEST_ZONE


def covers(messages: Sequence[Message], since: date | None, *, from_top: bool) -> bool:
    """Say whether the messages reach back beyond ``since`` with nothing unclear.

    ``from_top`` says that the conversation's first message is among them; without
    a ``since`` only that will do.
    """
    if since is None:
        return from_top
    moment = since_moment(since)
    is_far_enough = from_top or reaches_back(messages, moment)
    return is_far_enough and not any(
        message.mine and _may_be_since(earliest, latest, moment)
        for message, earliest, latest in _spans(messages)
        if message.sent_at is None
    )


def reaches_back(messages: Sequence[Message], moment: datetime) -> bool:
    """Say whether a message from before ``moment`` is among them."""
    return any(m.sent_at is not None and m.sent_at < moment for m in messages)


def wished_by_hand(facts: ThreadFacts, since: date) -> bool:
    """Say whether the person wrote to this member themselves since that moment.

    Raises ``LeaveAloneError`` where the conversation does not tell.
    """
    moment = since_moment(since)
    for message, earliest, _latest in _spans(facts.messages):
        if message.mine and earliest is not None and earliest >= moment:
            return True
    if not facts.complete:
        raise LeaveAloneError(
            WishReason.CONVERSATION_UNREADABLE, "it cannot be read back far enough"
        )
    return False


def look_for(facts: ThreadFacts, text: str, since: datetime) -> Found:
    """Decide whether a message that may have been sent since then is there.

    Any own message since then counts: nobody is to be written to twice. One that
    was taken back, or whose time is not told, leaves it unclear.
    """
    is_unclear = not facts.complete
    for message, earliest, latest in _spans(facts.messages):
        if not message.mine or not _may_be_since(earliest, latest, since):
            continue
        is_certain = earliest is not None and earliest >= since
        if is_certain and not message.recalled:
            return Found.FOUND
        is_unclear = is_unclear or is_certain or same_text(message.text, text)
    return Found.UNCLEAR if is_unclear else Found.NOT_THERE


def _may_be_since(
    earliest: datetime | None, latest: datetime | None, moment: datetime
) -> bool:
    return latest is None or max(latest, earliest or latest) >= moment


def _spans(
    messages: Sequence[Message],
) -> list[tuple[Message, datetime | None, datetime | None]]:
    """Bound every message's time by itself, or else by its neighbours' times."""
    earliest: list[datetime | None] = []
    last: datetime | None = None
    for message in messages:
        last = message.sent_at or last
        earliest.append(last)
    latest: list[datetime | None] = []
    following: datetime | None = None
    for message in reversed(messages):
        following = message.sent_at or following
        latest.append(following)
    return list(zip(messages, earliest, reversed(latest), strict=True))
