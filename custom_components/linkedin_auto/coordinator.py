"""What is known of the engine: the poll is the truth, and push only hurries it."""

import asyncio
from collections.abc import Callable
from contextlib import aclosing, suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final, override

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.exceptions import ConfigEntryAuthFailed
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator, UpdateFailed
from homeassistant.util import dt as dt_util

from .const import DOMAIN, LOGGER
from .engine_client import (
    EngineClient,
    EngineClientError,
    EventStream,
    IncompatibleEngineError,
    InvalidAuthError,
    Lost,
)
from .engine_client.contract.enums import RunState, WishState
from .engine_client.contract.events import Event, Hello, Snapshot, WishChanged
from .engine_client.contract.replies import ContactItem, RunDetail, WishItem
from .engine_client.contract.requests import ContactQuery, WishQuery
from .engine_client.contract.state import EngineState
from .engine_client.paging import LARGEST_PAGE, every_contact
from .issues import async_report_incompatible, async_update_issues

type LinkedInAutoConfigEntry = ConfigEntry[LinkedInAutoCoordinator]

POLL: Final = timedelta(seconds=60)
# Birthdays are learned by runs, and changed by nobody else.
_PEOPLE_KEPT: Final = timedelta(hours=1)
_LOOK_SECONDS: Final = 10.0
FINAL_STATES: Final = frozenset({RunState.FINISHED, RunState.STOPPED, RunState.FAILED})


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineData:
    """The engine's state, the drafts to approve, and whose birthday is known."""

    state: EngineState
    drafts: tuple[WishItem, ...]
    people: tuple[ContactItem, ...]


class LinkedInAutoCoordinator(DataUpdateCoordinator[EngineData]):
    """Keeps what is known of one engine, for all entities."""

    config_entry: LinkedInAutoConfigEntry

    def __init__(
        self, hass: HomeAssistant, entry: LinkedInAutoConfigEntry, client: EngineClient
    ) -> None:
        """Ask this engine."""
        super().__init__(
            hass,
            LOGGER,
            config_entry=entry,
            name=entry.title,
            update_interval=POLL,
            always_update=False,
        )
        self.client = client
        self._stream = EventStream(client.wire)
        self._wish_listeners: list[Callable[[WishChanged], None]] = []
        self._pushes = 0
        self._people: tuple[ContactItem, ...] = ()
        self._people_until = dt_util.utcnow()
        self._people_run: str | None = None

    @override
    async def _async_update_data(self) -> EngineData:
        """Ask for everything."""
        pushes = self._pushes
        try:
            state = await self.client.get_state()
            drafts = await self._drafts(state)
            people = await self._known_people(state)
        except InvalidAuthError as error:
            raise ConfigEntryAuthFailed(
                translation_domain=DOMAIN, translation_key="invalid_auth"
            ) from error
        except IncompatibleEngineError as error:
            async_report_incompatible(self.hass, self.config_entry, error)
            raise UpdateFailed(
                translation_domain=DOMAIN,
                translation_key=f"engine_{error.mismatch}",
                translation_placeholders={"version": error.engine_version},
            ) from error
        except EngineClientError as error:
            raise UpdateFailed(
                translation_domain=DOMAIN,
                translation_key="cannot_connect",
                translation_placeholders={"error": str(error)},
            ) from error
        # What was pushed meanwhile is newer than the answer.
        if pushes != self._pushes:
            state, drafts = self.data.state, self.data.drafts
        async_update_issues(self.hass, self.config_entry, state)
        return EngineData(state=state, drafts=drafts, people=people)

    async def _drafts(self, state: EngineState) -> tuple[WishItem, ...]:
        if not state.counters.pending:
            return ()
        page = await self.client.list_wishes(
            WishQuery(limit=LARGEST_PAGE, state=(WishState.DRAFTED,))
        )
        return page.wishes

    async def _known_people(self, state: EngineState) -> tuple[ContactItem, ...]:
        now = dt_util.utcnow()
        last_run = None if state.last_run is None else state.last_run.run_id
        if now >= self._people_until or last_run != self._people_run:
            self._people = await every_contact(
                self.client, ContactQuery(with_birthday=True)
            )
            self._people_until = now + _PEOPLE_KEPT
            self._people_run = last_run
        return self._people

    async def async_people_changed(self) -> None:
        """Ask again, also for the people."""
        self._people_until = dt_util.utcnow()
        await self.async_refresh()

    async def async_follow(self) -> None:
        """Follow what the engine says of itself, until cancelled."""
        async with aclosing(aiter(self._stream)) as events:
            async for event in events:
                if isinstance(event, Lost):
                    LOGGER.debug("The event stream is away: %s", event.error)
                    await self.async_refresh()
                else:
                    await self._take(event)

    async def _take(self, event: Event) -> None:
        match event:
            case Hello():
                # What happened while nobody listened is in the poll.
                await self.async_refresh()
            case Snapshot() if not self.last_update_success:
                # It speaks: what a poll could not have need not wait for the next.
                await self.async_refresh()
            case Snapshot():
                known = self.data.state.last_run
                self._push(replace(self.data, state=event.state))
                if event.state.last_run != known:
                    # A run may also change what was drafted before, and says no more.
                    await self.async_refresh()
            case WishChanged():
                self._push(replace(self.data, drafts=self._drafts_with(event.wish)))
                for listener in tuple(self._wish_listeners):
                    listener(event)

    def _drafts_with(self, wish: WishItem) -> tuple[WishItem, ...]:
        drafts = {draft.id: draft for draft in self.data.drafts}
        drafts.pop(wish.id, None)
        if wish.state is WishState.DRAFTED:
            drafts[wish.id] = wish
        return tuple(sorted(drafts.values(), key=lambda draft: draft.id, reverse=True))

    @callback
    def _push(self, data: EngineData) -> None:
        """Take what was pushed; the poll keeps its own pace."""
        self._pushes += 1
        if data == self.data:
            return
        self.data = data
        async_update_issues(self.hass, self.config_entry, data.state)
        self.async_update_listeners()

    @callback
    def async_listen_to_wishes(
        self, listener: Callable[[WishChanged], None]
    ) -> CALLBACK_TYPE:
        """Call the listener for every wish that changes; returns what ends that."""
        self._wish_listeners.append(listener)
        return lambda: self._wish_listeners.remove(listener)

    async def async_wait_for_run(self, run_id: str, seconds: float) -> RunDetail:
        """Return a run once it has ended; raises ``TimeoutError``."""
        may_be_over = asyncio.Event()

        @callback
        def look() -> None:
            if not self.last_update_success or not self._is_under_way(run_id):
                may_be_over.set()

        stop_looking = self.async_add_listener(look)
        try:
            async with asyncio.timeout(seconds):
                while True:
                    may_be_over.clear()
                    detail = await self.client.get_run(run_id)
                    if detail.run.state in FINAL_STATES:
                        return detail
                    with suppress(TimeoutError):
                        async with asyncio.timeout(_LOOK_SECONDS):
                            await may_be_over.wait()
        finally:
            stop_looking()

    def _is_under_way(self, run_id: str) -> bool:
        state = self.data.state
        return any(
            run is not None and run.run_id == run_id
            for run in (state.run, *state.queued)
        )
