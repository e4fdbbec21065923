"""The real engine and the twin, as processes beside Home Assistant."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
import json
import os
from pathlib import Path
import signal
import socket
import subprocess
import time
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

REPOSITORY = Path(__file__).resolve().parents[2]
PYTHON = REPOSITORY / "addon/.venv/bin/python"
SOON_SECONDS = 60.0
# The hours are open all day, so only the calendar day matters.
NOW = datetime.now(UTC).replace(hour=10, minute=0, second=0, microsecond=0)
OPTIONS: dict[str, Any] = {
    "sending_mode": "approval",
    "timezone": "UTC",
    "hours_start": "00:00",
    "hours_end": "23:59",
    "schedule_enabled": False,
    "max_temperature": 110,
    "log_level": "warning",
}
LI_AT = "AQEDATwinSessionCookieThatIsLongEnoughToLookReal0000"


def person(name: str, **changes: Any) -> dict[str, Any]:
    """Return a connection for a scenario, with their birthday today."""
    letters = "".join(each for each in name if each.isascii() and each.isalpha())
    member = "ACoAA" + letters.ljust(34, "0")
    return {"name": name, "member_id": member, **changes}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def ask(
    url: str, *, method: str = "GET", body: Any = None, token: str | None = None
) -> Any:
    """Call one of the processes, and wait for the answer."""
    headers = {"Content-Type": "application/json"}
    if token is not None:
        headers["Authorization"] = f"Bearer {token}"
    content = None if body is None else json.dumps(body).encode()
    request = Request(url, content, headers, method=method)  # noqa: S310 - loopback
    while True:
        try:
            with urlopen(request, timeout=SOON_SECONDS) as answer:  # noqa: S310 - so too
                text = answer.read()
            return json.loads(text) if text else None
        except HTTPError as error:
            with error:
                if error.code != HTTPStatus.TOO_MANY_REQUESTS:
                    raise
            time.sleep(0.3)


@dataclass
class TwinProcess:
    """The look-alike of LinkedIn."""

    url: str

    def play(self, *people: dict[str, Any], **changes: Any) -> None:
        """Show these people from now on."""
        body = {"people": list(people), "troubles": [], **changes}
        ask(f"{self.url}/twin/scenario", method="PUT", body=body)

    def messages(self) -> list[tuple[str, str]]:
        """Return who was written to, and what, in order."""
        record = ask(f"{self.url}/twin/record")
        return [(each["name"], each["text"]) for each in record["messages"]]

    def received(self) -> dict[str, str]:
        """Return what was written, by the receiver's name."""
        return dict(self.messages())


@dataclass
class EngineProcess:
    """``linkedin-auto serve`` on a data folder, which may end and come back."""

    twin: TwinProcess
    data: Path
    options: dict[str, Any] = field(default_factory=dict)
    now: datetime = NOW
    program: tuple[str | Path, ...] = ("-m", "linkedin_engine")
    words: tuple[str, ...] = ()
    variables: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def token(self) -> str:
        return (self.data / "api_token").read_text().strip()

    def start(self) -> None:
        """Start it and wait until it answers."""
        self.data.mkdir(parents=True, exist_ok=True)
        file = self.data.parent / f"{self.data.name}-options.json"
        file.write_text(json.dumps(OPTIONS | self.options), encoding="utf-8")
        self.process = subprocess.Popen(
            [
                *(PYTHON, *self.program, "serve", "--host", "127.0.0.1"),
                *("--data-dir", self.data, "--options", file),
                *("--port", str(self.port), *self.words),
            ],
            env={
                **os.environ,
                "LINKEDIN_AUTO_BASE_URL": self.twin.url,
                "LINKEDIN_AUTO_PACE": "instant",
                "LINKEDIN_AUTO_NOW": self.now.isoformat(),
                **self.variables,
            },
        )
        until(self._is_healthy)

    def _is_healthy(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, "the engine ended"
        try:
            return bool(ask(f"{self.url}/health")["status"] == "ok")
        except (URLError, OSError):
            return False

    def stop(self, number: signal.Signals = signal.SIGTERM) -> None:
        """End it, gently or not, and wait for the end."""
        if self.process is not None:
            self.process.send_signal(number)
            self.process.wait(SOON_SECONDS)
            self.process = None

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """Call the API."""
        url = f"{self.url}/api/v1/{path}"
        return ask(url, method=method, body=body, token=self.token)

    def log_in(self) -> None:
        self.ask("PUT", "session", {"cookies": LI_AT})

    def run(self, **words: Any) -> dict[str, Any]:
        """Have a run done, and return it."""
        run_id = self.ask("POST", "runs", {"bot": "birthday", **words})["run_id"]

        def ended() -> dict[str, Any] | None:
            run: dict[str, Any] = self.ask("GET", f"runs/{run_id}")["run"]
            return run if run["finished_at"] else None

        done: dict[str, Any] = until(ended)
        return done

    def idle(self) -> None:
        """Wait until nothing runs and nothing waits."""

        def is_idle() -> bool:
            state = self.ask("GET", "state")
            return not state["run"] and not state["queued"]

        until(is_idle)


def until(look: Callable[[], Any]) -> Any:
    """Look until there is something to see."""
    end = time.monotonic() + SOON_SECONDS
    while not (seen := look()):
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.2)
    return seen


@contextmanager
def playing_twin(scenario: str = "empty", now: datetime = NOW) -> Iterator[TwinProcess]:
    """Run the twin, with nobody in it if nothing else is said."""
    process = subprocess.Popen(
        [*(PYTHON, "-m", "twin", "--scenario", scenario), *("--now", now.isoformat())],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY / "tests")},
    )
    assert process.stdout is not None
    try:
        with process.stdout as said:
            yield TwinProcess(url=said.readline().decode().strip())
    finally:
        process.terminate()
        process.wait(SOON_SECONDS)


@contextmanager
def serving_engine(
    twin: TwinProcess, data: Path, **options: Any
) -> Iterator[EngineProcess]:
    """Run the engine on a folder of its own."""
    with started(EngineProcess(twin, data, options)) as engine:
        yield engine


@contextmanager
def started(engine: EngineProcess) -> Iterator[EngineProcess]:
    """Do so with one that differs in more than its options."""
    try:
        engine.start()
        yield engine
    finally:
        engine.stop()
