"""The history: a page of JSON, or all of it as a table for a spreadsheet."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
import csv
from datetime import date, datetime
from io import StringIO

from aiohttp import hdrs, web

from linkedin_engine.contract.replies import WishItem, WishPage

from .operation import HANDLER_SECONDS, Asked, json_reply
from .service import EngineService

CSV = "text/csv"
CSV_NAME = "linkedin-auto-history.csv"
# A spreadsheet takes a cell that begins like this for a formula and runs it.
# https://owasp.org/www-community/attacks/CSV_Injection
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
# Without it, Excel reads UTF-8 as the system's old code page.
_BYTE_ORDER_MARK = "\ufeff"

COLUMNS: Mapping[str, Callable[[WishItem], object]] = {
    "id": lambda wish: wish.id,
    "day": lambda wish: wish.day,
    "occasion": lambda wish: wish.occasion.value,
    "name": lambda wish: wish.name,
    "state": lambda wish: wish.state.value,
    "reason": lambda wish: wish.reason and wish.reason.value,
    "text": lambda wish: wish.text,
    "days_late": lambda wish: wish.days_late,
    "sent_at": lambda wish: wish.sent_at,
    "created_at": lambda wish: wish.created_at,
    "approved_at": lambda wish: wish.approved_at,
    "edited": lambda wish: wish.edited,
    "profile_url": lambda wish: wish.profile_url,
    "member_id": lambda wish: wish.member_id,
    "contact_id": lambda wish: wish.contact_id,
    "run_id": lambda wish: wish.run_id,
}


async def answer(
    request: web.Request, service: EngineService, asked: Asked
) -> web.StreamResponse:
    """Answer in the type that the client accepts; JSON unless only CSV is wanted."""
    if _wants_csv(request):
        return await _table(request, service, asked)
    async with asyncio.timeout(HANDLER_SECONDS):
        page = await service.wishes.history(asked.query)
    return json_reply(page, headers={hdrs.VARY: hdrs.ACCEPT})


def table_rows(wishes: tuple[WishItem, ...], *, heading: bool = False) -> str:
    """Return rows of CSV; names and texts come out as text, never as formulas."""
    written = StringIO()
    writer = csv.writer(written)
    if heading:
        writer.writerow(COLUMNS)
    for wish in wishes:
        writer.writerow(_cell(column(wish)) for column in COLUMNS.values())
    return written.getvalue()


def _wants_csv(request: web.Request) -> bool:
    accepted = {
        part.partition(";")[0].strip().lower()
        for value in request.headers.getall(hdrs.ACCEPT, ())
        for part in value.split(",")
    }
    return CSV in accepted and "application/json" not in accepted


async def _table(
    request: web.Request, service: EngineService, asked: Asked
) -> web.StreamResponse:
    pages = aiter(service.wishes.pages(asked.query))
    # What is wrong with the request shows with the first page, before any answer.
    page = await _next(pages)
    response = web.StreamResponse(
        headers={
            hdrs.CONTENT_TYPE: f"{CSV}; charset=utf-8",
            hdrs.CONTENT_DISPOSITION: f'attachment; filename="{CSV_NAME}"',
            hdrs.VARY: hdrs.ACCEPT,
        }
    )
    await response.prepare(request)
    await _write(response, _BYTE_ORDER_MARK + table_rows((), heading=True))
    while page is not None:
        await _write(response, table_rows(page.wishes))
        page = await _next(pages)
    return response


async def _next(pages: AsyncIterator[WishPage]) -> WishPage | None:
    async with asyncio.timeout(HANDLER_SECONDS):
        return await anext(pages, None)


async def _write(response: web.StreamResponse, rows: str) -> None:
    async with asyncio.timeout(HANDLER_SECONDS):
        await response.write(rows.encode())


def _cell(value: object) -> object:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case datetime() | date():
            return value.isoformat()
        case str() if value.startswith(_FORMULA_STARTS):
            return f"'{value}"
        case _:
            return value
