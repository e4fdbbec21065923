"""Wishes as a person looks at them and decides about them."""

from collections.abc import AsyncIterator, Callable, Mapping
from datetime import datetime
from typing import Final

from linkedin_engine.contract.enums import WishReason
from linkedin_engine.contract.replies import WishItem, WishPage
from linkedin_engine.contract.requests import (
    Decision,
    HistoryQuery,
    WishPatch,
    WishQuery,
)
from linkedin_engine.domain.ledger import Wish
from linkedin_engine.errors import BadInputError

from ..engine import Engine
from .core import Core
from .texts import wish_text
from .views import wish_item

type Change = Callable[[Engine, int, str | None, datetime], Wish]

_PIECE: Final = 500

_DECISIONS: Final[Mapping[Decision, Change]] = {
    Decision.APPROVE: lambda engine, wish_id, text, now: engine.wishes.approve(
        wish_id, text=text, now=now
    ),
    Decision.SKIP: lambda engine, wish_id, _text, now: engine.wishes.skip(
        wish_id, WishReason.PERSON_SKIPPED, now
    ),
    Decision.SENT: lambda engine, wish_id, _text, _now: engine.settle(
        wish_id, was_sent=True
    ),
    Decision.NOT_SENT: lambda engine, wish_id, _text, _now: engine.settle(
        wish_id, was_sent=False
    ),
}


def _edit(engine: Engine, wish_id: int, text: str | None, now: datetime) -> Wish:
    del now
    return engine.wishes.edit(wish_id, text or "")


class Wishes:
    """The wishes of one engine."""

    def __init__(self, core: Core) -> None:
        """Work with this engine."""
        self._core = core

    async def list(self, query: WishQuery) -> WishPage:
        """Return wishes, newest first."""
        return await self.history(
            HistoryQuery(limit=query.limit, before=query.before, state=query.state)
        )

    async def history(self, query: HistoryQuery) -> WishPage:
        """Return wishes of the past, newest first."""
        today = self._core.today()

        def look(engine: Engine) -> WishPage:
            found = engine.wishes.page(
                states=query.state,
                since=query.since,
                until=query.until,
                contact_id=query.contact_id,
                before=query.before,
                limit=query.limit,
            )
            items = tuple(wish_item(wish, contact, today) for wish, contact in found)
            is_last = len(items) < query.limit
            return WishPage(wishes=items, next_before=None if is_last else items[-1].id)

        return await self._core.read(look)

    async def pages(self, query: HistoryQuery) -> AsyncIterator[WishPage]:
        """Yield the whole history in pieces, each read by itself."""
        before = query.before
        while True:
            page = await self.history(
                HistoryQuery(
                    limit=_PIECE,
                    before=before,
                    state=query.state,
                    since=query.since,
                    until=query.until,
                    contact_id=query.contact_id,
                )
            )
            yield page
            if page.next_before is None:
                return
            before = page.next_before

    async def change(self, wish_id: int, patch: WishPatch) -> WishItem:
        """Decide about a wish, or change its text; raises ``ConflictError``."""
        if patch.decision is None and patch.text is None:
            raise BadInputError("decision", "say what to decide, or give a text")
        text = None if patch.text is None else wish_text(patch.text)
        change = _edit if patch.decision is None else _DECISIONS[patch.decision]
        if text is not None and patch.decision not in {None, Decision.APPROVE}:
            raise BadInputError("text", "only goes with approve, or alone")
        now = self._core.now()
        before = await self._core.wish(wish_id)
        await self._core.call(lambda engine: change(engine, wish_id, text, now))
        after = await self._core.wish(wish_id)
        self._core.publish(after, before.state)
        self._core.nudge()
        return after
