"""Events to whoever listens: bounded, ordered, and never in the way of a run."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from linkedin_engine.contract.events import Event

QUEUE_LENGTH = 256


class Subscription:
    """One listener's queue. ``overflowed`` says that it was too slow and is over."""

    def __init__(self, length: int) -> None:
        """Hold up to ``length`` events."""
        self._queue: asyncio.Queue[Event] = asyncio.Queue(length)
        self.overflowed = asyncio.Event()

    def put(self, event: Event) -> None:
        """Take an event; a listener that is a whole queue behind is given up."""
        if self.overflowed.is_set():
            return
        try:
            self._queue.put_nowait(event)
        except asyncio.QueueFull:
            self.overflowed.set()

    async def get(self) -> Event:
        """Wait for the next event."""
        return await self._queue.get()


class EventBus:
    """Hands each event to every subscription."""

    def __init__(self, *, queue_length: int = QUEUE_LENGTH) -> None:
        """Begin with nobody listening."""
        self._queue_length = queue_length
        self._subscriptions: set[Subscription] = set()

    @property
    def has_listeners(self) -> bool:
        """Whether anybody listens; nothing needs measuring where nobody does."""
        return bool(self._subscriptions)

    @contextmanager
    def subscription(self) -> Iterator[Subscription]:
        """Listen from here on; take the snapshot after this, and nothing is lost."""
        subscription = Subscription(self._queue_length)
        self._subscriptions.add(subscription)
        try:
            yield subscription
        finally:
            self._subscriptions.discard(subscription)

    def publish(self, event: Event) -> None:
        """Hand an event to all who listen now."""
        for subscription in tuple(self._subscriptions):
            subscription.put(event)
