"""Whole lists, out of the pages in which the engine gives them."""

from dataclasses import replace

from .client import EngineClient
from .contract.replies import ContactItem, WishItem
from .contract.requests import ContactQuery, HistoryQuery, WishQuery

LARGEST_PAGE = 500


async def every_contact(
    client: EngineClient, query: ContactQuery
) -> tuple[ContactItem, ...]:
    """Return all people that fit, by name."""
    found: list[ContactItem] = []
    after: int | None = None
    while True:
        page = await client.list_contacts(
            replace(query, limit=LARGEST_PAGE, after=after)
        )
        found += page.contacts
        after = page.next_after
        if after is None:
            return tuple(found)


async def newest_wishes(
    client: EngineClient, query: HistoryQuery, most: int
) -> tuple[WishItem, ...]:
    """Return the newest wishes that fit, at most ``most``."""
    found: list[WishItem] = []
    before = query.before
    while True:
        limit = min(LARGEST_PAGE, most - len(found))
        page = await client.get_history(replace(query, limit=limit, before=before))
        found += page.wishes
        before = page.next_before
        if before is None or len(found) >= most:
            return tuple(found)


async def find_wish(client: EngineClient, wish_id: int) -> WishItem | None:
    """Return one wish by its id, if the ledger has it."""
    page = await client.list_wishes(WishQuery(limit=1, before=wish_id + 1))
    return next((wish for wish in page.wishes if wish.id == wish_id), None)
