"""A whole run, started as Home Assistant starts it, against the look-alike site."""

from argparse import Namespace
import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
import json
import os
from pathlib import Path
import subprocess
import sys
import tempfile
import time
from typing import Any

from aiohttp import ClientSession

from linkedin_engine.system.memory import process_pss, tree_pss
from linkedin_engine.system.processes import own_tree
from twin.scenario import Scenario, load
from twin.server import ThreadedTwin

from .services import ENGINE, Service, engine_words, serving
from .table import Line
from .usage import MIB, written_by

OPTIONS = {
    "sending_mode": "automatic",
    "timezone": "UTC",
    "hours_start": "00:00",
    "hours_end": "23:59",
    "schedule_enabled": False,
    "max_temperature": 110,
    "log_level": "warning",
}
SETTLING_SECONDS = 5.0
SAMPLE_SECONDS = 0.5
OVER = frozenset({"finished", "stopped", "failed"})

# What five services held all the time, on pages as light as the twin's.
PREDECESSOR_MIB = 500.0


@dataclass(slots=True, kw_only=True)
class Course:
    """The memory of a run as it went by: seconds, engine and the rest in bytes."""

    samples: list[tuple[float, int, int]] = field(default_factory=list)

    def peak(self) -> float:
        """Return the most that everything took together, in MiB."""
        return max(own + rest for _, own, rest in self.samples) / MIB

    def peak_of_run(self) -> float:
        """Return the most that the run's own processes took, in MiB."""
        return max(rest for _, _, rest in self.samples) / MIB

    def mib_minutes(self) -> float:
        """Return memory times minutes."""
        pairs = zip(self.samples, self.samples[1:], strict=False)
        held = sum((one[1] + one[2]) * (other[0] - one[0]) for one, other in pairs)
        return held / MIB / 60

    def minutes(self) -> float:
        """Return how long it took."""
        return (self.samples[-1][0] - self.samples[0][0]) / 60


async def measure(words: Namespace) -> list[Line]:
    """Serve, run once, and look at what is left."""
    scenario: Scenario = load(words.scenario)
    scenario.now = scenario.now or datetime.now(UTC)
    with (
        tempfile.TemporaryDirectory(dir=words.where, prefix="bench-") as folder,
        ThreadedTwin(scenario) as twin,
    ):
        data = Path(folder)
        environment = {
            "LINKEDIN_AUTO_BASE_URL": twin.url,
            "LINKEDIN_AUTO_PACE": words.pace,
            "LINKEDIN_AUTO_NOW": twin.state.now().isoformat(),
        }
        await asyncio.to_thread(prepare, data, scenario.li_at, environment)
        async with serving(words.python, engine_words, data, environment) as service:
            return await _measure(service, words)


def prepare(
    data: Path,
    cookie: str,
    environment: Mapping[str, str],
    options: Mapping[str, Any] | None = None,
) -> None:
    """Write the options, with some of them changed, and hand over a session."""
    chosen = {**OPTIONS, **(options or {})}
    (data / "options.json").write_text(json.dumps(chosen), encoding="utf-8")
    subprocess.run(  # noqa: S603 - this project's own program
        [sys.executable, *ENGINE, "session", "import", "-", "--data-dir", str(data)],
        input=cookie.encode(),
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        check=True,
    )


async def _measure(service: Service, words: Namespace) -> list[Line]:
    await asyncio.sleep(SETTLING_SECONDS)
    idle = tree_pss(service.pid)
    # The first run compiles what the image brings compiled; it sends nothing.
    await _one_run(service, {"bot": words.bot, "dry_run": True})
    written = written_by(service.pid)
    course, report = await _one_run(service, {"bot": words.bot})
    await asyncio.sleep(SETTLING_SECONDS)
    written = written_by(service.pid) - written
    after, left = tree_pss(service.pid), len(own_tree(service.pid)) - 1
    sent = report["sent"]
    sys.stderr.write(
        f"The run {report['state']} with {sent} messages in "
        f"{course.minutes():.1f} minutes.\n"
    )
    held, minutes = course.mib_minutes(), course.minutes()
    is_human = words.pace == "human"
    target = PREDECESSOR_MIB * minutes / 4 if is_human else None
    return [
        Line(
            what="peak of the run's own processes",
            unit="MiB",
            floor=209,
            target=340,
            ours=course.peak_of_run(),
        ),
        Line(
            what="peak of everything",
            unit="MiB",
            target=PREDECESSOR_MIB * 0.8,
            ours=course.peak(),
        ),
        Line(what="memory times minutes", unit="MiB min", target=target, ours=held),
        Line(
            what="written to disk, per wish",
            unit="KiB",
            target=150,
            ours=written / 1024 / max(sent, 1),
        ),
        Line(what="engine before the run", unit="MiB", target=60, ours=idle / MIB),
        Line(
            what="engine after the run",
            unit="MiB",
            floor=idle / MIB,
            target=idle / MIB + 2,
            ours=after / MIB,
        ),
        Line(what="processes left behind", unit="count", target=0, ours=left),
    ]


async def _one_run(
    service: Service, asked: dict[str, Any]
) -> tuple[Course, dict[str, Any]]:
    api = f"http://127.0.0.1:{service.port}/api/v1/runs"
    headers = {"Authorization": f"Bearer {service.token}"}
    course = Course()
    async with ClientSession(headers=headers, raise_for_status=True) as client:
        async with client.post(api, json=asked) as answer:
            run_id = (await answer.json())["run_id"]
        while True:
            course.samples.append(await asyncio.to_thread(_sample, service.pid))
            async with client.get(f"{api}/{run_id}") as answer:
                report: dict[str, Any] = (await answer.json())["run"]
            if report["state"] in OVER:
                return course, report
            await asyncio.sleep(SAMPLE_SECONDS)


def _sample(pid: int) -> tuple[float, int, int]:
    own = process_pss(pid)
    return time.monotonic(), own, max(0, tree_pss(pid) - own)
