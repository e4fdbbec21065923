"""Starts an unpacked image as the Supervisor would, and sees a day's work through.

    python scripts/try_image.py ROOT ENVIRONMENT [emulated]

ROOT is the image's folder and ENVIRONMENT a file with its variables; build_image
gives both. An emulated processor takes its time, and what emulates it can neither be
watched nor give Chromium a sandbox. Ends with status 1 at the first thing that is not
as it should be.
"""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
import json
import os
from pathlib import Path
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from repository.confinement import Profile
from touched import Watch, watching

from engine.supervisor.office_of_supervisor import (
    TOKEN as SUPERVISOR_TOKEN,
    supervising,
)
from twin.scenario import load
from twin.server import ThreadedTwin

ENTER = Path(__file__).with_name("enter_image")
APP = Path(__file__).parents[1] / "addon"
ENGINE_USER = 1000
API = "http://127.0.0.1:8099"
INGRESS = "http://127.0.0.1:8098"
FORBIDDEN = 403
EMULATED = "emulated" in sys.argv[3:]
_PATIENCE = 8 if EMULATED else 1
START_SECONDS = 60.0 * _PATIENCE
STOP_SECONDS = 90.0
WAIT_SECONDS = 300.0 * _PATIENCE
NAMES = (
    "Zoë Łukasz Ελένη Алёна Հայկ გიორგი שרה فاطمة 王小明 さくら 민준 प्रिया சித்ரா สมชาย"
)
OPTIONS = {
    "sending_mode": "automatic",
    "timezone": "UTC",
    "hours_start": "00:00",
    "hours_end": "23:59",
    "schedule_enabled": False,
}
# A wish whose click nobody saw the end of stays "sending" until the next run.
BEGUN = "state=sent&state=sending&state=unverified&limit=100"
COMMON = ("--data-dir", "/data", "--options", "/data/options.json", "--json")

# Runs in the image: a page is opened, typed into and painted.
PAGE = """
import asyncio, sys
from linkedin_engine.browser.launch import BrowserConfig, open_browser
from linkedin_engine.browser.sandbox import sandbox_status

async def main():
    async with open_browser(BrowserConfig()) as session:
        page = session.page
        await page.set_content("<textarea style='font:2em sans-serif' cols=70>")
        await page.locator("textarea").press_sequentially(sys.argv[1])
        assert await page.locator("textarea").input_value() == sys.argv[1]
        await page.screenshot(path="/data/names.png")
    print(sandbox_status().available)

asyncio.run(main())
"""


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

    def __init__(self, root: Path, environment: Path, data: Path) -> None:
        """Write the options as the Supervisor does, readable for root alone."""
        self.data = data
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
            timeout=WAIT_SECONDS,
            check=False,
        )
        if done.returncode not in allowed:
            raise Failed(f"{' '.join(command)[:60]} ended with {done.returncode}")
        return done.stdout

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
            container.wait_until_healthy()
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

    def wait_until_healthy(self) -> None:
        """Wait for the first healthy answer."""
        begun = time.monotonic()
        while time.monotonic() - begun < START_SECONDS:
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


def try_doctor(image: Image) -> None:
    """Let the doctor look; the way to LinkedIn is not the image's matter."""
    command = ("start", "doctor", "--data-dir", "/data", "--json")
    checks = json.loads(image.run(*command, allowed=(0, 1)))["checks"]
    levels = {each["key"]: each["level"] for each in checks}
    for key in ("browser", "data_folder", "secrets", "processes"):
        is_exposed = EMULATED and (key, levels[key]) == ("browser", "warning")
        check(levels[key] == "ok" or is_exposed, f"doctor: {key}, {levels[key]}")


def try_browser(image: Image) -> None:
    """See a browser open, type and paint, with its sandbox."""
    python = ("as-engine", "/opt/engine/bin/python", "-c")
    sandbox = image.run(*python, PAGE, NAMES).strip() == "True"
    painted = image.data / "names.png"
    check(painted.stat().st_size, "a browser opens, types names and paints them")
    say(f"Chromium's sandbox is {'on' if sandbox else 'off'}")


def try_profile(
    image: Image, root: Path, twin: ThreadedTwin, variables: Mapping[str, str]
) -> None:
    """Hold all that a day's work touches against the app's AppArmor profile."""
    with watching() as watch:
        image.watch = None if EMULATED else watch
        try_doctor(image)
        try_browser(image)
        try_run(image, twin, variables)
        image.watch = None
        forbidden = watch.forbidden(root, Profile(APP / "apparmor.txt"))
    check(not forbidden, f"the profile allows all of it {' '.join(forbidden[:20])}")


def try_fonts(image: Image) -> None:
    """See that no browser has to look through the fonts again at each start."""
    command = ("as-engine", "fc-cache", "--system-only", "--verbose")
    said = image.run(*command, allowed=(0, 1)).splitlines()
    folders = [line for line in said if line.startswith("/")]
    stale = [line for line in folders if ": caching" in line]
    check(folders and not stale, "the fonts' cache holds")


