"""An engine that only answers, so that the API's own behaviour can be seen."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import cast

from aiohttp import ClientSession, TCPConnector

from linkedin_engine.api.server import ApiServer, Limits, Listening, Ports
from linkedin_engine.api.service import EngineService
from linkedin_engine.contract.enums import Occasion, SendingMode, WishState
from linkedin_engine.contract.events import Hello
from linkedin_engine.contract.replies import (
    DoctorReply,
    Health,
    SettingsReply,
    WishItem,
    WishPage,
)
from linkedin_engine.contract.requests import HistoryQuery, WishPatch, WishQuery
from linkedin_engine.contract.state import (
    Counters,
    EngineState,
    SessionInfo,
    SystemInfo,
)
from linkedin_engine.jobs.bus import EventBus

TOKEN = "the-token-of-this-test-and-of-no-other-house"
AUTHORIZED = {"Authorization": f"Bearer {TOKEN}"}
MOMENT = datetime(2026, 3, 31, 8, tzinfo=UTC)


@dataclass
class StubEngine:
    """Answers with what the test chose; ``before`` runs inside every call."""

    bus: EventBus = field(default_factory=EventBus)
    status: str = "ok"
    before: Callable[[], None] | None = None
    gate: asyncio.Event | None = None
    wishes_kept: tuple[WishItem, ...] = ()
    fails_after_pages: int | None = None
    backup: Path = Path("/nowhere")
    seen: list[object] = field(default_factory=list)

    def health(self) -> Health:
        return Health(status=self.status, version="1.2.3")

    def hello(self) -> Hello:
        return Hello(
            schema_version=1,
            min_supported_schema_version=1,
            engine_version="1.2.3",
            instance_id="home",
        )

    async def state(self) -> EngineState:
        await self._asked("state")
        return engine_state()

    @property
    def wishes(self) -> SimpleNamespace:
        return SimpleNamespace(
            list=self._wishes,
            history=self._history,
            pages=self._pages,
            change=self._change_wish,
        )

    @property
    def settings(self) -> SimpleNamespace:
        return SimpleNamespace(change=self._change_settings)

    @property
    def sessions(self) -> SimpleNamespace:
        return SimpleNamespace(clear=self._clear_session)

    @property
    def machine(self) -> SimpleNamespace:
        return SimpleNamespace(doctor=self._doctor, backup_file=self._backup_file)

    @property
    def numbers(self) -> SimpleNamespace:
        return SimpleNamespace(text=self._metrics)

    async def _wishes(self, query: WishQuery) -> WishPage:
        await self._asked(query)
        return WishPage(wishes=self.wishes_kept)

    async def _history(self, query: HistoryQuery) -> WishPage:
        await self._asked(query)
        return WishPage(wishes=self.wishes_kept)

    async def _pages(self, query: HistoryQuery) -> AsyncGenerator[WishPage]:
        await self._asked(query)
        for number, wish in enumerate(self.wishes_kept):
            if number == self.fails_after_pages:
                raise RuntimeError("the database went away")
            yield WishPage(wishes=(wish,))

    async def _change_wish(self, wish_id: int, patch: WishPatch) -> WishItem:
        await self._asked((wish_id, patch))
        return wish_item(id=wish_id)

    async def _change_settings(self, changes: Mapping[str, object]) -> SettingsReply:
        await self._asked(changes)
        raise AssertionError("no test lets settings through")

    async def _clear_session(self) -> None:
        await self._asked("clear")

    async def _doctor(self, language: str) -> DoctorReply:
        await self._asked(language)
        return DoctorReply(healthy=True, checks=())

    async def _backup_file(self, name: str) -> Path:
        await self._asked(name)
        return self.backup

    async def _metrics(self) -> bytes:
        await self._asked("metrics")
        return b"up 1\n"

    async def _asked(self, what: object) -> None:
        self.seen.append(what)
        if self.before is not None:
            self.before()
        if self.gate is not None:
            await self.gate.wait()


@dataclass(frozen=True)
class House:
    """A server on loopback, and a client beside it."""

    engine: StubEngine
    server: ApiServer
    ports: Ports
    client: ClientSession

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.ports.api}{path}"

    def ingress(self, path: str) -> str:
        return f"http://127.0.0.1:{self.ports.ingress}{path}"


@asynccontextmanager
async def house(
    engine: StubEngine | None = None,
    *,
    limits: Limits | None = None,
    trusts_loopback: bool = True,
) -> AsyncGenerator[House]:
    """Serve an engine on free ports."""
    engine = engine or StubEngine()
    server = ApiServer(
        cast("EngineService", engine),
        TOKEN,
        Listening(ingress_port=0, ingress_trusts_loopback=trusts_loopback),
        limits=limits or Limits(requests_per_second=10_000),
    )
    ports = await server.start()
    try:
        everybody = TCPConnector(limit=0)
        async with ClientSession(headers=AUTHORIZED, connector=everybody) as client:
            yield House(engine, server, ports, client)
    finally:
        await server.stop()


async def raw(port: int, *pieces: bytes) -> bytes:
    """Send bytes as they are, and return all that comes back until the end."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
        async with asyncio.timeout(20):
            return await reader.read()
    except ConnectionError:
        return b""
    finally:
        writer.close()


async def until(holds: Callable[[], object]) -> None:
    """Wait for something that tells nobody when it happens."""
    async with asyncio.timeout(20):
        while not holds():  # noqa: ASYNC110 - as said
            await asyncio.sleep(0.01)


def wish_item(*, id: int = 1, name: str = "Ada", text: str = "Joyeux") -> WishItem:  # noqa: A002 - the wire's word
    return WishItem(
        id=id,
        contact_id=1,
        member_id="ACoAAB",
        profile_url="https://www.linkedin.com/in/ada/",
        name=name,
        occasion=Occasion.BIRTHDAY,
        day=date(2026, 3, 31),
        days_late=0,
        state=WishState.SENT,
        text=text,
        reason=None,
        edited=False,
        created_at=MOMENT,
        approved_at=None,
        sent_at=MOMENT,
        run_id="r1",
    )


def engine_state() -> EngineState:
    return EngineState(
        schema_version=1,
        min_supported_schema_version=1,
        engine_version="1.2.3",
        instance_id="home",
        sending_mode=SendingMode.APPROVAL,
        schedule_enabled=True,
        hours_start="07:00",
        hours_end="19:00",
        daily_limit=15,
        weekly_limit=100,
        max_days_late=10,
        session=SessionInfo(
            present=False, source=None, saved_at=None, expires_at=None, usable=False
        ),
        counters=Counters(
            sent_today=0,
            sent_week=0,
            sent_total=0,
            birthdays_today=0,
            pending=0,
            unverified=0,
            daily_allowance=15,
            weekly_allowance=100,
        ),
        system=SystemInfo(
            engine_memory=1,
            browser_memory=0,
            host_memory_total=1,
            host_memory_available=1,
            cpu_temperature=None,
            throttled=None,
            under_voltage=None,
            zombie_processes=0,
            browser_processes=0,
            database_size=1,
            wal_size=0,
            disk_free=1,
        ),
        run=None,
        last_run=None,
        next_run=None,
        paused_until=None,
        waits_for_person=None,
    )
