"""Starts services in folders of their own, and waits until they answer."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
import os
from pathlib import Path
import signal
import socket
import sys
import time

from .usage import usage_of

type Words = Callable[[int, Path], list[str]]

ENGINE = ("-m", "linkedin_engine")
FLOOR = (str(Path(__file__).with_name("floor.py")),)

_QUESTION = b"GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
_PATIENCE_SECONDS = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A service that answers; ``seconds`` is how long that took, ``cpu`` how much."""

    pid: int
    port: int
    data: Path
    seconds: float
    cpu: float

    @property
    def token(self) -> str:
        """The bearer token of the engine's API."""
        return (self.data / "api_token").read_text(encoding="utf-8").strip()


def floor_words(port: int, data: Path) -> list[str]:
    """Return what starts the floor, after the interpreter."""
    return [*FLOOR, str(port), str(data / "floor.db")]


def engine_words(port: int, data: Path) -> list[str]:
    """Return what starts the engine; its panel gets a port too, as in the app."""
    options = data / "options.json"
    words = ["serve", "--data-dir", str(data), "--host", "127.0.0.1"]
    ports = ["--port", str(port), "--ingress-port", str(free_port())]
    given = ["--options", str(options)] if options.exists() else []
    return [*ENGINE, *words, *ports, *given]


def free_port() -> int:
    """Return a port that nobody listened on a moment ago."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@asynccontextmanager
async def serving(
    python: str,
    words: Words,
    data: Path,
    environment: Mapping[str, str] | None = None,
) -> AsyncIterator[Service]:
    """Start a service, wait for its first answer, and end it with the block."""
    port = free_port()
    command = [python, *words(port, data)]
    begun = time.monotonic()
    process = await asyncio.create_subprocess_exec(
        *command,
        env={**os.environ, **_bytecode(data), **(environment or {})},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        await _answer(process, port)
        yield Service(
            pid=process.pid,
            port=port,
            data=data,
            seconds=time.monotonic() - begun,
            cpu=usage_of(process.pid).cpu,
        )
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
        await process.wait()


def _bytecode(data: Path) -> dict[str, str]:
    """Let a second start find everything compiled, as in the image."""
    return {
        "PYTHONDONTWRITEBYTECODE": "",
        "PYTHONPYCACHEPREFIX": str(data / "bytecode"),
    }


async def _answer(process: asyncio.subprocess.Process, port: int) -> None:
    async with asyncio.timeout(_PATIENCE_SECONDS):
        while not await _is_up(port):
            if process.returncode is not None:
                sys.exit(f"The service ended by itself with {process.returncode}.")
            await asyncio.sleep(0.002)


async def _is_up(port: int) -> bool:
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.write(_QUESTION)
    status = await reader.readline()
    writer.close()
    return b" 200 " in status