def try_run(image: Image, twin: ThreadedTwin, variables: Mapping[str, str]) -> None:
    """Send a day's wishes to the twin and compare both sides."""
    image.run(
        "start",
        *("session", "import", "-", *COMMON),
        given=twin.state.scenario.li_at,
        variables=variables,
    )
    begun = time.monotonic()
    report = json.loads(
        image.run("start", "run", "birthday", *COMMON, variables=variables)
    )
    sent = sorted(
        (wish["name"], wish["text"])
        for wish in report["wishes"]
        if wish["state"] == "sent"
    )
    received = sorted((each.name, each.text) for each in twin.record.messages)
    check(sent and sent == received, "the ledger and the site agree on every message")
    say(f"{len(sent)} wishes in {time.monotonic() - begun:.1f} s, {report['state']}")


def try_service(image: Image) -> None:
    """Start, look, back up, stop; then start again and find the same."""
    totals: list[int] = []
    for _ in range(2):
        with image.serving() as container:
            state = ask("/api/v1/state", image.token())
            totals.append(state["counters"]["sent_total"])
            check(container.inside("healthy") == 0, "the health check agrees")
            for step in backup_commands():
                check(container.inside(*step) == 0, f"backup: {step[-2]}")
            begun = time.monotonic()
            check(container.stop() == 0, "SIGTERM ends it with status 0")
            say(f"that took {time.monotonic() - begun:.1f} s")
    check(totals[0] == totals[1] and totals[0] > 0, "the data is there after a restart")


def backup_commands() -> list[list[str]]:
    """Return what the Supervisor runs around a backup."""
    lines = (APP / "config.yaml").read_text("utf-8").splitlines()
    values = dict(line.split(": ", 1) for line in lines if line.startswith("backup_p"))
    return [values[key].split() for key in ("backup_pre", "backup_post")]


def try_stop_in_a_run(
    image: Image, twin: ThreadedTwin, variables: Mapping[str, str]
) -> None:
    """Stop the container in the middle of a run: after a message, before the next."""
    before = len(twin.record.messages)
    with image.serving(variables) as container:
        token = image.token()
        ask("/api/v1/runs", token, {"bot": "unlimited"})
        while len(twin.record.messages) == before:
            time.sleep(0.01)
        begun = time.monotonic()
        check(container.stop() == 0, "SIGTERM in a run ends it with status 0")
        say(f"that took {time.monotonic() - begun:.1f} s")
    with image.serving(variables):
        page = ask(f"/api/v1/wishes?{BEGUN}", image.token())
        received = len(twin.record.messages)
        known = len(page["wishes"]) == received
        check(known, f"the ledger knows all {received} messages")


def try_supervisor(image: Image) -> None:
    """See that the app tells Home Assistant of itself, and opens the panel's port."""
    with image.serving({"SUPERVISOR_TOKEN": SUPERVISOR_TOKEN}) as container:
        message = asyncio.run(_message())
        state = ask("/api/v1/state", message["token"])
        check(
            (message["port"], message["instance_id"]) == (8099, state["instance_id"]),
            f"the Supervisor was told of {message['host']}:{message['port']}",
        )
        try:
            ask("/", address=INGRESS)
        except HTTPError as error:
            check(error.code == FORBIDDEN, "ingress answers the Supervisor alone")
        else:
            raise Failed("ingress answers anybody")
        check(container.stop() == 0, "it ends under a Supervisor, too")


async def _message() -> dict[str, Any]:
    """Be the Supervisor until the app has been heard."""
    async with supervising(port=80) as supervisor:
        await asyncio.wait_for(supervisor.told.wait(), START_SECONDS)
        return next(iter(supervisor.messages.values()))


def check_owners(data: Path) -> None:
    """See that nothing in the data folder is root's."""
    owners = {path.lstat().st_uid for path in (data, *data.rglob("*"))}
    check(owners == {ENGINE_USER}, "everything in the data folder is the engine's")


def main() -> int:
    """Try the image that the arguments name."""
    root, environment = (Path(word) for word in sys.argv[1:3])
    data = Path(tempfile.mkdtemp(prefix="linkedin-auto-image-"))
    scenario = load("demo")
    scenario.now = datetime.now(UTC).replace(hour=10) - timedelta(minutes=1)
    image = Image(root, environment, data)
    try:
        with ThreadedTwin(scenario) as twin:
            variables = {
                "LINKEDIN_AUTO_BASE_URL": twin.url,
                "LINKEDIN_AUTO_PACE": "instant",
                "LINKEDIN_AUTO_NOW": twin.state.now().isoformat(),
            }
            try_profile(image, root, twin, variables)
            try_fonts(image)
            try_service(image)
            try_stop_in_a_run(image, twin, variables)
            try_supervisor(image)
            check_owners(data)
    except Failed as failure:
        print(f"NOT as it should be: {failure}", file=sys.stderr)
        return 1
    finally:
        shutil.rmtree(data)
    return 0


if __name__ == "__main__":
    sys.exit(main())
