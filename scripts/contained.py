"""An image that lies unpacked on this machine, started as the Supervisor would do it.

It is root's, listens on the ports that the app has, and gets this machine's variables
but for the engine's own.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
import json
import os
from pathlib import Path
import signal
import subprocess
import time
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

from touched import Watch

ENTER = Path(__file__).with_name("enter_image")
API = "http://127.0.0.1:8099"
START_SECONDS = 60.0
STOP_SECONDS = 90.0
WAIT_SECONDS = 300.0
# Of those before it, where the processor is emulated.
PATIENCE = 8
OPTIONS = {
    "sending_mode": "automatic",
    "timezone": "UTC",
    "hours_start": "00:00",
    "hours_end": "23:59",
    "schedule_enabled": False,
}


class Failed(Exception):  # noqa: N818 - read as the sentence it makes
    """Something about the image is not as it should be."""


def say(text: str) -> None:
    """Tell the person what was seen."""
    print(f"  {text}", flush=True)


def check(truth: object, text: str) -> None:
    """Say it where it holds; raise ``Failed`` where not."""
    if not truth:
        raise Failed(text)
    say(text)


class Image:
    """The image with a data folder, as the Supervisor makes it: root's."""

    def __init__(
        self, root: Path, environment: Path, data: Path, *, patience: int = 1
    ) -> None:
        """Write the options as the Supervisor does, readable for root alone."""
        self.data = data
        self._patience = patience
        self.watch: Watch | None = None
        self._enter = (str(ENTER), str(root), str(environment), str(data))
        has_screen = (root / "usr/bin/Xvfb").exists()
        browser = {"browser": "full"} if has_screen else {}
        options = data / "options.json"
        options.write_text(json.dumps(OPTIONS | browser), encoding="utf-8")
        options.chmod(0o600)

    def run(
        self,
        *command: str,
        given: str = "",
        variables: Mapping[str, str] | None = None,
        allowed: tuple[int, ...] = (0,),
    ) -> str:
        """Run a command in a container of its own; return what it printed."""
        prefix = self.watch.words() if self.watch else ()
        done = subprocess.run(  # noqa: S603 - this project's own script
            [*prefix, *self._enter, *command],
            env=_with(variables),
            input=given,
            stdout=subprocess.PIPE,
            text=True,
            timeout=WAIT_SECONDS * self._patience,
            check=False,
        )
        if done.returncode not in allowed:
            raise Failed(f"{' '.join(command)[:60]} ended with {done.returncode}")
        return done.stdout

    def browser_without_zygote(self) -> str:
        """Put one into the data folder; return its path in the image."""
        program = self.data / "chromium"
        program.write_text('#!/bin/sh\nexec chromium-headless-shell --no-zygote "$@"\n')
        program.chmod(0o755)
        return "/data/chromium"

    def token(self) -> str:
        """Return the token of the API."""
        return (self.data / "api_token").read_text("ascii").strip()

    @contextmanager
    def serving(
        self, variables: Mapping[str, str] | None = None
    ) -> Iterator["Container"]:
        """Start the image without a command, as the Supervisor does."""
        command = [*self._enter, "start"]
        process = subprocess.Popen(command, env=_with(variables))  # noqa: S603 - as above
        container = Container(process)
        try:
            container.wait_until_healthy(START_SECONDS * self._patience)
            yield container
        finally:
            if process.poll() is None:
                container.signal(signal.SIGKILL)
                process.wait()


class Container:
    """A running image."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        """Take the process that waits for the container's end."""
        self._process = process

    @property
    def init(self) -> int:
        """The container's first process."""
        pid = self._process.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii")
        return int(children.split()[0])

    def signal(self, number: signal.Signals) -> None:
        """Send the container's init a signal, as ``docker stop`` does."""
        os.kill(self.init, number)

    def stop(self) -> int:
        """End it with SIGTERM; return its exit status."""
        self.signal(signal.SIGTERM)
        return self._process.wait(timeout=STOP_SECONDS)

    def inside(self, *command: str) -> int:
        """Run a command in it as ``docker exec`` does; return its exit status."""
        enter = ["nsenter", "--target", str(self.init), "--all", "--root", "--wd"]
        path = "PATH=/opt/linkedin-auto/bin:/usr/local/bin:/usr/bin:/bin"
        words = [*enter, "/usr/bin/env", "-i", path, *command]
        return subprocess.run(words, check=False).returncode  # noqa: S603 - as above

    def wait_until_healthy(self, seconds: float) -> None:
        """Wait for the first healthy answer."""
        begun = time.monotonic()
        while time.monotonic() - begun < seconds:
            if self._process.poll() is not None:
                raise Failed(f"serve ended with {self._process.returncode}")
            try:
                ask("/health")
            except URLError:
                time.sleep(0.05)
            else:
                say(f"/health answers after {time.monotonic() - begun:.1f} s")
                return
        raise Failed("/health does not answer")


def _with(variables: Mapping[str, str] | None) -> dict[str, str]:
    """Return this process's variables without its own engine's, and with these."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("LINKEDIN_AUTO_")
    }
    return {**kept, **(variables or {})}


def ask(
    path: str,
    token: str = "",
    body: dict[str, Any] | None = None,
    *,
    address: str = API,
) -> Any:
    """Ask the API."""
    content = None if body is None else json.dumps(body).encode()
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    request = Request(address + path, data=content, headers=headers)  # noqa: S310 - http
    with urlopen(request, timeout=30) as answer:  # noqa: S310 - as above
        return json.load(answer)
