"""What LinkedIn answers its own page while we write; observed, never asked for."""

import asyncio
from collections.abc import Iterator
import re
from types import TracebackType
from typing import Any, Self
from urllib.parse import unquote

from playwright.async_api import Error as PlaywrightError, Page, Request, Response

# LINKEDIN facts: seen 5 Oct 2026.
_COMPOSE_OPTIONS = "voyagerMessagingDashComposeOptions"
_CREATE_MESSAGE = "voyagerMessagingDashMessengerMessages?action=createMessage"
_OPTION_ID = re.compile(r"fsd_composeOption:\(([^,)]+)")
_FREE_OPTIONS = frozenset({"REPLY", "CONNECTION_MESSAGE"})
REPLY = "REPLY"


class NetworkWatch:
    """Follows requests that begin while it is entered.

    ``recipient_ids`` are the members that LinkedIn says are written to,
    ``option_types`` the ways in which, ``is_paid`` whether it would cost credits.
    ``answers`` are the statuses of answers to messages that were sent.
    """

    def __init__(self, page: Page) -> None:
        """Watch this page and its frames, once entered."""
        self._page = page
        self._followed: set[Request] = set()
        self._reading: set[asyncio.Task[None]] = set()
        self._ids: list[str] = []
        self.option_types: list[str] = []
        self.is_paid = False
        self.answers: list[int] = []

    async def __aenter__(self) -> Self:
        """Begin to listen."""
        self._page.on("request", self._on_request)
        self._page.on("response", self._on_response)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop listening and drop answers that are still being read."""
        self._page.remove_listener("request", self._on_request)
        self._page.remove_listener("response", self._on_response)
        for task in self._reading:
            task.cancel()
        await asyncio.gather(*self._reading, return_exceptions=True)

    def forget(self) -> None:
        """Drop what was seen, and follow only what begins from now on."""
        self._followed.clear()
        for seen in (self._ids, self.option_types, self.answers):
            seen.clear()
        self.is_paid = False

    @property
    def recipient_ids(self) -> tuple[str, ...]:
        """Return the members named so far, without repetition."""
        return tuple(dict.fromkeys(self._ids))

    @property
    def needs_premium(self) -> bool:
        """Say whether LinkedIn would not send this as a message to a connection."""
        return self.is_paid or any(t not in _FREE_OPTIONS for t in self.option_types)

    def _on_request(self, request: Request) -> None:
        if _COMPOSE_OPTIONS in request.url or _CREATE_MESSAGE in request.url:
            self._followed.add(request)

    def _on_response(self, response: Response) -> None:
        if response.request not in self._followed:
            return
        if _CREATE_MESSAGE in response.url:
            self.answers.append(response.status)
            return
        named = _OPTION_ID.search(unquote(response.url))
        if named:
            self._ids.append(named[1])
        task = asyncio.create_task(self._read_options(response))
        self._reading.add(task)
        task.add_done_callback(self._reading.discard)

    async def _read_options(self, response: Response) -> None:
        try:
            answer = await response.json()
        except (PlaywrightError, ValueError):
            return
        if response.request not in self._followed:
            return
        for key, value in _walk(answer):
            if key == "recipientUrns" and isinstance(value, list):
                self._ids.extend(str(urn).rpartition(":")[2] for urn in value)
            elif key == "composeOptionType" and isinstance(value, str):
                self.option_types.append(value)
            elif key == "paidInMail":
                self.is_paid = self.is_paid or value is True


def _walk(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key, inner
            yield from _walk(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _walk(inner)
