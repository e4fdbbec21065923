"""A person's weeks with the engine in minutes: days go by, and all is counted.

Everything is real but the clock and the site: the service is a process of its own, the
runs are its children, and the person speaks to it through the API alone.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
import json
from pathlib import Path
import random
import signal
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import ClientSession, ClientTimeout, TCPConnector, WSMsgType

from engine.service import travelling
from engine.service.home import Home
from linkedin_engine.system.processes import Identity, all_processes, wait_ended
from twin.scenario import Person, Scenario
from twin.server import Twin, running

ZONE = ZoneInfo("Europe/Paris")
DAILY_LIMIT = 4
WEEKLY_LIMIT = 18
OPTIONS: dict[str, Any] = {
    "schedule_enabled": True,
    "birthday_time_jitter_minutes": 120,
    "daily_limit": DAILY_LIMIT,
    "weekly_limit": WEEKLY_LIMIT,
}
DAYS_ON_PAGE = 7
PATIENCE_SECONDS = 120.0

_MORNING = time(5)
_EVENING = time(21)
_GIVEN = ("Alice", "Bruno", "Chloé", "David", "Inès", "Łukasz", "Mary Ann", "Wei")
_FAMILY = ("Example", "Muster", "O'Sample", "de La Tour", "Sánchez Prueba", "Próba")


@dataclass
class Celebrated:
    """A connection, the day of their birthday, and from when on their card is shown."""

    person: Person
    day: date
    shown_from: date
    is_wished_by_hand: bool = False


@dataclass
class Listener:
    """Hears the event stream, and connects again whenever the service is back."""

    ends: list[dict[str, Any]] = field(default_factory=list)
    steps: Counter[str] = field(default_factory=Counter)
    state: dict[str, Any] = field(default_factory=dict)
    on_step: Callable[[str], None] = lambda _: None

    def __post_init__(self) -> None:
        self._news = asyncio.Condition()

    async def hear(self, home: Home, ready: asyncio.Event) -> None:
        """Listen to one life of the service."""
        assert home.client is not None
        async with home.client.ws_connect(f"{home.url}/api/v1/events") as stream:
            async for message in stream:
                if message.type is not WSMsgType.TEXT:
                    break
                await self._take(json.loads(message.data))
                ready.set()

    async def until(self, is_so: Callable[[], bool]) -> None:
        """Wait for events until this is so."""
        async with asyncio.timeout(PATIENCE_SECONDS), self._news:
            await self._news.wait_for(is_so)

    async def _take(self, event: dict[str, Any]) -> None:
        match event["type"]:
            case "run":
                self.ends.append(event["report"])
            case "snapshot":
                self.state = event["state"]
            case "progress":
                step = event["progress"]["step"]
                self.steps[step] += 1
                self.on_step(step)
        async with self._news:
            self._news.notify_all()


class Life:
    """One person, their connections, their LinkedIn and their engine."""

    def __init__(self, home: Home, machine: Path, first_day: date, seed: int) -> None:
        self.home = home
        self.rng = random.Random(seed)
        self.today = first_day
        self.people: list[Celebrated] = []
        self.heard = Listener(on_step=self._note_children)
        self.children: set[Identity] = set()
        self.sent_by_word = 0
        self.was_killed = False
        self._machine = machine
        self._listening: asyncio.Task[None] | None = None

    @property
    def scenario(self) -> Scenario:
        """What the twin plays."""
        return self.home.twin.state.scenario

    @property
    def pid(self) -> int:
        """The service's process."""
        assert self.home.process is not None
        return self.home.process.pid

    @property
    def now(self) -> datetime:
        """The time of the engine and of the twin."""
        ahead = float((self._machine / travelling.AHEAD).read_text(encoding="ascii"))
        return datetime.now(UTC) + timedelta(seconds=ahead)

    def at(self, moment: time) -> datetime:
        """Return a moment of today."""
        return datetime.combine(self.today, moment, ZONE).astimezone(UTC)

    def set_clock(self, moment: datetime) -> None:
        """Let it be another time, for the engine and for LinkedIn."""
        now = datetime.now(UTC)
        file = self._machine / travelling.AHEAD
        draft = file.with_suffix(".new")
        draft.write_text(str((moment - now).total_seconds()), encoding="ascii")
        draft.replace(file)
        state = self.home.twin.state
        state.scenario.now, state.started = moment, now

    async def travel(self, moment: datetime) -> None:
        """Go there, never back, and let the engine look at its clock."""
        self.set_clock(max(moment, self.now))
        await self.ask("PUT", "/settings", {})

    async def ask(
        self, method: str, path: str, body: Any = None, *, expected: int | None = None
    ) -> Any:
        """Call the API as often as it allows; return its JSON."""
        assert self.home.client is not None
        while True:
            async with self.home.client.request(
                method, f"{self.home.url}/api/v1{path}", json=body
            ) as reply:
                text = await reply.text()
            if reply.status != 429:
                break
            await asyncio.sleep(float(reply.headers["Retry-After"]))
        assert expected in {None, reply.status}, text
        assert expected is not None or reply.status < 400, text
        return json.loads(text) if text else None

    async def start(self) -> None:
        """Switch the machine on."""
        await self.home.start()
        assert self.home.client is not None
        # One connection for each request: open ones would look like a leak.
        token = self.home.client.headers["Authorization"]
        await self.home.client.close()
        self.home.client = ClientSession(
            headers={"Authorization": token},
            connector=TCPConnector(force_close=True),
            timeout=ClientTimeout(total=PATIENCE_SECONDS),
        )
        ready = asyncio.Event()
        self._listening = asyncio.create_task(self.heard.hear(self.home, ready))
        async with asyncio.timeout(PATIENCE_SECONDS):
            await ready.wait()

    async def end(self, number: signal.Signals = signal.SIGTERM) -> None:
        """Switch it off, or pull the plug; no process of a run outlives that."""
        self._note_children()
        status = await self.home.end(number)
        assert status == (0 if number is signal.SIGTERM else -number)
        assert self._listening is not None
        self._listening.cancel()
        await asyncio.gather(self._listening, return_exceptions=True)
        assert (
            await asyncio.to_thread(wait_ended, self.children, PATIENCE_SECONDS) == []
        )

    async def quiet(self) -> Any:
        """Wait until nothing runs or waits its turn; return the state."""
        while True:
            known = len(self.heard.ends)
            state = await self.ask("GET", "/state")
            if state["run"] is None and not state["queued"]:
                return state
            await self.heard.until(lambda: len(self.heard.ends) > known)  # noqa: B023 - awaited here

    async def next_start(self) -> datetime | None:
        """Return when the next run of today starts by itself, if any does."""
        at = (await self.quiet())["next_run"]
        moment = None if at is None else datetime.fromisoformat(at)
        return moment if moment and moment < self.at(_EVENING) else None

    async def begin_run(self) -> bool:
        """Travel to today's next run by itself; return whether there is one."""
        begun = self.heard.steps["started"]

        def has_begun() -> bool:
            return self.heard.steps["started"] > begun

        while moment := await self.next_start():
            await self._go_to(moment, has_begun)
            if has_begun() or self.heard.state["run"] is not None:
                await self.heard.until(has_begun)
                return True
        return False

    async def live(self) -> Any:
        """Let today's runs come and go as they do by themselves; return the state."""
        known = len(self.heard.ends)
        while moment := await self.next_start():
            await self._go_to(moment, lambda: len(self.heard.ends) > known)  # noqa: B023 - awaited there
            known = len(self.heard.ends)
        return await self.quiet()

    async def _go_to(self, moment: datetime, is_so: Callable[[], bool]) -> None:
        """Travel to a planned run and wait until this is so, or it is not planned."""
        await self.travel(moment + timedelta(seconds=1))

        def is_planned() -> bool:
            planned = self.heard.state["next_run"]
            return planned is not None and datetime.fromisoformat(planned) == moment

        await self.heard.until(lambda: is_so() or not is_planned())

    async def run(self, **words: Any) -> Any:
        """Ask for a run and wait for its end; return the report."""
        known = len(self.heard.ends)
        asked = await self.ask("POST", "/runs", {"bot": "birthday"} | words)

        def ended() -> list[Any]:
            new = self.heard.ends[known:]
            return [each for each in new if each["run_id"] == asked["run_id"]]

        await self.heard.until(lambda: bool(ended()))
        return ended()[0]

    async def log_in(self) -> None:
        """Be the person who logs in again."""
        await self.ask("PUT", "/session", {"cookies": self.scenario.li_at})

    async def wishes(self) -> list[dict[str, Any]]:
        """Return the whole ledger, as the API tells it."""
        found: list[dict[str, Any]] = []
        before = ""
        while True:
            page = await self.ask("GET", f"/history?limit=500{before}")
            found += page["wishes"]
            if page["next_before"] is None:
                return found
            before = f"&before={page['next_before']}"

    def dawn(self, most: int = 3) -> list[Celebrated]:
        """Begin a day: clock, new people, and every card a day older."""
        self.set_clock(self.at(_MORNING))
        new = [self._meet() for _ in range(self.rng.randint(1, most))]
        self.people += new
        for one in self.people:
            days = (self.today - one.day).days
            one.person.day = days or "today"
            one.person.card = self.today >= one.shown_from and days <= DAYS_ON_PAGE
        self.scenario.people = [one.person for one in self.people]
        return [one for one in new if one.person.card]

    def _meet(self) -> Celebrated:
        number = len(self.people) + 1 + self.rng.randrange(10_000) * 1000
        name = f"{self.rng.choice(_GIVEN)} {self.rng.choice(_FAMILY)} {number:x}"
        late = self.rng.choice((0, 0, 0, 1, 3))
        return Celebrated(
            person=Scenario(people=[Person(name=name)]).people[0],
            day=self.today,
            shown_from=self.today + timedelta(days=late),
        )

    def _note_children(self, _step: str = "") -> None:
        """Remember the processes of runs, which must not outlive them."""
        self.children |= {
            each.identity
            for each in all_processes().values()
            if each.parent == self.pid
        }


@asynccontextmanager
async def living(folder: Path, first_day: date, seed: int) -> AsyncIterator[Life]:
    """Begin a life with the service running and somebody logged in."""
    machine = folder / "machine"
    machine.mkdir(parents=True)
    (machine / travelling.AHEAD).write_text("0", encoding="ascii")
    scenario = Scenario(rotate_cookies=True)
    async with running(scenario) as twin:
        home = _home(twin, folder, machine, first_day)
        life = Life(home, machine, first_day, seed)
        life.set_clock(life.at(_MORNING))
        await life.start()
        try:
            await life.log_in()
            yield life
        finally:
            if home.process is not None:
                await life.end()


def _home(twin: Twin, folder: Path, machine: Path, first_day: date) -> Home:
    return Home(
        twin=twin,
        data=folder / "data",
        options=OPTIONS,
        now=datetime.combine(first_day, _MORNING, ZONE).isoformat(),
        program=(travelling.__file__, str(machine)),
    )
