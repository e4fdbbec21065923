"""Starts an unpacked image as the Supervisor would, and sees a day's work through.

    python scripts/try_image.py ROOT ENVIRONMENT [emulated]

ROOT is the image's folder and ENVIRONMENT a file with its variables; build_image
gives both. Ends with status 1 at the first thing that is not as it should be. What
emulates a processor can neither be watched nor make what Chromium's sandbox and its
zygote need, and is so slow that a run may need several attempts.
"""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
import json
from pathlib import Path
import shutil
import sys
import tempfile
import time
from typing import Any
from urllib.error import HTTPError

from contained import PATIENCE, START_SECONDS, Failed, Image, ask, check, say
from repository.confinement import Profile
from touched import watching

from engine.supervisor.office_of_supervisor import (
    TOKEN as SUPERVISOR_TOKEN,
    supervising,
)
from twin.scenario import load
from twin.server import ThreadedTwin

APP = Path(__file__).parents[1] / "addon"
ENGINE_USER = 1000
INGRESS = "http://127.0.0.1:8098"
FORBIDDEN = 403
EMULATED = "emulated" in sys.argv[3:]
ATTEMPTS = 8 if EMULATED else 1
NAMES = (
    "Zoë Łukasz Ελένη Алёна Հայկ გიორგი שרה فاطمة 王小明 さくら 민준 प्रिया சித்ரா สมชาย"
)
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


def try_doctor(image: Image) -> None:
    """Let the doctor look; the way to LinkedIn is not the image's matter."""
    command = ("start", "doctor", "--data-dir", "/data", "--json")
    checks = json.loads(image.run(*command, allowed=(0, 1)))["checks"]
    levels = {each["key"]: each["level"] for each in checks}
    for key in ("browser", "data_folder", "secrets", "processes"):
        check(levels[key] == "ok", f"doctor: {key}")


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
        image.watch = watch
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
    sent: dict[int, tuple[str, str]] = {}
    state = ""
    for _ in range(ATTEMPTS):
        command = ("start", "run", "birthday", *COMMON)
        said = image.run(
            *command, variables=variables, allowed=(0, 1) if EMULATED else (0,)
        )
        report = json.loads(said)
        sent |= {
            wish["id"]: (wish["name"], wish["text"])
            for wish in report["wishes"]
            if wish["state"] == "sent"
        }
        state = report["state"]
        if state == "finished":
            break
        say(f"{state}: {report['reason']}; what is left is tried again")
    received = sorted((each.name, each.text) for each in twin.record.messages)
    agreed = sent and sorted(sent.values()) == received
    check(agreed, "the ledger and the site agree on every message")
    check(state == "finished", "the run ends with nothing left to do")
    say(f"{len(sent)} wishes in {time.monotonic() - begun:.1f} s")


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
    image = Image(root, environment, data, patience=PATIENCE if EMULATED else 1)
    try:
        with ThreadedTwin(scenario) as twin:
            variables = {
                "LINKEDIN_AUTO_BASE_URL": twin.url,
                "LINKEDIN_AUTO_PACE": "instant",
                "LINKEDIN_AUTO_NOW": twin.state.now().isoformat(),
            }
            if EMULATED:
                variables["LINKEDIN_AUTO_BROWSER"] = image.browser_without_zygote()
                try_run(image, twin, variables)
            else:
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
