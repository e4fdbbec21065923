"""Conversations of the twin: what was there before, and what was sent since."""

import base64
from dataclasses import dataclass, field
from datetime import datetime, timedelta
import hashlib
import uuid

from .record import Received
from .scenario import Person
from .state import TwinState

GROUP_WINDOW = timedelta(minutes=15)
"""Messages of one sender closer than this share a heading."""


def profile_urn(member_id: str) -> str:
    """Return the URN of a profile."""
    return f"urn:li:fsd_profile:{member_id}"


def _encoded(text: str) -> str:
    return "2-" + base64.b64encode(text.encode()).decode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message of a conversation."""

    id: str
    text: str
    mine: bool
    at: datetime
    recalled: bool = False


@dataclass(slots=True, kw_only=True)
class Conversation:
    """The owner's conversation with one member; a draft until it has messages."""

    owner_id: str
    person: Person
    messages: list[Message] = field(default_factory=list)
    sent: list[Message] = field(default_factory=list)
    draft: str = ""

    @property
    def key(self) -> str:
        """Return the plain part of the thread id: the same on every run."""
        digest = hashlib.sha256(f"{self.owner_id}/{self.person.member_id}".encode())
        return f"{uuid.UUID(bytes=digest.digest()[:16])}_010"

    @property
    def thread_id(self) -> str:
        """Return the id in ``/messaging/thread/<id>/``."""
        return _encoded(self.key)

    @property
    def urn(self) -> str:
        """Return the URN, whose first part is the mailbox owner."""
        return (
            f"urn:li:msg_conversation:({profile_urn(self.owner_id)},{self.thread_id})"
        )

    def message_urn(self, at: datetime) -> str:
        """Return the URN of the next message, which tells when it was sent."""
        milliseconds = round(at.timestamp() * 1000)
        number = len(self.messages) + 1
        encoded = _encoded(f"{milliseconds:013d}b{number:05d}-001&{self.key}")
        return f"urn:li:msg_message:({profile_urn(self.owner_id)},{encoded})"

    def add(
        self, text: str, at: datetime, *, mine: bool, recalled: bool = False
    ) -> Message:
        """Append a message."""
        message = Message(
            id=self.message_urn(at), text=text, mine=mine, at=at, recalled=recalled
        )
        self.messages.append(message)
        return message

    def page(self, before: int, size: int) -> tuple[int, list[Message]]:
        """Return up to ``size`` messages ending at ``before``, and where they start."""
        start = max(0, before - size)
        return start, self.messages[start:before]

    def starts_day(self, index: int) -> bool:
        """Say whether a time heading stands above this message."""
        return index == 0 or (
            self.messages[index].at.date() != self.messages[index - 1].at.date()
        )

    def starts_group(self, index: int) -> bool:
        """Say whether the sender's name stands above this message."""
        if index == 0 or self.starts_day(index):
            return True
        before, this = self.messages[index - 1 : index + 1]
        return before.mine != this.mine or this.at - before.at > GROUP_WINDOW

    def ends_group(self, index: int) -> bool:
        """Say whether the next message has a heading of its own, or there is none."""
        return index + 1 == len(self.messages) or self.starts_group(index + 1)


class Mailbox:
    """The owner's conversations, by member; one for the life of a scenario."""

    def __init__(self, state: TwinState) -> None:
        self.state = state
        self.scenario = state.scenario
        self._opened = state.now()
        self._conversations: dict[str, Conversation] = {}

    def conversation(self, member_id: str) -> Conversation | None:
        """Return the conversation with a member; None for someone unknown."""
        person = self.scenario.person(member_id) if member_id else None
        if person is None:
            return None
        known = self._conversations.get(member_id)
        if known is not None and known.person is person:
            return known
        conversation = self._conversations[member_id] = self._remembered(person)
        if known is not None:
            conversation.messages += known.sent
            conversation.sent = known.sent
        return conversation

    def by_thread(self, thread_id: str) -> Conversation | None:
        """Return the conversation with this thread id."""
        return next((c for c in self.existing() if c.thread_id == thread_id), None)

    def existing(self) -> list[Conversation]:
        """Return the conversations that have messages, the latest first."""
        found = [self.conversation(p.member_id) for p in self.scenario.people]
        begun = [c for c in found if c is not None and c.messages]
        return sorted(begun, key=lambda c: c.messages[-1].at, reverse=True)

    def accept(self, conversation: Conversation, text: str) -> Message:
        """Take a message of the owner in, and record that it reached the member."""
        message = conversation.add(text, self.state.now(), mine=True)
        conversation.sent.append(message)
        conversation.draft = ""
        person = conversation.person
        self.state.record.messages.append(
            Received(
                member_id=person.member_id,
                name=person.name,
                text=text,
                at=message.at,
            )
        )
        return message

    def _remembered(self, person: Person) -> Conversation:
        conversation = Conversation(
            owner_id=self.scenario.owner_id, person=person, draft=person.draft
        )
        now = self.scenario.now or self._opened
        for line in sorted(person.thread, key=lambda line: -line.days_ago):
            conversation.add(
                line.text,
                now - timedelta(days=line.days_ago),
                mine=line.mine,
                recalled=line.recalled,
            )
        return conversation
