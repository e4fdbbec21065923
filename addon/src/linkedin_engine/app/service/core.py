"""What every part of the service works with."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from linkedin_engine.contract.enums import WishState
from linkedin_engine.contract.events import WishChanged
from linkedin_engine.contract.replies import WishItem
from linkedin_engine.jobs.bus import EventBus
from linkedin_engine.storage.worker import DatabaseWorker

from ..engine import Engine
from .views import wish_item


@dataclass(frozen=True, slots=True, kw_only=True)
class Core:
    """The open engine, its database's thread, and who is told of changes.

    ``changed`` says that the snapshot is another one now; ``nudge`` that a run may
    be due sooner than it was.
    """

    engine: Engine
    worker: DatabaseWorker
    bus: EventBus
    changed: Callable[[], None]
    nudge: Callable[[], None]

    async def call[T](self, work: Callable[[Engine], T]) -> T:
        """Do work on the ledger in the database's thread, all of it or nothing."""

        def whole(_: object) -> T:
            with self.engine.database.transaction():
                return work(self.engine)

        return await self.worker.call(whole)

    async def read[T](self, work: Callable[[Engine], T]) -> T:
        """Read in the database's thread."""
        return await self.worker.call(lambda _: work(self.engine))

    def now(self) -> datetime:
        """Return the engine's time."""
        return self.engine.clock.now()

    def today(self) -> date:
        """Return the person's calendar day."""
        return self.engine.clock.today(self.engine.options.zone)

    async def wish(self, wish_id: int) -> WishItem:
        """Return a wish with its person; raises ``NotFoundError``."""
        today = self.today()

        def look(engine: Engine) -> WishItem:
            wish = engine.wishes.get(wish_id)
            return wish_item(wish, engine.contacts.get(wish.contact_id), today)

        return await self.read(look)

    def publish(self, wish: WishItem, previous: WishState | None) -> None:
        """Tell who listens that a wish has come to another state."""
        self.bus.publish(WishChanged(wish=wish, previous=previous))
        self.changed()
