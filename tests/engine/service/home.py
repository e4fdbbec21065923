"""One person's engine as it stays at home: the real service beside a twin."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
import json
import os
from pathlib import Path
import signal
import sys
from typing import Any

from aiohttp import ClientSession, ClientTimeout

from engine.runs.house import NOW, OPTIONS
from twin.server import Twin

SOON_SECONDS = 60.0


@dataclass
class Home:
    """The service's process, and somebody who calls it."""

    twin: Twin
    data: Path
    options: dict[str, Any] = field(default_factory=dict)
    now: str = NOW.isoformat()
    program: tuple[str, ...] = ("-m", "linkedin_engine")
    words: tuple[str, ...] = ("--port", "0")
    variables: dict[str, str] = field(default_factory=dict)
    process: asyncio.subprocess.Process | None = None
    client: ClientSession | None = None
    url: str = ""
    log: list[dict[str, Any]] = field(default_factory=list)
    reading: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Start the service and wait until it answers."""
        file = self.data.parent / "options.json"
        given = OPTIONS | {"schedule_enabled": False, "log_level": "info"}
        file.write_text(json.dumps(given | self.options), encoding="utf-8")
        self.process = await asyncio.create_subprocess_exec(
            *(sys.executable, *self.program, "serve"),
            *("--data-dir", str(self.data), "--options", str(file), *self.words),
            stderr=asyncio.subprocess.PIPE,
            env={
                **os.environ,
                "LINKEDIN_AUTO_BASE_URL": self.twin.url,
                "LINKEDIN_AUTO_PACE": "instant",
                "LINKEDIN_AUTO_NOW": self.now,
                **self.variables,
            },
        )
        self.log.clear()
        self.reading = asyncio.create_task(self._read())
        said = await self.logged("listening")
        self.url = f"http://127.0.0.1:{said['port']}"
        given_token = self.variables.get("LINKEDIN_AUTO_API_TOKEN")
        token = given_token or (self.data / "api_token").read_text().strip()
        self.client = ClientSession(
            headers={"Authorization": f"Bearer {token}"},
            timeout=ClientTimeout(total=SOON_SECONDS),
        )

    async def logged(self, event: str) -> dict[str, Any]:
        """Wait until the service says this; fail when it ends without."""
        assert self.reading is not None
        async with asyncio.timeout(SOON_SECONDS):
            while True:
                has_ended = self.reading.done()
                for line in self.log:
                    if line["event"] == event:
                        return line
                assert not has_ended, self.log
                await asyncio.sleep(0.02)

    async def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Send a signal and wait for the end; return the exit status."""
        assert self.process is not None
        assert self.client is not None
        self.process.send_signal(number)
        status = await asyncio.wait_for(self.process.wait(), SOON_SECONDS)
        await self.client.close()
        assert self.reading is not None
        await self.reading
        self.process = None
        return status

    async def ask(
        self, method: str, path: str, body: Any = None, *, status: int = 200
    ) -> Any:
        """Call the API and return its JSON."""
        assert self.client is not None
        async with self.client.request(method, f"{self.url}{path}", json=body) as reply:
            text = await reply.text()
            assert reply.status == status, text
            return json.loads(text) if text else None

    async def log_in(self) -> None:
        """Hand over the session that the twin knows."""
        await self.ask(
            "PUT", "/api/v1/session", {"cookies": self.twin.state.scenario.li_at}
        )

    async def state(self) -> Any:
        """Return the snapshot."""
        return await self.ask("GET", "/api/v1/state")

    async def until(self, is_so: Callable[[Any], object]) -> Any:
        """Wait for a snapshot of which this is so, and return it."""
        async with asyncio.timeout(SOON_SECONDS):
            while True:
                state = await self.state()
                if is_so(state):
                    return state
                await asyncio.sleep(0.25)

    async def idle(self) -> Any:
        """Wait until a run has ended and none is left."""
        return await self.until(
            lambda state: not state["run"] and not state["queued"] and state["last_run"]
        )

    def received(self) -> list[str]:
        """Return who got a message, once for each."""
        return sorted(each.name for each in self.twin.record.messages)

    async def _read(self) -> None:
        assert self.process is not None
        assert self.process.stderr is not None
        async for line in self.process.stderr:
            is_json = line.startswith(b"{")
            self.log.append(json.loads(line) if is_json else {"event": line.decode()})


@asynccontextmanager
async def at_home(twin: Twin, data: Path, **options: Any) -> AsyncIterator[Home]:
    """Start a service and end it with the block, also one that was ended before."""
    async with started(Home(twin=twin, data=data, options=options)) as home:
        yield home


@asynccontextmanager
async def started(home: Home) -> AsyncIterator[Home]:
    """Do as ``at_home`` with a home that differs in more than its options."""
    await home.start()
    try:
        yield home
    finally:
        if home.process is not None:
            await home.end(signal.SIGTERM)
