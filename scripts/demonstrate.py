"""Runs the engine against the twin and shows what happened on both sides."""

from argparse import ArgumentParser, Namespace
import asyncio
from datetime import UTC, datetime, timedelta
import json
import os
from pathlib import Path
import shutil
import sys
import tempfile
import time
from typing import Any

from rich.console import Console
from rich.table import Table

from linkedin_engine.system.memory import PeakSampler
from twin.scenario import Scenario, load
from twin.server import ThreadedTwin

ENGINE = (sys.executable, "-m", "linkedin_engine")
OPTIONS = {
    "sending_mode": "automatic",
    "timezone": "UTC",
    "hours_start": "00:00",
    "hours_end": "23:59",
    "log_level": "warning",
}

console = Console(highlight=False)


def _words() -> Namespace:
    parser = ArgumentParser(prog="scripts/run", description=__doc__)
    parser.add_argument("--bot", choices=("birthday", "unlimited"), default="birthday")
    parser.add_argument("--scenario", default="demo", help="a file of the twin's")
    parser.add_argument(
        "--keep", action="store_true", help="leave the twin and the data to look at"
    )
    return parser.parse_args()


def _environment(url: str, now: datetime) -> dict[str, str]:
    return {
        **os.environ,
        "LINKEDIN_AUTO_BASE_URL": url,
        "LINKEDIN_AUTO_PACE": "instant",
        "LINKEDIN_AUTO_NOW": now.isoformat(),
    }


async def _engine(
    arguments: list[str], environment: dict[str, str], given: str = ""
) -> tuple[int, str, float]:
    """Run one engine command; return its status, output and peak memory in MiB."""
    process = await asyncio.create_subprocess_exec(
        *ENGINE,
        *arguments,
        env=environment,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    async with PeakSampler(process.pid) as sampler:
        output, _ = await process.communicate(given.encode())
    return process.returncode or 0, output.decode(), sampler.peak / 2**20


def _show_wishes(report: dict[str, Any]) -> None:
    table = Table("Person", "When", "State", "Text, or why not", title="The wishes")
    for wish in report["wishes"]:
        late = wish["days_late"]
        when = {None: "unknown", 0: "today"}.get(late, f"{late} days late")
        reason = (wish["reason"] or "").replace("_", " ")
        table.add_row(wish["name"], when, wish["state"], reason or wish["text"])
    console.print(table)


def _show_received(twin: ThreadedTwin) -> None:
    table = Table("Person", "Text", title="What the look-alike site received")
    for message in twin.record.messages:
        table.add_row(message.name, message.text)
    console.print(table)


def _agrees(report: dict[str, Any], twin: ThreadedTwin) -> bool:
    sent = [
        (wish["name"], wish["text"])
        for wish in report["wishes"]
        if wish["state"] == "sent"
    ]
    received = [(message.name, message.text) for message in twin.record.messages]
    return sorted(sent) == sorted(received)


async def _show_run(words: Namespace, twin: ThreadedTwin, data: Path) -> int:
    options = data / "options.json"
    options.write_text(json.dumps(OPTIONS), encoding="utf-8")
    common = ["--data-dir", str(data), "--options", str(options), "--json"]
    environment = _environment(twin.url, twin.state.now())
    cookie = twin.state.scenario.li_at
    status, output, _ = await _engine(
        ["session", "import", "-", *common], environment, given=cookie
    )
    if status:
        console.print(output)
        return status
    console.print(f"A {words.bot} run, in a real Chromium, on {twin.url}")
    begun = time.monotonic()
    status, output, peak = await _engine(["run", words.bot, *common], environment)
    seconds = time.monotonic() - begun
    report = json.loads(output)
    _show_wishes(report)
    _show_received(twin)
    agrees = _agrees(report, twin)
    console.print(
        f"{report['found']} birthdays found, {report['sent']} wished, "
        f"{report['skipped']} left alone; the run {report['state']} in "
        f"{seconds:.1f} s with a peak of {peak:.0f} MiB, Chromium included."
    )
    console.print(
        "The ledger and the site agree on every message."
        if agrees
        else "The ledger and the site do NOT agree."
    )
    return status if agrees else 1


async def _main() -> int:
    words = _words()
    scenario: Scenario = load(words.scenario)
    if scenario.now is None:
        scenario.now = datetime.now(UTC).replace(hour=10) - timedelta(minutes=1)
    data = Path(tempfile.mkdtemp(prefix="linkedin-auto-run-"))
    try:
        with ThreadedTwin(scenario) as twin:
            status = await _show_run(words, twin, data)
            if words.keep:
                console.print(
                    f"The site is still at {twin.url} (log in with the cookie"
                )
                console.print(f"li_at={scenario.li_at}); the data is in {data}.")
                console.print("Press Enter to end.")
                await asyncio.to_thread(sys.stdin.readline)
    finally:
        if not words.keep:
            shutil.rmtree(data)
    return status


if __name__ == "__main__":
    sys.exit(asyncio.run(_main()))
