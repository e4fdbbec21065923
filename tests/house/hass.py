"""A real Home Assistant as a process, and its REST API."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
import json
import os
from pathlib import Path
import signal
import subprocess
import time
from typing import Any
from urllib.error import URLError

from integration.processes import ask, free_port, until

from .configuring import furnish
from .owner import log_in, register
from .releases import ABSENT, OLDEST, program_of

DOMAIN = "linkedin_auto"
STOP_SECONDS = 60.0


@dataclass
class HomeAssistant:
    """Home Assistant on a folder of its own, which may end and come back."""

    folder: Path
    release: str = OLDEST
    language: str = "en"
    variables: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    tokens: dict[str, Any] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        """What it has written since its first start."""
        return self._log_file.read_text(encoding="utf-8")

    @property
    def _log_file(self) -> Path:
        return self.folder / "output.log"

    def start(self) -> None:
        """Start it and wait until everything in it has started."""
        with self._log_file.open("ab") as log:
            self.process = subprocess.Popen(
                [
                    *(program_of(self.release), "--config", self.folder),
                    *("--skip-pip", "--log-no-color"),
                ],
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        until(self._answers)
        if not self.tokens:
            self.tokens = (
                log_in(self.url)
                if self._is_known
                else register(self.url, self.language)
            )
        until(lambda: self.ask("GET", "config")["state"] == "RUNNING")

    def _environment(self) -> dict[str, str]:
        kept = {
            name: value
            for name, value in os.environ.items()
            if name not in {"SUPERVISOR", "SUPERVISOR_TOKEN", "VIRTUAL_ENV"}
        }
        return {**kept, "PYTHONPATH": str(ABSENT), **self.variables}

    def _answers(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, f"hass ended, see {self._log_file}"
        try:
            ask(f"{self.url}/manifest.json")
        except (URLError, OSError):
            return False
        return True

    @property
    def _is_known(self) -> bool:
        """Whether the folder has an owner from an earlier time."""
        return (self.folder / ".storage/auth_provider.homeassistant").exists()

    def stop(self) -> int | None:
        """End it, and return its exit status; None where it did not run."""
        if self.process is None:
            return None
        process, self.process = self.process, None
        process.send_signal(signal.SIGTERM)
        try:
            return process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise

    def restart(self) -> None:
        """End it and start it again."""
        self.stop()
        self.start()

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """Call the REST API."""
        url = f"{self.url}/api/{path}"
        return ask(url, method=method, body=body, token=self.tokens["access_token"])

    def states(self) -> dict[str, dict[str, Any]]:
        """Return all states by entity id."""
        return {each["entity_id"]: each for each in self.ask("GET", "states")}

    def state(self, entity_id: str) -> str:
        """Return an entity's state."""
        return str(self.ask("GET", f"states/{entity_id}")["state"])

    def becomes(self, entity_id: str, *wanted: str) -> None:
        """Wait until an entity has one of these states."""
        until(lambda: self.state(entity_id) in wanted)

    def act(self, domain: str, action: str, **data: Any) -> Any:
        """Perform an action; return its response where it has one."""
        path = f"services/{domain}/{action}"
        if data.pop("answers", False):
            path = f"{path}?return_response"
        return self.ask("POST", path, data)

    def entries(self) -> list[dict[str, Any]]:
        """Return the config entries of the integration."""
        query = f"config/config_entries/entry?domain={DOMAIN}"
        found: list[dict[str, Any]] = self.ask("GET", query)
        return found

    def add_by_hand(self, url: str, token: str) -> None:
        """Set the integration up as somebody does who types address and token."""
        self.add(DOMAIN, url=url, token=token)
        until(lambda: [each["state"] for each in self.entries()] == ["loaded"])

    def add(self, domain: str, **given: str) -> None:
        """Set an integration up, with what its first form asks, if it has one."""
        flows = "config/config_entries/flow"
        flow = self.ask("POST", flows, {"handler": domain})
        if given:
            flow = self.ask("POST", f"{flows}/{flow['flow_id']}", given)
        assert flow["type"] == "create_entry", flow

    def stored_tokens(self) -> str:
        """Return what the frontend keeps of a login."""
        lasts = self.tokens["expires_in"]
        kept = {
            **self.tokens,
            "hassUrl": self.url,
            "clientId": f"{self.url}/",
            "expires": int((time.time() + lasts) * 1000),
        }
        return json.dumps(kept)


@contextmanager
def home_assistant(
    folder: Path,
    release: str = OLDEST,
    *,
    language: str = "en",
    variables: dict[str, str] | None = None,
) -> Iterator[HomeAssistant]:
    """Run a new Home Assistant with an owner, and nothing set up."""
    hass = HomeAssistant(folder, release, language, variables or {})
    furnish(folder, port=hass.port, language=language)
    try:
        hass.start()
        yield hass
    finally:
        hass.stop()
